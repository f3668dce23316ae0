package io.bundlebackup.capacity;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CapacityTests {
    private static final long MANY_FILES = 1 << 20;

    @ParameterizedTest
    @ValueSource(ints = {128, 256, 512, 1_024, 4_096, 65_536})
    void everythingAtOnceLeavesHalfOfTheHeap(int megabytes) {
        long heap = (long) megabytes << 20;
        var capacity = new Capacity(heap, MANY_FILES, 0);

        long most = (long) capacity.connections() * Capacity.CONNECTION
                + capacity.jsonBytes()
                + (long) capacity.uploadBuffers() * Capacity.UPLOAD_BUFFER
                + (long) capacity.downloadBuffers() * Capacity.DOWNLOAD_BUFFER;

        assertThat(most).isLessThanOrEqualTo(heap / 2);
    }

    @Test
    void aHeapOf256MegabytesHasAThousandConnections() {
        assertThat(new Capacity(256 << 20, MANY_FILES, 0).connections()).isEqualTo(1_024);
    }

    @Test
    void connectionsLeaveFilesForWhatIsBackedUp() {
        assertThat(new Capacity(4L << 30, 1_024, 0).connections()).isEqualTo(256);
    }

    @Test
    void theOperatorMayConfigureAnotherNumberOfConnections() {
        assertThat(new Capacity(256 << 20, MANY_FILES, 20).connections()).isEqualTo(20);
    }

    @Test
    void aLargeBufferAndItsHeaderFitIntoARegionOfASmallHeap() {
        assertThat(Capacity.UPLOAD_BUFFER + 64).isLessThan(1 << 20);
    }

    @Test
    void knowsItsProcess() {
        var capacity = Capacity.ofThisProcess(0);

        assertThat(capacity.heap()).isEqualTo(Runtime.getRuntime().maxMemory());
        assertThat(capacity.descriptors()).isPositive();
    }
}
