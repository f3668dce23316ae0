package io.bundlebackup.capacity;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/**
 * What clients may hold at once, computed from the heap ({@code -Xmx}) and the limit of open files ({@code ulimit -n}) of the process.
 * All limits stand here, so that their sum can be seen:
 *
 * <table>
 * <caption>Shares of the heap; the last column is for {@code -Xmx256m}</caption>
 * <tr><td>the service itself, at rest</td><td>about 70 MB</td><td>27 %</td></tr>
 * <tr><td>{@link #connections}, each at its most</td><td>3/8</td><td>1,024 connections, 96 MB</td></tr>
 * <tr><td>{@link #jsonBytes}; a body that is parsed takes about four times its size, but only for a moment</td><td>1/16</td>
 * <td>16 MB</td></tr>
 * <tr><td>{@link #uploadBuffers}</td><td>1/32</td><td>32 buffers, 8 MB</td></tr>
 * <tr><td>{@link #downloadBuffers}</td><td>1/64</td><td>64 buffers, 4 MB</td></tr>
 * </table>
 *
 * <p>What remains is for the work on bundles and for the garbage collector. A client that finds no large buffer left gets a small one,
 * which belongs to the cost of its connection.
 *
 * @param heap most bytes of the heap
 * @param descriptors most open files of the process
 * @param configuredConnections most connections as the operator configured them; 0 if the operator configured nothing
 */
public record Capacity(long heap, long descriptors, int configuredConnections) {
    /** Most bytes of one upload buffer, of which an upload has two. */
    public static final int UPLOAD_BUFFER = 1 << 18;

    /** Bytes of one large buffer of downloads that are written by hand. */
    public static final int DOWNLOAD_BUFFER = 1 << 16;

    /** Bytes of the buffer that an upload or download gets when no large one is left. */
    public static final int SMALL_BUFFER = 1 << 13;

    /**
     * Bytes that a connection takes at its most, with a request under way: buffers of the socket, of the request's and the answer's head
     * and of their bodies (72 KiB in Tomcat), a small buffer, and the stack of the waiting thread. A connection that has sent nothing
     * takes about 3 KB.
     */
    static final int CONNECTION = 96 << 10;

    private static final int FEWEST_CONNECTIONS = 128;
    private static final int MOST_CONNECTIONS = 8_192;
    private static final int MOST_BUFFERS = 256;
    private static final int MOST_DOWNLOAD_BUFFERS = 1_024;

    /** Of the process that this runs in. */
    public static Capacity ofThisProcess(int configuredConnections) {
        var descriptors = ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? unix.getMaxFileDescriptorCount()
                : Long.MAX_VALUE;
        return new Capacity(Runtime.getRuntime().maxMemory(), descriptors, configuredConnections);
    }

    /** Most connections at once. Each may have a file open, which the container opens a second time; half of the files stay free. */
    public int connections() {
        if (configuredConnections > 0) {
            return configuredConnections;
        }
        return between(FEWEST_CONNECTIONS, Math.min(heap / 8 * 3 / CONNECTION, descriptors / 4), MOST_CONNECTIONS);
    }

    /** Most bytes of JSON bodies at once, beside those of at most {@link #SMALL_BUFFER} bytes. */
    public long jsonBytes() {
        return heap / 16;
    }

    /** How many buffers of {@link #UPLOAD_BUFFER} there may be. */
    public int uploadBuffers() {
        return between(8, heap / 32 / UPLOAD_BUFFER, MOST_BUFFERS);
    }

    /** How many buffers of {@link #DOWNLOAD_BUFFER} there may be. */
    public int downloadBuffers() {
        return between(16, heap / 64 / DOWNLOAD_BUFFER, MOST_DOWNLOAD_BUFFERS);
    }

    private static int between(int least, long value, int most) {
        return (int) Math.clamp(value, least, most);
    }
}
