package io.bundlebackup.archive.pack;

import io.bundlebackup.archive.scan.Entries;
import io.bundlebackup.archive.scan.PackUnit;
import io.bundlebackup.archive.scan.ScanEntry;
import io.bundlebackup.archive.scan.ScanFiles;
import io.bundlebackup.archive.scan.ScanList;
import io.bundlebackup.archive.tree.Digests;
import io.bundlebackup.archive.tree.FailedEntries;
import io.bundlebackup.archive.tree.FileCopy;
import io.bundlebackup.archive.tree.Interrupts;
import io.bundlebackup.archive.tree.StatBeforeRead;
import io.bundlebackup.manifest.Entry;
import io.bundlebackup.manifest.InvalidManifestException;
import io.bundlebackup.manifest.ManifestHeader;
import io.bundlebackup.manifest.ManifestLine;
import io.bundlebackup.manifest.RawPath;
import io.bundlebackup.manifest.UnixTime;
import io.bundlebackup.posix.Directory;
import io.bundlebackup.posix.OpenFile;
import io.bundlebackup.posix.PosixException;
import io.bundlebackup.posix.Stat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A big file that is delivered from where it lies: what it was when it was digested, and whether it still is. Immutable.
 *
 * @param header of the backup's manifests
 * @param entry what it was, with its true ctime
 * @param accessed its access time
 * @param slot as that of its {@link PackUnit.BigFile}: of the first of its several names, if it has several
 */
public record BigFile(ManifestHeader header, Entry entry, UnixTime accessed, long slot) {
    private static final String REPLACED = "it was replaced by something else while the backup ran";
    private static final int TRIES = 3;
    private static final int BUFFER = 1 << 18;

    /**
     * Digests the file of a scan's entry.
     *
     * @throws SkippedFileException if the file kept changing while it was read, or is not what it says
     */
    public static BigFile digest(Directory root, ScanFiles scanned, PackUnit.BigFile unit, ManifestHeader header)
            throws IOException, InterruptedException {
        return digest(root, scanned, unit, header, null);
    }

    /** As {@link #digest}, but copies it, in place of what is at that path, and digests the copy; of no use if nothing comes of it. */
    public static BigFile copy(
            Directory root, ScanFiles scanned, PackUnit.BigFile unit, ManifestHeader header, Path copy)
            throws IOException, InterruptedException {
        return digest(root, scanned, unit, header, copy);
    }

    /**
     * As {@link #copy}, of a file that may change while it is read: it is taken as it is read once.
     *
     * @param told of a file that has changed meanwhile
     */
    public static BigFile copyOnce(
            Directory root,
            ScanFiles scanned,
            PackUnit.BigFile unit,
            ManifestHeader header,
            Path copy,
            FailedEntries told)
            throws IOException, InterruptedException {
        try (var scan = new ScanList.Reader(scanned.entries())) {
            var entry = scan.lookUp(unit.at());
            try (var file = root.openFile(entry.path().bytes())) {
                var before = file.stat();
                if (!before.isRegularFile()) {
                    throw new SkippedFileException(REPLACED);
                }
                var digest = Digests.sha256();
                long length = FileCopy.copy(file, before.size(), copy, digest);
                boolean still = Entries.same(before, file.stat());
                if (still && length != before.size()) {
                    throw new SkippedFileException(FailedEntries.misstated(before.size(), length));
                }
                if (!still) {
                    told.changed(entry.path().encoded());
                }
                var read = before.withSize(Math.min(length, before.size()));
                var sha256 = HexFormat.of().formatHex(digest.digest());
                var line = Entries.file(entry, read, sha256, Entries.xattrs(file), unit.uri())
                        .withoutCtime();
                return new BigFile(header, userTar(line), accessed(before), unit.slot());
            }
        }
    }

    private static BigFile digest(
            Directory root, ScanFiles scanned, PackUnit.BigFile unit, ManifestHeader header, @Nullable Path copy)
            throws IOException, InterruptedException {
        try (var scan = new ScanList.Reader(scanned.entries())) {
            return digest(root, scan.lookUp(unit.at()), unit.slot(), unit.uri(), header, copy);
        }
    }

    /** Whether the file of a plan's unit may change while it is read. */
    public static boolean mayChange(ScanFiles scanned, PackUnit.BigFile unit) throws IOException {
        try (var scan = new ScanList.Reader(scanned.entries())) {
            return scan.lookUp(unit.at()).mayChange();
        }
    }

    /** Where the file of a plan's unit lies. */
    public static RawPath path(ScanFiles scanned, PackUnit.BigFile unit) throws IOException {
        try (var scan = new ScanList.Reader(scanned.entries())) {
            return scan.lookUp(unit.at()).path();
        }
    }

    /** Digests the file again, after it changed. */
    public BigFile digestAgain(Directory root) throws IOException, InterruptedException {
        try (var file = root.openFile(entry.path().bytes())) {
            return digest(root, new ScanEntry(entry.path(), file.stat(), null), slot, entry.fileName(), header, null);
        }
    }

    private static BigFile digest(
            Directory root, ScanEntry scanned, long slot, String uri, ManifestHeader header, @Nullable Path copy)
            throws IOException, InterruptedException {
        var digest = Digests.sha256();
        var statBeforeRead = new StatBeforeRead(root, header);
        String reason = FailedEntries.KEPT_CHANGING;
        String last = null;
        for (int i = 0; i < TRIES; i++) {
            try (var file = root.openFile(scanned.path().bytes())) {
                var first = statBeforeRead.at(file);
                var before = first.stat();
                if (!before.isRegularFile()) {
                    throw new SkippedFileException(REPLACED);
                }
                digest.reset();
                long length = copy == null
                        ? digest(file, before.size(), digest)
                        : FileCopy.copy(file, before.size(), copy, digest);
                boolean still = Entries.same(before, file.stat());
                reason = still && length != before.size()
                        ? FailedEntries.misstated(before.size(), length)
                        : FailedEntries.KEPT_CHANGING;
                if (length == before.size()) {
                    var sha256 = HexFormat.of().formatHex(digest.digest());
                    if (isConsistent(first, still, sha256.equals(last), copy != null)) {
                        var entry = Entries.file(scanned, before, sha256, Entries.xattrs(file), uri);
                        return new BigFile(header, userTar(entry), accessed(before), slot);
                    }
                    last = sha256;
                }
            }
        }
        throw new SkippedFileException(reason);
    }

    /**
     * Whether what was read is a state that the file had: its times say so, or it was read twice. What is delivered from where it lies
     * also has to show later changes.
     */
    private static boolean isConsistent(StatBeforeRead.Result first, boolean still, boolean twice, boolean copied) {
        return first.conclusive() ? still || twice : copied && twice;
    }

    /** Digests so many bytes from the file's begin; how many there are, of which one more than these is asked for. */
    private static long digest(OpenFile file, long size, MessageDigest digest)
            throws IOException, InterruptedException {
        long length = 0;
        var direct = ByteBuffer.allocateDirect(BUFFER);
        var bytes = new byte[BUFFER];
        while (length <= size) {
            Interrupts.check("digesting");
            int n = file.read(direct.clear().limit((int) Math.min(BUFFER, size - length + 1)), length);
            if (n <= 0) {
                break;
            }
            direct.flip().get(bytes, 0, n);
            digest.update(bytes, 0, n);
            length += n;
        }
        return length;
    }

    private static Entry userTar(Entry e) {
        return e.fileName().endsWith(".tar") ? e.withUserTar(true) : e;
    }

    private static UnixTime accessed(Stat stat) {
        return new UnixTime(stat.atimeSeconds(), stat.atimeNanos());
    }

    /** Whether an open file still is what was digested: size, mtime, ctime and inode. */
    public boolean isStill(Stat stat) {
        return hasTimeAndSize(stat) && new UnixTime(stat.ctimeSeconds(), stat.ctimeNanos()).equals(entry.ctime());
    }

    /**
     * Reads an open file whose ctime is not the one that was digested, and compares the content.
     *
     * @return the attributes from which on each change of the content shows; empty if the content, size, mtime or inode is another, or the file changes all the time
     */
    public Optional<Stat> sameContent(Directory root, OpenFile file) throws IOException, InterruptedException {
        var first = new StatBeforeRead(root, header).at(file);
        if (!first.conclusive() || !hasTimeAndSize(first.stat())) {
            return Optional.empty();
        }
        var digest = Digests.sha256();
        long length = digest(file, entry.size(), digest);
        boolean same = length == entry.size()
                && HexFormat.of().formatHex(digest.digest()).equals(entry.sha256());
        return same ? Optional.of(first.stat()) : Optional.empty();
    }

    private boolean hasTimeAndSize(Stat stat) {
        return stat.isRegularFile()
                && stat.size() == entry.size()
                && new UnixTime(stat.mtimeSeconds(), stat.mtimeNanos()).equals(entry.mtime())
                && stat.inode() == entry.inode();
    }

    /** Whether nothing has changed between two looks at a file. */
    public static boolean same(Stat before, Stat after) {
        return Entries.same(before, after);
    }

    /** Whether what now lies at its path still is what was digested. */
    public boolean isStill(Directory root) throws IOException {
        try (var file = root.openFile(entry.path().bytes())) {
            return isStill(file.stat());
        } catch (PosixException e) {
            if (e.isExhausted()) {
                throw e;
            }
            // Missing, forbidden or broken: whatever lies there, nobody can have what was announced.
            return false;
        }
    }

    /** Its line as it stands in manifests. */
    public Entry settledEntry() {
        return Entries.settled(entry, header.begunAt());
    }

    /** Whether names beside that of its entry may come with it; then {@link BigFileLinks} writes its manifest. */
    public boolean hasHardLinks() {
        return slot != PackUnit.BigFile.SINGLE;
    }

    /** The manifest that is delivered with it if it has one name: one line. */
    public byte[] manifest() {
        var text = new ByteArrayOutputStream();
        text.writeBytes(header.lines());
        text.writeBytes(ManifestLine.render(settledEntry()));
        return text.toByteArray();
    }

    /** Everything about it as text, for {@link #parse}. */
    public String format() {
        return String.join(
                "\n",
                header.bundle(),
                header.generation().toString(),
                header.parent() == null ? "" : header.parent().toString(),
                Long.toString(header.begunAt()),
                Long.toString(accessed.seconds()),
                Integer.toString(accessed.nanos()),
                Long.toString(slot),
                new String(ManifestLine.render(entry), StandardCharsets.UTF_8));
    }

    public static BigFile parse(String text) {
        var fields = text.split("\n", 8);
        var header = new ManifestHeader(
                fields[0],
                UUID.fromString(fields[1]),
                fields[2].isEmpty() ? null : UUID.fromString(fields[2]),
                Long.parseLong(fields[3]));
        try {
            var line = fields[7].getBytes(StandardCharsets.UTF_8);
            return new BigFile(
                    header,
                    ManifestLine.parse(line, 1),
                    new UnixTime(Long.parseLong(fields[4]), Integer.parseInt(fields[5])),
                    Long.parseLong(fields[6]));
        } catch (InvalidManifestException e) {
            throw new IllegalArgumentException("not the text of a big file", e);
        }
    }
}
