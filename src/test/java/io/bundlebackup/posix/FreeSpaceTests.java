package io.bundlebackup.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FreeSpaceTests {
    @Test
    void aFileSystemThatReportsNoBlocksAtAllIsNotFull() {
        assertThat(FreeSpace.of(0, 0)).isEqualTo(FreeSpace.UNKNOWN);
        assertThat(FreeSpace.of(1_000, 0)).isZero();
        assertThat(FreeSpace.of(1_000, 10)).isEqualTo(10);
    }

    @Test
    void aFileSystemThatReportsNoInodesAtAllKnowsNoLimit() {
        assertThat(FreeSpace.inodes(0, 0).free()).isEqualTo(FreeSpace.UNKNOWN);
        assertThat(FreeSpace.inodes(0, 0).used()).isZero();
        assertThat(FreeSpace.inodes(-1, -1).free()).isEqualTo(FreeSpace.UNKNOWN);
        assertThat(FreeSpace.inodes(1_000, 0)).isEqualTo(new FreeSpace.Inodes(1_000, 0));
        assertThat(FreeSpace.inodes(1_000, 10).used()).isEqualTo(990);
    }

    @Test
    void countsTheInodesOfTheFileSystemOfADirectory(@TempDir Path directory) throws Exception {
        try (var _ = SmallDisk.mountedOn(directory, "1m,nr_inodes=40")) {
            var before = FreeSpace.inodes(directory);
            Files.createFile(directory.resolve("a"));

            assertThat(before.total()).isEqualTo(40);
            assertThat(FreeSpace.inodes(directory)).isEqualTo(new FreeSpace.Inodes(40, before.free() - 1));
        }
        assertThatThrownBy(() -> FreeSpace.inodes(directory.resolve("none"))).isInstanceOf(PosixException.class);
    }
}
