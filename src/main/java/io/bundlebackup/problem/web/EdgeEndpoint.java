package io.bundlebackup.problem.web;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.util.Comparator;
import org.apache.coyote.Processor;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.SocketBufferHandler;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Accepts connections. When the limit is reached, it closes the connection without a running request that has been silent for longest.
 * Otherwise idle connections would lock out all clients for as long as the service waits for the head of a request.
 */
final class EdgeEndpoint extends NioEndpoint {
    private static final Logger log = LoggerFactory.getLogger(EdgeEndpoint.class);

    /**
     * Bytes that one read of a body brings at most; the buffer of the answer is as large. With 64 KiB each, uploads and downloads by hand
     * took no less processor time (1.86 beside 1.74 s a GiB, 0.94 beside 0.77).
     */
    static final int READ_BUFFER = 1 << 14;

    static final int WRITE_BUFFER = 1 << 14;

    /**
     * So many connections may have as large a buffer in the kernel as the kernel gives them, several MB for a reader that stops reading. With
     * hundreds of those the kernel runs short of memory for TCP, and makes the windows of all connections small: a client beside 1,000
     * downloads that nobody reads had a fifth of its speed.
     */
    private static final int WITHOUT_BOUND = 64;

    /** Bytes for answers in the kernel, for each further connection. The kernel doubles the number. */
    private static final int SEND_BUFFER = 1 << 18;

    /** A connection is not closed for this time after it was opened or sent bytes: its request may be on the way to a thread. */
    private static final long TO_SPEAK_MILLIS = 200;

    private static final long LOOK_AGAIN_MILLIS = 20;

    /** Notified when a connection was closed. */
    private final Object closed = new Object();

    EdgeEndpoint() {
        // Tomcat makes buffers of this size for each connection that it accepts, before it asks for the channel.
        getSocketProperties().setAppReadBufSize(0);
        getSocketProperties().setAppWriteBufSize(0);
        getSocketProperties().setBufferPool(256);
    }

    @Override
    protected NioChannel createChannel(SocketBufferHandler ofTomcat) {
        return super.createChannel(new SocketBuffers(READ_BUFFER, WRITE_BUFFER));
    }

    @Override
    protected boolean setSocketOptions(SocketChannel socket) {
        if (getConnectionCount() > WITHOUT_BOUND) {
            try {
                socket.setOption(StandardSocketOptions.SO_SNDBUF, SEND_BUFFER);
            } catch (IOException e) {
                log.debug("a connection broke before it was served", e);
            }
        }
        return super.setSocketOptions(socket);
    }

    @Override
    protected void countUpOrAwaitConnection() throws InterruptedException {
        while (isFull() && isRunning() && !isPaused() && !makeRoom()) {
            synchronized (closed) {
                closed.wait(LOOK_AGAIN_MILLIS);
            }
        }
        super.countUpOrAwaitConnection();
    }

    @Override
    protected long countDownConnection() {
        long left = super.countDownConnection();
        synchronized (closed) {
            closed.notifyAll();
        }
        return left;
    }

    private boolean isFull() {
        return getMaxConnections() > 0 && getConnectionCount() >= getMaxConnections();
    }

    private boolean makeRoom() {
        long now = System.currentTimeMillis();
        return getConnections().stream()
                .filter(connection -> now - lastHeardOf(connection) > TO_SPEAK_MILLIS && isIdle(connection))
                .min(Comparator.comparingLong(EdgeEndpoint::lastHeardOf))
                .map(EdgeEndpoint::closeIfIdle)
                .orElse(false);
    }

    private static long lastHeardOf(SocketWrapperBase<NioChannel> connection) {
        return ((NioSocketWrapper) connection).getLastRead();
    }

    /** A thread that works on a connection holds its lock; a file sent by the container, an event stream and a WebSocket do not. */
    private static boolean isIdle(SocketWrapperBase<NioChannel> connection) {
        return !connection.getLock().isLocked() && isWithoutRequest(connection);
    }

    private static boolean isWithoutRequest(SocketWrapperBase<NioChannel> connection) {
        return ((NioSocketWrapper) connection).getSendfileData() == null
                && !(connection.getCurrentProcessor() instanceof Processor processor
                        && (processor.isUpgrade() || processor.isAsync()));
    }

    private static boolean closeIfIdle(SocketWrapperBase<NioChannel> connection) {
        var lock = connection.getLock();
        if (!lock.tryLock()) {
            return false;
        }
        try {
            boolean idle = isWithoutRequest(connection);
            if (idle) {
                connection.close();
            }
            return idle;
        } finally {
            lock.unlock();
        }
    }
}
