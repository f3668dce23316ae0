package io.bundlebackup.upload;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** A body that comes as the test gives it, and ends when the test says so. */
public final class FedBody extends InputStream {
    private static final byte[] END = {};

    private final BlockingQueue<byte[]> given = new LinkedBlockingQueue<>();
    private byte[] now = {0};
    private int at = 1;

    public FedBody give(String bytes) {
        given.add(UploadFixture.bytes(bytes));
        return this;
    }

    public void end() {
        given.add(END);
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int from, int count) throws IOException {
        if (at == now.length && now != END) {
            try {
                now = given.take();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            at = 0;
        }
        if (now == END) {
            return -1;
        }
        int read = Math.min(count, now.length - at);
        System.arraycopy(now, at, target, from, read);
        at += read;
        return read;
    }
}
