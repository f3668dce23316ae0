package io.bundlebackup.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.journey.PackagedService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged service in a data directory that others may enter, on a machine without a temporary directory. */
class PrivateDataDirectoryIntegrationTests {
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");

    @Test
    void keepsItsFilesPrivateAndNeedsNoOtherTemporaryDirectory(@TempDir Path directory) throws Exception {
        var data = Files.createDirectory(directory.resolve("data"));
        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxr-xr-x"));
        var left = Files.createDirectories(data.resolve("tmp/command-1/of-a-kill"));
        Files.writeString(data.resolve("state.db"), "");
        Files.createDirectory(data.resolve("staging"));

        try (var service = PackagedService.start(directory, "-Djava.io.tmpdir=" + directory.resolve("none"))) {
            var answer = service.send(
                    "POST", "/api/v1/sessions", "{\"type\":\"backup\",\"bundles\":[{\"bundleName\":\"a.b\"}]}");

            assertThat(answer.statusCode()).isEqualTo(201);
            assertThat(left).doesNotExist();
            try (var files = Files.walk(data)) {
                assertThat(files.filter(file -> !file.equals(data)))
                        .hasSizeGreaterThan(5)
                        .allMatch(PrivateDataDirectoryIntegrationTests::isPrivate);
            }
        }
        assertThat(directory.resolve("none")).doesNotExist();
    }

    private static boolean isPrivate(Path file) {
        try {
            return OWNER_ONLY.containsAll(Files.getPosixFilePermissions(file));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
