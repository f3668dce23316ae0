package io.bundlebackup.vault.work;

import io.bundlebackup.archive.scan.ScanEntry;
import io.bundlebackup.archive.scan.ScanList;
import io.bundlebackup.archive.tree.FailedEntries;
import io.bundlebackup.archive.tree.Workers;
import io.bundlebackup.manifest.ManifestWriter;
import io.bundlebackup.posix.Directory;
import io.bundlebackup.repository.blob.BlobId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedDeque;

/**
 * Has the workers store the entries of a scan that are new or changed; writes their lines and the pieces of their files, in the scan's order.
 * Memory: a few batches of at most {@value #ENTRIES} entries, and the pieces that are stored at the moment. Used once, by one thread.
 */
final class StorePass {
    private static final int ENTRIES = 64;
    private static final long BYTES = 4 << 20;

    private final SnapshotSource source;
    private final SnapshotStore store;
    private final WorkFiles files;
    private final Workers workers;
    private final SnapshotListener listener;
    private final FailedEntries failures;

    private final Workers savers;
    private final PieceBuffers buffers;
    private final FirstNames names = new FirstNames();
    private final ConcurrentLinkedDeque<BatchWorker> idle = new ConcurrentLinkedDeque<>();
    private final ArrayDeque<Workers.Job<StoredBatch>> underWay = new ArrayDeque<>();
    private final Amounts amounts = new Amounts();
    private long entries;
    private long regular;
    private long bytes;

    StorePass(
            SnapshotSource source,
            SnapshotStore store,
            WorkFiles files,
            Crew crew,
            SnapshotListener listener,
            FailedEntries failures) {
        this.source = source;
        this.store = store;
        this.files = files;
        this.workers = crew.readers();
        this.savers = crew.savers();
        this.buffers = new PieceBuffers(savers.count());
        this.listener = listener;
        this.failures = failures;
    }

    /** Stores all entries; returns what was new to the repository. */
    Amounts run() throws IOException, InterruptedException {
        try (var scan = new ScanList.Reader(files.scanned().entries());
                var lines = new ManifestWriter(Files.newOutputStream(files.stored()), source.header());
                var contents = new ContentList.Writer(files.contents())) {
            var batch = new ArrayList<ScanEntry>();
            long size = 0;
            while (!scan.atEnd()) {
                var entry = scan.read();
                if (!entry.isToSend()) {
                    continue;
                }
                batch.add(entry);
                size += entry.stat().isRegularFile() ? entry.stat().size() : 0;
                if (batch.size() == ENTRIES || size >= BYTES) {
                    start(batch, lines, contents);
                    batch = new ArrayList<>();
                    size = 0;
                }
            }
            start(batch, lines, contents);
            while (!underWay.isEmpty()) {
                takeFirst(lines, contents);
            }
        } finally {
            underWay.forEach(Workers.Job::stop);
        }
        return amounts;
    }

    private void start(List<ScanEntry> batch, ManifestWriter lines, ContentList.Writer contents)
            throws IOException, InterruptedException {
        if (batch.isEmpty()) {
            return;
        }
        underWay.addLast(workers.submit(() -> storeBatch(batch)));
        if (underWay.size() > 2 * workers.count()) {
            takeFirst(lines, contents);
        }
    }

    private StoredBatch storeBatch(List<ScanEntry> batch) throws IOException, InterruptedException {
        var worker = idle.poll();
        if (worker == null) {
            worker = new BatchWorker(source.root(), source.header(), pieceStore(), names);
        }
        try {
            return worker.store(batch);
        } finally {
            idle.push(worker);
        }
    }

    private PieceStore pieceStore() {
        return new PieceStore(store, savers, buffers);
    }

    private void takeFirst(ManifestWriter lines, ContentList.Writer contents) throws IOException, InterruptedException {
        var batch = underWay.getFirst().result();
        underWay.removeFirst();
        long regularBefore = regular;
        long bytesBefore = bytes;
        for (var each : batch.lines()) {
            var entry = each.entry();
            lines.write(entry);
            entries++;
            if (entry.isRegularFile()) {
                contents.add(entry.path(), each.pieces());
                regular++;
                bytes += entry.size();
            }
        }
        amounts.add(batch.amounts());
        batch.report(failures);
        listener.stored(
                regular - regularBefore, bytes - bytesBefore, batch.amounts().stored());
    }

    /** How many entries have been stored. */
    long entries() {
        return entries;
    }

    /** How many of the entries are regular files, whose content has {@link #bytes}. */
    long regular() {
        return regular;
    }

    long bytes() {
        return bytes;
    }

    /** What was stored of a file of this service. */
    record Own(List<BlobId> pieces, Amounts amounts) {}

    /** Stores a file of this service, such as the manifest; any thread. */
    Own storeOwn(Path path) throws IOException, InterruptedException {
        var store = pieceStore();
        try (var directory = Directory.open(Objects.requireNonNull(path.getParent()));
                var file = directory.openFile(String.valueOf(path.getFileName()).getBytes(StandardCharsets.US_ASCII))) {
            store.take(file, file.stat().size());
            store.sha256();
            return new Own(store.pieces(), store.amounts());
        } finally {
            store.drop();
        }
    }
}
