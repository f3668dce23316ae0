package io.bundlebackup.archive.scan;

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
 * Finds out which entries of a scan are names of one file, on disk: sorts what has more than one name by inode, in runs of bounded
 * length that are merged. Memory: {@value #RUN} records of about 40 bytes, and a buffer of {@value #BUFFER} bytes for each of at most
 * {@value #FAN_IN} runs, however many files there are. Not thread-safe.
 */
final class InodeTable implements Closeable {
    static final int RUN = 1 << 15;
    static final int FAN_IN = 64;
    private static final int RECORD = 3 * Long.BYTES;
    private static final int BUFFER = RECORD * 512;

    /** One name: which file it names, and where in the scan. */
    private record Name(long device, long inode, long offset) {
        static final Comparator<Name> ORDER = Comparator.comparingLong(Name::device)
                .thenComparingLong(Name::inode)
                .thenComparingLong(Name::offset);

        boolean isSameFile(@Nullable Name other) {
            return other != null && device == other.device && inode == other.inode;
        }
    }

    private record Run(long from, long to) {}

    /** Receives names in order. */
    private interface Sink {
        void accept(Name name) throws IOException;
    }

    private final int longestRun;
    private final int fanIn;
    private final Path file;
    private final FileChannel channel;
    private final List<Name> unsorted = new ArrayList<>();
    private final ByteBuffer out = ByteBuffer.allocate(BUFFER);
    private List<Run> runs = new ArrayList<>();
    private long end;

    /** @param file a scratch file, removed by {@link #close} */
    InodeTable(Path file) throws IOException {
        this(file, RUN, FAN_IN);
    }

    InodeTable(Path file, int longestRun, int fanIn) throws IOException {
        this.file = file;
        this.longestRun = longestRun;
        this.fanIn = fanIn;
        channel = FileChannel.open(
                file,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
    }

    /** Adds an entry of the scan that may have further names. */
    void add(long device, long inode, long offset) throws IOException {
        unsorted.add(new Name(device, inode, offset));
        if (unsorted.size() == longestRun) {
            spill();
        }
    }

    /** Whether nothing was added. */
    boolean isEmpty() {
        return runs.isEmpty() && unsorted.isEmpty();
    }

    private void spill() throws IOException {
        long from = end;
        unsorted.sort(Name.ORDER);
        for (var name : unsorted) {
            append(name);
        }
        endRun(from, runs);
        unsorted.clear();
    }

    private void append(Name name) throws IOException {
        if (!out.hasRemaining()) {
            flush();
        }
        out.putLong(name.device).putLong(name.inode).putLong(name.offset);
    }

    private void flush() throws IOException {
        out.flip();
        while (out.hasRemaining()) {
            end += channel.write(out, end);
        }
        out.clear();
    }

    private void endRun(long from, List<Run> of) throws IOException {
        flush();
        of.add(new Run(from, end));
    }

    /** Writes the slots of all files with several names, and the slot of each name into the scan. */
    void resolve(HardLinks.Writer links, ScanList.Amendments scan) throws IOException {
        var grouping = new Grouping(links, scan);
        if (runs.isEmpty()) {
            unsorted.sort(Name.ORDER);
            for (var name : unsorted) {
                grouping.accept(name);
            }
            return;
        }
        if (!unsorted.isEmpty()) {
            spill();
        }
        while (runs.size() > fanIn) {
            var longer = new ArrayList<Run>();
            for (int i = 0; i < runs.size(); i += fanIn) {
                long from = end;
                merge(runs.subList(i, Math.min(runs.size(), i + fanIn)), this::append);
                endRun(from, longer);
            }
            runs = longer;
        }
        merge(runs, grouping);
    }

    private void merge(List<Run> some, Sink sink) throws IOException {
        var cursors = new PriorityQueue<Cursor>(Comparator.comparing(c -> c.name, Name.ORDER));
        for (var run : some) {
            cursors.add(new Cursor(run));
        }
        while (!cursors.isEmpty()) {
            var least = cursors.remove();
            sink.accept(least.name);
            if (least.advance()) {
                cursors.add(least);
            }
        }
    }

    /** The read position in a run. */
    private final class Cursor {
        private final ByteBuffer in = ByteBuffer.allocate(BUFFER).limit(0);
        private final long to;
        private long at;
        private Name name;

        Cursor(Run run) throws IOException {
            at = run.from;
            to = run.to;
            name = next();
        }

        boolean advance() throws IOException {
            if (!in.hasRemaining() && at == to) {
                return false;
            }
            name = next();
            return true;
        }

        private Name next() throws IOException {
            if (!in.hasRemaining()) {
                in.clear().limit((int) Math.min(BUFFER, to - at));
                while (in.hasRemaining()) {
                    int count = channel.read(in, at);
                    if (count < 0) {
                        throw new EOFException("a run was cut off");
                    }
                    at += count;
                }
                in.flip();
            }
            return new Name(in.getLong(), in.getLong(), in.getLong());
        }
    }

    /** Separates files with several names in the scan from files whose other names are outside the scan. */
    private record Grouping(HardLinks.Writer links, ScanList.Amendments scan, State state) implements Sink {
        private static final class State {
            @Nullable
            Name first;

            long file;
            boolean several;
        }

        Grouping(HardLinks.Writer links, ScanList.Amendments scan) {
            this(links, scan, new State());
        }

        @Override
        public void accept(Name name) throws IOException {
            var first = state.first;
            if (first == null || !name.isSameFile(first)) {
                state.first = name;
                state.several = false;
                return;
            }
            if (!state.several) {
                state.several = true;
                state.file = links.next();
                put(first);
            }
            put(name);
        }

        private void put(Name name) throws IOException {
            scan.slot(name.offset, links.next());
            links.write(state.file, name.offset);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
        Files.deleteIfExists(file);
    }
}
