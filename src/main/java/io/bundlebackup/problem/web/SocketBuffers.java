package io.bundlebackup.problem.web;

import java.nio.ByteBuffer;
import org.apache.tomcat.util.net.SocketBufferHandler;
import org.jspecify.annotations.Nullable;

/**
 * The buffers of one connection, created when its first byte arrives and dropped when the connection is closed. Tomcat creates buffers
 * when it accepts a connection, so that an idle connection would cost as much as an active client.
 *
 * <p>Used under the lock of the connection, as Tomcat's own are.
 */
final class SocketBuffers extends SocketBufferHandler {
    private final int readSize;
    private final int writeSize;
    private volatile @Nullable SocketBufferHandler made;

    SocketBuffers(int readSize, int writeSize) {
        super(0, 0, false);
        this.readSize = readSize;
        this.writeSize = writeSize;
    }

    private SocketBufferHandler made() {
        var found = made;
        if (found == null) {
            found = new SocketBufferHandler(readSize, writeSize, false);
            made = found;
        }
        return found;
    }

    boolean isMade() {
        return made != null;
    }

    @Override
    public void configureReadBufferForWrite() {
        made().configureReadBufferForWrite();
    }

    @Override
    public void configureReadBufferForRead() {
        made().configureReadBufferForRead();
    }

    @Override
    public ByteBuffer getReadBuffer() {
        return made().getReadBuffer();
    }

    @Override
    public boolean isReadBufferEmpty() {
        var found = made;
        return found == null || found.isReadBufferEmpty();
    }

    @Override
    public void unReadReadBuffer(ByteBuffer returned) {
        made().unReadReadBuffer(returned);
    }

    @Override
    public void configureWriteBufferForWrite() {
        made().configureWriteBufferForWrite();
    }

    @Override
    public void configureWriteBufferForRead() {
        made().configureWriteBufferForRead();
    }

    @Override
    public boolean isWriteBufferWritable() {
        return made().isWriteBufferWritable();
    }

    @Override
    public ByteBuffer getWriteBuffer() {
        return made().getWriteBuffer();
    }

    @Override
    public boolean isWriteBufferEmpty() {
        var found = made;
        return found == null || found.isWriteBufferEmpty();
    }

    @Override
    public void expand(int newSize) {
        made().expand(newSize);
    }

    @Override
    public void reset() {
        made = null;
    }

    @Override
    public void free() {
        made = null;
    }
}
