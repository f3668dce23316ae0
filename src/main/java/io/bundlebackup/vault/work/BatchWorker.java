package io.bundlebackup.vault.work;

import io.bundlebackup.archive.pack.FileReading;
import io.bundlebackup.archive.scan.Entries;
import io.bundlebackup.archive.scan.ScanEntry;
import io.bundlebackup.archive.tree.FailedEntries;
import io.bundlebackup.archive.tree.Interrupts;
import io.bundlebackup.manifest.Entry;
import io.bundlebackup.manifest.ManifestHeader;
import io.bundlebackup.manifest.RawPath;
import io.bundlebackup.manifest.Xattr;
import io.bundlebackup.posix.Directory;
import io.bundlebackup.posix.OpenFile;
import io.bundlebackup.posix.PosixException;
import io.bundlebackup.posix.Stat;
import io.bundlebackup.repository.blob.BlobId;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Stores some entries of a scan: reads files, links and extended attributes, and makes their lines. One thread at a time. */
final class BatchWorker {
    private final Directory root;
    private final ManifestHeader header;
    private final PieceStore store;
    private final FirstNames names;

    BatchWorker(Directory root, ManifestHeader header, PieceStore store, FirstNames names) {
        this.root = root;
        this.header = header;
        this.store = store;
        this.names = names;
    }

    StoredBatch store(List<ScanEntry> entries) throws IOException, InterruptedException {
        var batch = new StoredBatch();
        var before = new Amounts();
        before.add(store.amounts());
        try {
            var reading = new FileReading(root, header, new Target(batch), batch);
            for (var entry : entries) {
                Interrupts.check("storing");
                if (entry.stat().isRegularFile()) {
                    reading.read(entry);
                } else {
                    batch.add(Entries.settled(line(entry, batch), header.begunAt()), List.of());
                }
            }
        } finally {
            store.drop();
        }
        batch.amounts().addDifference(store.amounts(), before);
        return batch;
    }

    private Entry line(ScanEntry entry, FailedEntries failures) throws IOException, InterruptedException {
        if (entry.stat().isSymbolicLink()) {
            return Entries.link(entry, "");
        }
        try (var directory = root.openDirectory(entry.path().bytes())) {
            return Entries.directory(entry, Entries.xattrs(directory), "");
        } catch (PosixException e) {
            // The scan has the directory; only its extended attributes are missing.
            failures.failed(entry.path().encoded(), "its extended attributes are missing: " + FailedEntries.reason(e));
            return Entries.directory(entry, List.of(), "").withoutCtime();
        }
    }

    private final class Target implements FileReading.Target {
        private final StoredBatch batch;
        private FirstNames.@Nullable Stored first;

        Target(StoredBatch batch) {
            this.batch = batch;
        }

        @Override
        public FileReading.@Nullable Taken earlier(Stat stat) {
            first = stat.links() > 1 ? names.find(stat) : null;
            return first == null ? null : first.file();
        }

        @Override
        public void begin(RawPath path, Stat stat, List<Xattr> xattrs) {
            // The line is made at the end.
        }

        @Override
        public long take(OpenFile file, long size) throws IOException, InterruptedException {
            return store.take(file, size);
        }

        @Override
        public String sha256() throws IOException, InterruptedException {
            return store.sha256();
        }

        @Override
        public void drop() {
            store.drop();
        }

        @Override
        public void end(ScanEntry entry, FileReading.Taken file, List<Xattr> xattrs) {
            var pieces = store.pieces();
            add(entry, file, xattrs, pieces);
            if (file.stat().links() > 1) {
                names.add(new FirstNames.Stored(file, pieces));
            }
        }

        @Override
        public void link(ScanEntry entry, FileReading.Taken taken, List<Xattr> xattrs) {
            if (first != null) {
                add(entry, taken, xattrs, first.pieces());
            }
        }

        private void add(ScanEntry entry, FileReading.Taken file, List<Xattr> xattrs, List<BlobId> pieces) {
            var line = Entries.file(entry, file.stat(), file.sha256(), xattrs, "");
            batch.add(Entries.settled(entry, line, header), pieces);
        }
    }
}
