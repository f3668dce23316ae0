package io.bundlebackup.capacity;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BuffersTests {
    private final Buffers buffers = new Buffers(100_000, 2);

    @Test
    void givesSmallOnesWhenAllLargeOnesAreInUse() {
        assertThat(buffers.take()).hasSize(100_000);
        assertThat(buffers.take()).hasSize(100_000);
        assertThat(buffers.take()).hasSize(Capacity.SMALL_BUFFER);
    }

    @Test
    void givesALargeOneAgainWhenItWasGivenBack() {
        var first = buffers.take();
        buffers.take();
        buffers.giveBack(buffers.take());
        buffers.giveBack(first);

        assertThat(buffers.take()).isSameAs(first);
    }
}
