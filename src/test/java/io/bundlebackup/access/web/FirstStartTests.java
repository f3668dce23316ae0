package io.bundlebackup.access.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

@ExtendWith(OutputCaptureExtension.class)
class FirstStartTests {
    @TempDir
    private Path directory = Path.of("");

    @Test
    void saysWhereTheTokenIsKeptAndNeverShowsIt(CapturedOutput output) throws Exception {
        Path data = directory.resolve("data");
        String token = "";
        for (int n = 0; n < 2; n++) {
            try (var service = start(data)) {
                token = Files.readString(data.resolve("token")).strip();
                var client = new EdgeClient(port(service));
                var answer = client.send(
                        client.anonymous("/api/v1/access/caller").header("Authorization", "Bearer " + token));
                assertThat(answer.json().path("name").asString()).isEqualTo("operator");
                assertThat(output)
                        .contains("is kept in " + data.resolve("token"))
                        .contains("curl -H", ":" + port(service) + "/api/v1/status");
            }
        }
        assertThat(output).doesNotContain(token).doesNotContain("Using generated security password");
    }

    @Test
    void refusesToStartWithAConfigurationThatMakesNoSense() {
        assertThatThrownBy(() -> start(directory, "--backup.security.tokens[0].name=alice"))
                .rootCause()
                .hasMessage(
                        "backup.security.tokens[0].sha256 must be the SHA-256 of the token as 64 hexadecimal digits.");
        assertThat(directory.resolve("token")).doesNotExist();
    }

    private static ConfigurableApplicationContext start(Path data, String... more) {
        String[] arguments = new String[more.length + 4];
        arguments[0] = "--spring.config.location=classpath:/";
        arguments[1] = "--server.port=0";
        arguments[2] = "--backup.data-directory=" + data;
        arguments[3] = "--spring.autoconfigure.exclude=" + EdgeTest.NO_DATABASE;
        System.arraycopy(more, 0, arguments, 4, more.length);
        return new SpringApplicationBuilder(ProblemsOverHttpTests.Edge.class).run(arguments);
    }

    private static int port(ConfigurableApplicationContext service) {
        return service.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
    }
}
