package io.bundlebackup.upload.receive;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;

/** How much of a body is taken at once. */
class DigestingBodyTests {
    private static final int SEGMENT = 1_000;

    private final byte[] buffer = new byte[10 * SEGMENT];
    private long now = Long.MAX_VALUE - 5;

    /** Brings a segment at each read, and so much time passes before. */
    private DigestingBody bringing(int segments, long nanos) {
        var stream = new InputStream() {
            private int left = segments;

            @Override
            public int read() throws IOException {
                throw new IOException("one at a time is too slow");
            }

            @Override
            public int read(byte[] target, int from, int count) {
                now += nanos;
                return left-- > 0 ? Math.min(SEGMENT, count) : -1;
            }
        };
        return new DigestingBody(UploadChunk.whole(stream, -1), false, () -> now);
    }

    private int fill(DigestingBody body) {
        return body.fill(buffer, () -> true);
    }

    @Test
    void fillsWholeBuffersAtFullSpeedAfterTheFirstBytes() {
        var body = bringing(26, DigestingBody.MOST_HELD / 11);

        assertThat(fill(body)).isEqualTo(SEGMENT);
        assertThat(fill(body)).isEqualTo(10 * SEGMENT);
        assertThat(fill(body)).isEqualTo(10 * SEGMENT);
        assertThat(fill(body)).isEqualTo(5 * SEGMENT);
        assertThat(fill(body)).isZero();
        assertThat(body.arrived()).isEqualTo(26 * SEGMENT);
    }

    @Test
    void holdsBytesBackForALimitedTime() {
        var body = bringing(4, DigestingBody.MOST_HELD / 2);

        assertThat(fill(body)).isEqualTo(SEGMENT);
        assertThat(fill(body)).isEqualTo(2 * SEGMENT);
        assertThat(fill(body)).isEqualTo(SEGMENT);
        assertThat(fill(body)).isZero();
    }

    @Test
    void readsNoMoreThanIsWanted() {
        var body = bringing(3, 1);

        assertThat(fill(body)).isEqualTo(SEGMENT);
        assertThat(body.fill(buffer, () -> false)).isEqualTo(SEGMENT);
        assertThat(body.fill(buffer, () -> false)).isEqualTo(SEGMENT);
    }
}
