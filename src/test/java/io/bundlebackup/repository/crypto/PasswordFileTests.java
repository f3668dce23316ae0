package io.bundlebackup.repository.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PasswordFileTests {
    @TempDir
    Path scratch;

    @Test
    void aPasswordIsMadeOnceForItsOwnerOnly() throws Exception {
        var file = scratch.resolve("vaults/main.password");

        var made = PasswordFile.readOrMake(file);

        assertThat(made).hasSize(43).isEqualTo(PasswordFile.readOrMake(file));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(file.getParent()).isDirectoryNotContaining(other -> !other.equals(file));
    }

    @Test
    void spaceAroundAPasswordDoesNotCount() throws Exception {
        var file = Files.writeString(scratch.resolve("password"), " open sésame\r\n\n");

        assertThat(PasswordFile.read(file)).isEqualTo("open sésame".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void emptyLargeAndMissingFilesAreRefused() throws Exception {
        var file = Files.writeString(scratch.resolve("password"), "\n");
        assertThatThrownBy(() -> PasswordFile.read(file)).hasMessage("the password file " + file + " is empty");
        assertThatThrownBy(() -> PasswordFile.readOrMake(file)).hasMessageContaining("is empty");
        Files.write(file, new byte[(64 << 10) + 1]);
        assertThatThrownBy(() -> PasswordFile.read(file)).hasMessageContaining("is larger than 64 KiB");
        assertThatThrownBy(() -> PasswordFile.read(scratch.resolve("none"))).isInstanceOf(NoSuchFileException.class);
    }
}
