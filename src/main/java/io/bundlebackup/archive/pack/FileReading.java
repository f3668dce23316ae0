package io.bundlebackup.archive.pack;

import io.bundlebackup.archive.scan.Entries;
import io.bundlebackup.archive.scan.ScanEntry;
import io.bundlebackup.archive.tree.FailedEntries;
import io.bundlebackup.archive.tree.StatBeforeRead;
import io.bundlebackup.manifest.ManifestHeader;
import io.bundlebackup.manifest.RawPath;
import io.bundlebackup.manifest.Xattr;
import io.bundlebackup.posix.Directory;
import io.bundlebackup.posix.OpenFile;
import io.bundlebackup.posix.PosixException;
import io.bundlebackup.posix.Stat;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the regular files of a scan. What is taken of a file is a state that the file had: a file that changes while it is read is read
 * again, at most {@value #TRIES} times, until it did not change or two reads were equal; otherwise it is reported. Of a file that may change
 * the first complete read counts. Not thread-safe.
 */
public final class FileReading {
    private static final int TRIES = 3;
    /** For a file that is written without a pause, where two reads have to be equal. */
    private static final int QUICK_TRIES = 8;

    private final Directory root;
    private final Target target;
    private final FailedEntries failures;
    private final StatBeforeRead statBeforeRead;

    /** A file that was taken. */
    public record Taken(RawPath path, Stat stat, String sha256, boolean mayChange) {
        /** Whether the file still has the content that was taken. */
        boolean isStill(Stat now) {
            return mayChange || isUnchanged(now);
        }

        private boolean isUnchanged(Stat now) {
            return now.size() == stat.size()
                    && now.mtimeSeconds() == stat.mtimeSeconds()
                    && now.mtimeNanos() == stat.mtimeNanos();
        }
    }

    /**
     * Takes the content of files. For each file: {@link #begin}, {@link #take}, perhaps {@link #sha256}, and then either {@link #end} or
     * {@link #drop}; again for each read.
     */
    public interface Target {
        /** An earlier name of the file with these attributes, which was taken; null if there is none. */
        @Nullable
        Taken earlier(Stat stat);

        void begin(RawPath path, Stat stat, List<Xattr> xattrs) throws IOException;

        /**
         * Takes the first {@code size} bytes of a file and asks for one byte more.
         *
         * @return the number of bytes that could be read, at most {@code size + 1}
         */
        long take(OpenFile file, long size) throws IOException, InterruptedException;

        /** SHA-256 of the content that was taken last, in hexadecimal digits; called once at most. */
        String sha256() throws IOException, InterruptedException;

        /** The read does not count. */
        void drop() throws IOException;

        /** The read counts. */
        void end(ScanEntry entry, Taken file, List<Xattr> xattrs) throws IOException;

        /** The file is a further name of a file that was taken and still has that content. Nothing is read. */
        void link(ScanEntry entry, Taken first, List<Xattr> xattrs) throws IOException;
    }

    /** @param header of the backup, whose scan flushed the root's file system */
    public FileReading(Directory root, ManifestHeader header, Target target, FailedEntries failures)
            throws IOException {
        this.root = root;
        this.target = target;
        this.failures = failures;
        this.statBeforeRead = new StatBeforeRead(root, header);
    }

    /** Reads a file, or reports it. */
    public void read(ScanEntry entry) throws IOException, InterruptedException {
        var file = new Attempts(entry);
        try {
            if (entry.mayHaveHardLinks() || entry.mayChange() || !file.readAsScanned()) {
                file.read();
            }
        } catch (SkippedFileException e) {
            failures.failed(entry.path().encoded(), e.reason());
        } catch (PosixException e) {
            failures.failed(entry.path().encoded(), FailedEntries.reason(e));
        }
    }

    /** The attempts to read one file. */
    private final class Attempts {
        private final ScanEntry entry;
        /** Why the last read did not count. */
        private String reason = "";
        /** SHA-256 of the last read. */
        private @Nullable String lastSha256;
        /** The length of the last read, if it differed from the file's size. */
        private long lastLength = Long.MAX_VALUE;

        Attempts(ScanEntry entry) {
            this.entry = entry;
        }

        /**
         * Reads a file that is unchanged since the scan, which holds for nearly every file: one {@code stat} after the read
         * suffices then. Returns false, and takes nothing, if the file changed or cannot be read.
         */
        boolean readAsScanned() throws IOException, InterruptedException {
            if (!statBeforeRead.isConclusive(entry.stat())) {
                return false;
            }
            try (var file = root.openFile(entry.path().bytes())) {
                return read(file, new StatBeforeRead.Result(entry.stat(), true));
            } catch (PosixException e) {
                return false;
            }
        }

        /** @throws SkippedFileException if no attempt succeeds */
        void read() throws IOException, InterruptedException {
            boolean conclusive = true;
            for (int i = 0; i < (conclusive ? TRIES : QUICK_TRIES); i++) {
                try (var file = root.openFile(entry.path().bytes())) {
                    // For a file that is written without a pause, two consecutive reads have to be equal.
                    var before = conclusive && !entry.mayChange()
                            ? statBeforeRead.at(file)
                            : new StatBeforeRead.Result(file.stat(), false);
                    conclusive = before.conclusive();
                    if (!before.stat().isRegularFile()) {
                        throw SkippedFileException.replaced();
                    }
                    var first = target.earlier(before.stat());
                    if (first != null && first.isStill(before.stat())) {
                        target.link(entry, first, Entries.xattrs(file));
                        return;
                    }
                    if (entry.mayChange()
                            && i >= TRIES - 1
                            && lastLength < before.stat().size()) {
                        before = new StatBeforeRead.Result(before.stat().withSize(lastLength), false);
                    }
                    if (read(file, before)) {
                        return;
                    }
                }
            }
            throw new SkippedFileException(reason);
        }

        /** Reads the file; returns false, and takes nothing, if this read of the file does not count. */
        private boolean read(OpenFile file, StatBeforeRead.Result first) throws IOException, InterruptedException {
            var before = first.stat();
            var xattrs = Entries.xattrs(file);
            target.begin(entry.path(), before, xattrs);
            String sha256;
            try {
                sha256 = take(file, first);
            } catch (PosixException e) {
                target.drop();
                throw e;
            }
            if (sha256 == null) {
                target.drop();
                return false;
            }
            target.end(entry, new Taken(entry.path(), before, sha256, entry.mayChange()), xattrs);
            return true;
        }

        /**
         * Takes the content and returns its SHA-256. Returns null if the read does not count, because the size is
         * misstated, or the file changed meanwhile and two reads were not equal.
         */
        private @Nullable String take(OpenFile file, StatBeforeRead.Result first)
                throws IOException, InterruptedException {
            var before = first.stat();
            long length = target.take(file, before.size());
            boolean still = isStill(before, file.stat());
            boolean grown = length > before.size() && entry.mayChange() && !still;
            reason = FailedEntries.KEPT_CHANGING;
            if (length != before.size() && !grown) {
                lastLength = length;
                reason = still ? FailedEntries.misstated(before.size(), length) : reason;
                return null;
            }
            var sha256 = target.sha256();
            boolean equal = sha256.equals(lastSha256);
            lastSha256 = sha256;
            if (entry.mayChange()) {
                if (!still) {
                    failures.changed(entry.path().encoded());
                }
                return sha256;
            }
            return still && first.conclusive() || equal ? sha256 : null;
        }

        private static boolean isStill(Stat before, Stat now) {
            return now.isRegularFile() && now.device() == before.device() && Entries.same(before, now);
        }
    }
}
