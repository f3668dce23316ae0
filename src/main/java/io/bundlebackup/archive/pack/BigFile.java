package io.bundlebackup.archive.pack;

import io.bundlebackup.archive.scan.Entries;
import io.bundlebackup.archive.scan.PackUnit;
import io.bundlebackup.archive.scan.ScanEntry;
import io.bundlebackup.archive.scan.ScanFiles;
import io.bundlebackup.archive.tree.FailedEntries;
import io.bundlebackup.archive.tree.StatBeforeRead;
import io.bundlebackup.manifest.DeliveredName;
import io.bundlebackup.manifest.Entry;
import io.bundlebackup.manifest.InvalidManifestException;
import io.bundlebackup.manifest.ManifestHeader;
import io.bundlebackup.manifest.ManifestLine;
import io.bundlebackup.manifest.UnixTime;
import io.bundlebackup.posix.Directory;
import io.bundlebackup.posix.OpenFile;
import io.bundlebackup.posix.Stat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A big file that is delivered from its place in the application's data: its state when it was digested, and checks whether
 * it still has that state. Immutable.
 *
 * @param header of the backup's manifests
 * @param entry its line, with its true ctime
 * @param accessed its access time
 * @param slot the slot of its {@link PackUnit.BigFile}
 */
public record BigFile(ManifestHeader header, Entry entry, UnixTime accessed, long slot) {
    private static final int TRIES = 3;

    /**
     * Digests the file of a scan's entry.
     *
     * @throws SkippedFileException if the file kept changing while it was read, or has another size than its attributes state
     */
    public static BigFile digest(Directory root, ScanFiles scanned, PackUnit.BigFile unit, ManifestHeader header)
            throws IOException, InterruptedException {
        return digest(root, scanned.lookUp(unit.at()), unit.slot(), unit.uri(), header, null);
    }

    /**
     * As {@link #digest}, but copies the file to a path, replaces the file there, and digests the copy. Of a file that may
     * change while it is read the first copy counts. After an exception the copy is not usable.
     *
     * @param listener receives a file that changed and whose copy counts
     */
    public static BigFile copy(
            Directory root,
            ScanFiles scanned,
            PackUnit.BigFile unit,
            ManifestHeader header,
            Path copy,
            FailedEntries listener)
            throws IOException, InterruptedException {
        var entry = scanned.lookUp(unit.at());
        return entry.mayChange()
                ? copyOnce(root, entry, unit, header, copy, listener)
                : digest(root, entry, unit.slot(), unit.uri(), header, copy);
    }

    private static BigFile copyOnce(
            Directory root,
            ScanEntry entry,
            PackUnit.BigFile unit,
            ManifestHeader header,
            Path copy,
            FailedEntries listener)
            throws IOException {
        try (var file = root.openFile(entry.path().bytes())) {
            var before = requireRegular(file.stat());
            var content = new FileDigest();
            long length = content.copy(file, before.size(), copy);
            boolean still = Entries.same(before, file.stat());
            if (still && length != before.size()) {
                throw new SkippedFileException(FailedEntries.misstated(before.size(), length));
            }
            if (!still) {
                listener.changed(entry.path().encoded());
            }
            var read = before.withSize(Math.min(length, before.size()));
            var line = Entries.file(entry, read, content.sha256(), Entries.xattrs(file), unit.uri())
                    .withoutCtime();
            return new BigFile(header, userTar(line), accessed(before), unit.slot());
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
        var content = new FileDigest();
        var statBeforeRead = new StatBeforeRead(root, header);
        String reason = FailedEntries.KEPT_CHANGING;
        String last = null;
        for (int i = 0; i < TRIES; i++) {
            try (var file = root.openFile(scanned.path().bytes())) {
                var first = statBeforeRead.at(file);
                var before = requireRegular(first.stat());
                long length =
                        copy == null ? content.read(file, before.size()) : content.copy(file, before.size(), copy);
                boolean still = Entries.same(before, file.stat());
                reason = still && length != before.size()
                        ? FailedEntries.misstated(before.size(), length)
                        : FailedEntries.KEPT_CHANGING;
                if (length == before.size()) {
                    var sha256 = content.sha256();
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

    private static Stat requireRegular(Stat stat) throws SkippedFileException {
        if (!stat.isRegularFile()) {
            throw SkippedFileException.replaced();
        }
        return stat;
    }

    /**
     * Whether the content that was read is a state that the file had: its times prove that, or two reads were equal. A file
     * that is not copied also needs times that show later changes.
     */
    private static boolean isConsistent(StatBeforeRead.Result first, boolean still, boolean twice, boolean copied) {
        return first.conclusive() ? still || twice : copied && twice;
    }

    private static Entry userTar(Entry e) {
        return DeliveredName.isTar(e.fileName()) ? e.withUserTar(true) : e;
    }

    private static UnixTime accessed(Stat stat) {
        return new UnixTime(stat.atimeSeconds(), stat.atimeNanos());
    }

    /** Whether an open file is unchanged since it was digested, by size, mtime, ctime and inode. */
    public boolean isStill(Stat stat) {
        return hasTimeAndSize(stat) && new UnixTime(stat.ctimeSeconds(), stat.ctimeNanos()).equals(entry.ctime());
    }

    /**
     * Reads an open file whose ctime changed since it was digested, and compares the content.
     *
     * @return attributes that show every later change of the content; empty if the content, size, mtime or inode changed, or
     *     the file keeps changing
     */
    public Optional<Stat> sameContent(Directory root, OpenFile file) throws IOException, InterruptedException {
        var first = new StatBeforeRead(root, header).at(file);
        if (!first.conclusive() || !hasTimeAndSize(first.stat())) {
            return Optional.empty();
        }
        var content = new FileDigest();
        boolean same = content.read(file, entry.size()) == entry.size()
                && content.sha256().equals(entry.sha256());
        return same ? Optional.of(first.stat()) : Optional.empty();
    }

    private boolean hasTimeAndSize(Stat stat) {
        return stat.isRegularFile()
                && stat.size() == entry.size()
                && new UnixTime(stat.mtimeSeconds(), stat.mtimeNanos()).equals(entry.mtime())
                && stat.inode() == entry.inode();
    }

    /** Its line as the manifest has it. */
    public Entry settledEntry() {
        return Entries.settled(entry, header.begunAt());
    }

    /** Whether it may have further names; {@link BigFileLinks} writes its manifest then. */
    public boolean hasHardLinks() {
        return slot != PackUnit.BigFile.SINGLE;
    }

    /** The manifest of a file with one name: one line. */
    public byte[] manifest() {
        var text = new ByteArrayOutputStream();
        text.writeBytes(header.lines());
        text.writeBytes(ManifestLine.render(settledEntry()));
        return text.toByteArray();
    }

    /** All its fields as text, for {@link #parse}. */
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
