package io.bundlebackup.posix;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FreeSpaceTests {
    @Test
    void aFileSystemThatReportsNoBlocksAtAllIsNotFull() {
        assertThat(FreeSpace.of(0, 0)).isEqualTo(FreeSpace.UNKNOWN);
        assertThat(FreeSpace.of(1_000, 0)).isZero();
        assertThat(FreeSpace.of(1_000, 10)).isEqualTo(10);
    }
}
