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
class SecretFileTests {
    @TempDir
    private Path directory = Path.of("");

    @Test
    void makesATokenThatOnlyItsOwnerCanRead() throws IOException {
        Path data = directory.resolve("deep/data");

        SecretFile made = SecretFile.in(data, "token");

        assertThat(made.secret()).matches("[A-Za-z0-9_-]{43}");
        assertThat(data.resolve("token")).hasContent(made.secret());
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
        SecretFile first = SecretFile.in(directory, "token");
        SecretFile second = SecretFile.in(directory, "token");

        assertThat(second.secret()).isEqualTo(first.secret());
    }

    @Test
    void makesAnotherTokenInAnotherDirectory() {
        assertThat(SecretFile.in(directory.resolve("a"), "token").secret())
                .isNotEqualTo(SecretFile.in(directory.resolve("b"), "token").secret());
    }

    @Test
    void warnsWhenOthersCanReadTheToken(CapturedOutput output) throws IOException {
        SecretFile.in(directory, "token");
        Files.setPosixFilePermissions(directory.resolve("token"), PosixFilePermissions.fromString("rw-r--r--"));

        SecretFile.in(directory, "token");

        assertThat(output).contains("chmod 600");
    }

    @Test
    void refusesToStartWithAFileThatHoldsNoToken() throws IOException {
        for (String content :
                new String[] {"", "short", "two words that are long enough to be one token", "x".repeat(600)}) {
            Files.writeString(directory.resolve("token"), content);

            assertThatThrownBy(() -> SecretFile.in(directory, "token"))
                    .isInstanceOf(StartRefusedException.class)
                    .hasMessageContaining("does not hold a secret");
        }
    }

    @Test
    void refusesToStartWhereItCannotKeepTheToken() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "");

        assertThatThrownBy(() -> SecretFile.in(file, "token"))
                .isInstanceOf(StartRefusedException.class)
                .hasMessageContaining("can be neither read nor made");
    }
}
