package io.bundlebackup.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bundlebackup.posix.SmallDisk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is mounted beneath a directory. */
class MountPointsTests {
    private static final String TABLE = """
            22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
            30 22 0:40 / /srv/app/data rw shared:2 master:1 - tmpfs tmpfs rw
            31 30 0:41 /vol /srv/app/data/up\\040loads\\134x/deep rw - ext4 /dev/vdb rw
            32 22 0:42 / /srv/apps rw - tmpfs tmpfs rw
            33 22 0:43 / /srv/line\\012break/a rw - tmpfs tmpfs rw
            """;

    private static MountPoints of(String table) throws IOException {
        return new MountPoints(table.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource({
        "/srv/app/data, up loads\\x/deep",
        "/srv/app, data",
        "/srv, app/data",
        "/, srv/app/data",
        "/srv/app/data/up loads\\x, deep"
    })
    void namesTheFirstOneBelow(Path directory, String below) throws IOException {
        assertThat(of(TABLE).below(directory)).contains(below);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/srv/apps", "/srv/app/dat", "/srv/app/data/up", "/home", "/srv/app/data/up loads\\x/deep"})
    void aMountPointIsNotBelowItselfNorBelowAPathWithTheSamePrefix(Path directory) throws IOException {
        assertThat(of(TABLE).below(directory)).isEmpty();
    }

    @Test
    void aNewlineInANameIsNoNewLine() throws IOException {
        assertThat(of(TABLE).below(Path.of("/srv/line\nbreak"))).contains("a");
    }

    @ParameterizedTest
    @ValueSource(strings = {"22 1 254:0 /", "22 1 254:0 / relative rw", "\n"})
    void refusesAnInvalidTable(String table) {
        assertThatThrownBy(() -> of(table)).isInstanceOf(IOException.class);
    }

    @Test
    void findsOnlyCurrentMounts(@TempDir Path root) throws Exception {
        var data = Files.createDirectories(root.toRealPath().resolve("da ta"));
        var volume = Files.createDirectory(data.resolve("vo\tl"));
        try (var disk = SmallDisk.mountedOn(volume, "1m")) {
            assertThat(MountPoints.read().below(data)).contains("vo?l");
            assertThat(MountPoints.read().below(volume)).isEmpty();
            disk.requireMounted();
        }
        assertThat(MountPoints.read().below(data)).isEmpty();
    }
}
