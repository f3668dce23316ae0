package io.bundlebackup.upload;

import io.bundlebackup.capacity.Capacity;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A body whose client pauses: the first bytes come, the others when the test lets them. */
public final class HeldBody extends InputStream {
    private final CountDownLatch paused = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);
    private final byte[] bytes;
    private final int pause;
    private int at;

    public HeldBody(byte[] bytes, int pause) {
        this.bytes = bytes;
        this.pause = pause;
    }

    /** Waits until all before the pause was read. */
    public void awaitPause() throws InterruptedException {
        if (!paused.await(10, TimeUnit.SECONDS)) {
            throw new AssertionError("nobody read so far");
        }
    }

    public void goOn() {
        goOn.countDown();
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int from, int count) throws IOException {
        if (at == pause) {
            paused.countDown();
            try {
                goOn.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }
        if (at == bytes.length) {
            return -1;
        }
        int read = Math.min(count, (at < pause ? pause : bytes.length) - at);
        System.arraycopy(bytes, at, target, from, read);
        at += read;
        return read;
    }

    /** As many bytes as a buffer has, so that they are written before the pause, and some more. */
    public static byte[] largerThanABuffer(int seed) {
        var bytes = new byte[Capacity.UPLOAD_BUFFER + 1000];
        Arrays.fill(bytes, (byte) seed);
        return bytes;
    }
}
