package io.bundlebackup.manifest;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Sorts any number of byte records on disk: in runs that fit into memory and are merged. The sort is stable. Records that fit
 * into one run do not use the disk. Memory: {@value #RUN} bytes, then a buffer of {@value #BUFFER} bytes and one
 * record for each of at most {@value #FAN_IN} runs; disk: the records once, beyond 1.5 GiB twice. Add all, then {@link #sort}, then take
 * all with {@link #next}. Not thread-safe.
 */
public final class ExternalSort implements Closeable {
    static final int RUN = 1 << 24;
    static final int FAN_IN = 96;
    private static final int BUFFER = 1 << 15;
    /** The memory of an array besides its bytes. */
    private static final int OVERHEAD = 24;

    private record Run(long from, long to) {}

    private final Path file;
    private final Comparator<byte[]> order;
    private final int longestRun;
    private final int fanIn;
    private final List<byte[]> unsorted = new ArrayList<>();
    private final ByteBuffer out = ByteBuffer.allocate(BUFFER);
    private @Nullable FileChannel channel;
    private List<Run> runs = new ArrayList<>();
    private long unsortedBytes;
    private long end;
    private int taken;
    private @Nullable Merge merge;

    /** @param file scratch file, created if the records do not fit into memory and removed by {@link #close} */
    public ExternalSort(Path file, Comparator<byte[]> order) {
        this(file, order, RUN, FAN_IN);
    }

    /**
     * As {@link #ExternalSort(Path, Comparator)}, with other bounds.
     *
     * @param longestRun bytes of memory for records, with {@value #OVERHEAD} more for each
     * @param fanIn the number of runs that are merged at once, at least 2
     */
    public ExternalSort(Path file, Comparator<byte[]> order, int longestRun, int fanIn) {
        this.file = file;
        this.order = order;
        this.longestRun = longestRun;
        this.fanIn = fanIn;
    }

    /** Adds a record, which the caller must not change afterwards. */
    public void add(byte[] bytes) throws IOException {
        unsorted.add(bytes);
        unsortedBytes += bytes.length + OVERHEAD;
        if (unsortedBytes >= longestRun) {
            spill();
        }
    }

    private void spill() throws IOException {
        unsorted.sort(order);
        long from = end + out.position();
        for (byte[] bytes : unsorted) {
            append(bytes);
        }
        runs.add(new Run(from, end + out.position()));
        unsorted.clear();
        unsortedBytes = 0;
    }

    private void append(byte[] bytes) throws IOException {
        if (out.remaining() < Integer.BYTES) {
            flush();
        }
        out.putInt(bytes.length);
        for (int at = 0; at < bytes.length; ) {
            if (!out.hasRemaining()) {
                flush();
            }
            int part = Math.min(out.remaining(), bytes.length - at);
            out.put(bytes, at, part);
            at += part;
        }
    }

    private void flush() throws IOException {
        out.flip();
        while (out.hasRemaining()) {
            end += channel().write(out, end);
        }
        out.clear();
    }

    private FileChannel channel() throws IOException {
        if (channel == null) {
            channel = FileChannel.open(
                    file,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE);
        }
        return channel;
    }

    /** Sorts; call after all records were added. */
    public void sort() throws IOException {
        if (runs.isEmpty()) {
            unsorted.sort(order);
            return;
        }
        if (!unsorted.isEmpty()) {
            spill();
        }
        flush();
        while (runs.size() > fanIn) {
            var longer = new ArrayList<Run>();
            for (int i = 0; i < runs.size(); i += fanIn) {
                long from = end;
                var some = new Merge(runs.subList(i, Math.min(runs.size(), i + fanIn)));
                for (byte[] next = some.next(); next != null; next = some.next()) {
                    append(next);
                }
                flush();
                longer.add(new Run(from, end));
            }
            runs = longer;
        }
        merge = new Merge(runs);
    }

    /** The next record in order; null after the last. */
    public byte @Nullable [] next() throws IOException {
        if (merge != null) {
            return merge.next();
        }
        return taken < unsorted.size() ? unsorted.get(taken++) : null;
    }

    /** Merges runs. */
    private final class Merge {
        private final PriorityQueue<Cursor> cursors = new PriorityQueue<>((a, b) -> {
            int result = order.compare(a.least, b.least);
            return result != 0 ? result : Integer.compare(a.number, b.number);
        });

        Merge(List<Run> some) throws IOException {
            for (int i = 0; i < some.size(); i++) {
                var cursor = new Cursor(some.get(i), i);
                cursor.advance();
                cursors.add(cursor);
            }
        }

        byte @Nullable [] next() throws IOException {
            var cursor = cursors.poll();
            if (cursor == null) {
                return null;
            }
            byte[] least = cursor.least;
            if (cursor.advance()) {
                cursors.add(cursor);
            }
            return least;
        }
    }

    /** The read position in a run, which is not empty. */
    private final class Cursor {
        private final ByteBuffer in = ByteBuffer.allocate(BUFFER).limit(0);
        private final int number;
        private final long to;
        private long at;
        private byte[] least = {};

        Cursor(Run run, int number) {
            this.number = number;
            at = run.from;
            to = run.to;
        }

        boolean advance() throws IOException {
            if (!in.hasRemaining() && at == to) {
                return false;
            }
            require(Integer.BYTES);
            least = new byte[in.getInt()];
            for (int filled = 0; filled < least.length; ) {
                require(1);
                int part = Math.min(in.remaining(), least.length - filled);
                in.get(least, filled, part);
                filled += part;
            }
            return true;
        }

        private void require(int bytes) throws IOException {
            if (in.remaining() >= bytes) {
                return;
            }
            in.compact().limit((int) Math.min(BUFFER, in.position() + (to - at)));
            while (in.hasRemaining()) {
                int count = channel().read(in, at);
                if (count < 0) {
                    throw new EOFException("a run was cut off");
                }
                at += count;
            }
            in.flip();
            if (in.remaining() < bytes) {
                throw new EOFException("a run was cut off");
            }
        }
    }

    @Override
    public void close() throws IOException {
        unsorted.clear();
        if (channel != null) {
            channel.close();
            Files.deleteIfExists(file);
        }
    }
}
