package io.bundlebackup.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bundlebackup.problem.StartRefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class TokenFileTests {
    @TempDir
    private Path directory = Path.of("");

    @Test
    void makesATokenThatOnlyItsOwnerCanRead() throws IOException {
        Path data = directory.resolve("deep/data");

        TokenFile made = TokenFile.in(data);

        assertThat(made.created()).isTrue();
        assertThat(made.token()).matches("[A-Za-z0-9_-]{43}");
        assertThat(data.resolve("token")).hasContent(made.token());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve("token"))))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data)))
                .isEqualTo("rwx------");
        try (var left = Files.list(data)) {
            assertThat(left).containsExactly(data.resolve("token"));
        }
    }

    @Test
    void keepsTheTokenOverRestarts() {
        TokenFile first = TokenFile.in(directory);
        TokenFile second = TokenFile.in(directory);

        assertThat(second.created()).isFalse();
        assertThat(second.token()).isEqualTo(first.token());
    }

    @Test
    void makesAnotherTokenInAnotherDirectory() {
        assertThat(TokenFile.in(directory.resolve("a")).token())
                .isNotEqualTo(TokenFile.in(directory.resolve("b")).token());
    }

    @Test
    void warnsWhenOthersCanReadTheToken(CapturedOutput output) throws IOException {
        TokenFile.in(directory);
        Files.setPosixFilePermissions(directory.resolve("token"), PosixFilePermissions.fromString("rw-r--r--"));

        TokenFile.in(directory);

        assertThat(output).contains("chmod 600");
    }

    @Test
    void refusesToStartWithAFileThatHoldsNoToken() throws IOException {
        for (String content :
                new String[] {"", "short", "two words that are long enough to be one token", "x".repeat(600)}) {
            Files.writeString(directory.resolve("token"), content);

            assertThatThrownBy(() -> TokenFile.in(directory))
                    .isInstanceOf(StartRefusedException.class)
                    .hasMessageContaining("does not hold a token");
        }
    }

    @Test
    void refusesToStartWhereItCannotKeepTheToken() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "");

        assertThatThrownBy(() -> TokenFile.in(file))
                .isInstanceOf(StartRefusedException.class)
                .hasMessageContaining("can be neither read nor made");
    }
}
