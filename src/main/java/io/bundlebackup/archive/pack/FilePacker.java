package io.bundlebackup.archive.pack;

import io.bundlebackup.archive.scan.Entries;
import io.bundlebackup.archive.scan.ScanEntry;
import io.bundlebackup.archive.tar.TarAttributes;
import io.bundlebackup.archive.tar.TarWriter;
import io.bundlebackup.archive.tree.FailedEntries;
import io.bundlebackup.archive.tree.StatBeforeRead;
import io.bundlebackup.manifest.Link;
import io.bundlebackup.manifest.ManifestHeader;
import io.bundlebackup.manifest.ManifestWriter;
import io.bundlebackup.manifest.RawPath;
import io.bundlebackup.manifest.UnixTime;
import io.bundlebackup.manifest.Xattr;
import io.bundlebackup.posix.Directory;
import io.bundlebackup.posix.OpenFile;
import io.bundlebackup.posix.PosixException;
import io.bundlebackup.posix.Stat;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Packs the regular files of one part: writes each to the tar and its line to the manifest.
 *
 * <p>A packed file is a state that the file had. A file that changes while it is read is read again, at most {@value #TRIES}
 * times, until it did not change or two reads were equal; otherwise it is reported. A further name of a file in the part
 * becomes a hard link if it still names that file with that content, otherwise a file; so a link never points to an entry
 * outside the tar. Not thread-safe.
 */
final class FilePacker {
    private static final int TRIES = 3;
    /** For a file that is written without a pause, where two reads have to be equal. */
    private static final int QUICK_TRIES = 8;

    private final Directory root;
    private final ManifestHeader header;
    private final String uri;
    private final TarWriter tar;
    private final ManifestWriter manifest;
    private final FailedEntries failures;
    private final StatBeforeRead statBeforeRead;
    private final FileDigest content = new FileDigest();
    /** Packed files that have several names; at most the entries of one part. */
    private final Map<Inode, Packed> firstNames = new HashMap<>();

    private long files;
    private long bytes;

    private record Inode(long device, long number) {
        static Inode of(Stat stat) {
            return new Inode(stat.device(), stat.inode());
        }
    }

    private record Packed(RawPath path, Stat stat, String sha256, boolean mayChange) {
        /** Whether the file still has the packed content. */
        boolean isStill(Stat now) {
            return mayChange || isUnchanged(now);
        }

        private boolean isUnchanged(Stat now) {
            return now.size() == stat.size()
                    && now.mtimeSeconds() == stat.mtimeSeconds()
                    && now.mtimeNanos() == stat.mtimeNanos();
        }
    }

    /** @param uri the name of the part */
    FilePacker(
            Directory root,
            ManifestHeader header,
            String uri,
            TarWriter tar,
            ManifestWriter manifest,
            FailedEntries failures)
            throws IOException {
        this.root = root;
        this.header = header;
        this.uri = uri;
        this.tar = tar;
        this.manifest = manifest;
        this.failures = failures;
        this.statBeforeRead = new StatBeforeRead(root, header);
    }

    /** The number of packed files; each name of a file counts. */
    long files() {
        return files;
    }

    /** Bytes of the content in the tar. */
    long bytes() {
        return bytes;
    }

    /** Packs a file, or reports it. */
    void pack(ScanEntry entry) throws IOException, InterruptedException {
        var file = new Attempts(entry);
        try {
            if (entry.mayHaveHardLinks() || entry.mayChange() || !file.packAsScanned()) {
                file.pack();
            }
        } catch (SkippedFileException e) {
            failures.failed(entry.path().encoded(), e.reason());
        } catch (PosixException e) {
            failures.failed(entry.path().encoded(), FailedEntries.reason(e));
        }
    }

    private static TarAttributes attributes(Stat stat, List<Xattr> xattrs) {
        return new TarAttributes(
                stat.mode() & 07777,
                stat.uid(),
                stat.gid(),
                new UnixTime(stat.mtimeSeconds(), stat.mtimeNanos()),
                xattrs);
    }

    /** The attempts to pack one file. */
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
         * Packs a file that is unchanged since the scan, which holds for nearly every file: one {@code stat} after the read
         * suffices then. Returns false, and packs nothing, if the file changed or cannot be read.
         */
        boolean packAsScanned() throws IOException, InterruptedException {
            if (!statBeforeRead.isConclusive(entry.stat())) {
                return false;
            }
            try (var file = root.openFile(entry.path().bytes())) {
                return pack(file, new StatBeforeRead.Result(entry.stat(), true));
            } catch (PosixException e) {
                return false;
            }
        }

        /** @throws SkippedFileException if no attempt succeeds */
        void pack() throws IOException, InterruptedException {
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
                    var first = firstNames.get(Inode.of(before.stat()));
                    if (first != null && first.isStill(before.stat())) {
                        link(first, file);
                        return;
                    }
                    if (entry.mayChange()
                            && i >= TRIES - 1
                            && lastLength < before.stat().size()) {
                        before = new StatBeforeRead.Result(before.stat().withSize(lastLength), false);
                    }
                    if (pack(file, before)) {
                        return;
                    }
                }
            }
            throw new SkippedFileException(reason);
        }

        /** The line and the attributes are those of the first name, because unpacking sets the attributes for each name. */
        private void link(Packed first, OpenFile file) throws IOException {
            var line = Entries.file(entry, first.stat, first.sha256, Entries.xattrs(file), uri)
                    .withLink(Link.to(first.path));
            tar.hardLink(entry.path(), attributes(first.stat, List.of()), first.path);
            manifest.write(Entries.settled(entry, line, header));
            files++;
        }

        /** Packs the file; returns false, and packs nothing, if this read of the file does not count. */
        private boolean pack(OpenFile file, StatBeforeRead.Result first) throws IOException, InterruptedException {
            var before = first.stat();
            var xattrs = Entries.xattrs(file);
            tar.beginFile(entry.path(), attributes(before, xattrs), before.size());
            String sha256;
            try {
                sha256 = read(file, first);
            } catch (PosixException e) {
                tar.rewind();
                throw e;
            }
            if (sha256 == null) {
                tar.rewind();
                return false;
            }
            tar.endFile();
            manifest.write(Entries.settled(entry, Entries.file(entry, before, sha256, xattrs, uri), header));
            files++;
            bytes += before.size();
            if (before.links() > 1) {
                firstNames.put(Inode.of(before), new Packed(entry.path(), before, sha256, entry.mayChange()));
            }
            return true;
        }

        /**
         * Writes the content to the tar and returns its SHA-256. Returns null if the read does not count, because the size
         * is misstated, or the file changed meanwhile and two reads were not equal.
         */
        private @Nullable String read(OpenFile file, StatBeforeRead.Result first)
                throws IOException, InterruptedException {
            var before = first.stat();
            long length = content.pack(file, before.size(), tar);
            boolean still = isStill(before, file.stat());
            boolean grown = length > before.size() && entry.mayChange() && !still;
            reason = FailedEntries.KEPT_CHANGING;
            if (length != before.size() && !grown) {
                lastLength = length;
                reason = still ? FailedEntries.misstated(before.size(), length) : reason;
                return null;
            }
            var sha256 = content.sha256();
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
