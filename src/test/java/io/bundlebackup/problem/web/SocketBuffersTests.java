package io.bundlebackup.problem.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SocketBuffersTests {
    private final SocketBuffers buffers = new SocketBuffers(1_000, 2_000);

    @Test
    void aConnectionThatSendsNothingHasNone() {
        assertThat(buffers.isReadBufferEmpty()).isTrue();
        assertThat(buffers.isWriteBufferEmpty()).isTrue();
        buffers.reset();

        assertThat(buffers.isMade()).isFalse();
    }

    @Test
    void areMadeWhenTheyAreUsedAndDroppedWithTheConnection() {
        buffers.configureWriteBufferForWrite();
        buffers.getWriteBuffer().put((byte) 1);

        assertThat(buffers.getReadBuffer().capacity()).isEqualTo(1_000);
        assertThat(buffers.getWriteBuffer().capacity()).isEqualTo(2_000);
        assertThat(buffers.isWriteBufferEmpty()).isFalse();

        buffers.reset();

        assertThat(buffers.isMade()).isFalse();
        assertThat(buffers.isWriteBufferEmpty()).isTrue();
    }
}
