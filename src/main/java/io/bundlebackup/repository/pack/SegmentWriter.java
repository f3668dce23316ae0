package io.bundlebackup.repository.pack;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.PriorityQueue;
import java.util.UUID;

/** Writes sorted entries of an index into a file, without those that are there twice. For one thread. */
final class SegmentWriter implements AutoCloseable {
    private static final int BUFFER = IndexEntries.BYTES << 12;

    private final FileChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
    private final long[] last = new long[IndexEntries.LONGS];
    private int count;

    SegmentWriter(Path file) throws IOException {
        channel = FileChannel.open(
                file, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    /** Writes what a table has into a file without a name. */
    static IndexSegment spill(IndexTable table, Path directory) throws IOException {
        return inNoFile(directory, writer -> {
            var sorted = table.sorted();
            for (int at = 0; at < sorted.length; at += IndexEntries.LONGS) {
                writer.add(sorted, at);
            }
        });
    }

    /** Writes what several segments have into a file without a name. */
    static IndexSegment merge(List<IndexSegment> segments, Path directory) throws IOException {
        return inNoFile(directory, writer -> writer.addAll(segments));
    }

    static Path newName(Path directory) {
        return directory.resolve("partial-" + UUID.randomUUID());
    }

    private interface Filling {
        void fill(SegmentWriter writer) throws IOException;
    }

    private static IndexSegment inNoFile(Path directory, Filling filling) throws IOException {
        Files.createDirectories(directory);
        var file = newName(directory);
        try (var writer = new SegmentWriter(file)) {
            filling.fill(writer);
            return writer.finish();
        } finally {
            // The mapping needs no name.
            Files.deleteIfExists(file);
        }
    }

    /** Merges sorted segments. */
    void addAll(List<IndexSegment> segments) throws IOException {
        var queue = new PriorityQueue<Cursor>();
        for (var segment : segments) {
            if (segment.size() > 0) {
                queue.add(new Cursor(segment));
            }
        }
        for (var cursor = queue.poll(); cursor != null; cursor = queue.poll()) {
            var next = queue.peek();
            boolean more;
            do {
                add(cursor.entry, 0);
                more = cursor.advance();
            } while (more && (next == null || cursor.compareTo(next) <= 0));
            if (more) {
                queue.add(cursor);
            }
        }
    }

    void add(long[] numbers, int at) throws IOException {
        if (count > 0 && IndexEntries.compare(numbers, at, last, 0) == 0) {
            return;
        }
        if (!buffer.hasRemaining()) {
            flush();
        }
        System.arraycopy(numbers, at, last, 0, IndexEntries.LONGS);
        for (long number : last) {
            buffer.putLong(number);
        }
        count++;
    }

    /** Writes further bytes behind the entries. */
    void append(ByteBuffer bytes) throws IOException {
        flush();
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private void flush() throws IOException {
        buffer.flip();
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
        buffer.clear();
    }

    IndexSegment finish() throws IOException {
        flush();
        return IndexSegment.map(channel, count);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private static final class Cursor implements Comparable<Cursor> {
        private final IndexSegment segment;
        private final long[] entry = new long[IndexEntries.LONGS];
        private int at;

        Cursor(IndexSegment segment) {
            this.segment = segment;
            segment.copy(0, entry, 0);
        }

        boolean advance() {
            if (++at == segment.size()) {
                return false;
            }
            segment.copy(at, entry, 0);
            return true;
        }

        @Override
        public int compareTo(Cursor o) {
            return IndexEntries.compare(entry, 0, o.entry, 0);
        }
    }
}
