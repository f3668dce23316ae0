package io.bundlebackup.archive.pack;

import io.bundlebackup.archive.scan.Entries;
import io.bundlebackup.archive.scan.HardLinks;
import io.bundlebackup.archive.scan.PackUnit;
import io.bundlebackup.archive.scan.ScanEntry;
import io.bundlebackup.archive.scan.ScanFiles;
import io.bundlebackup.archive.scan.ScanList;
import io.bundlebackup.archive.tar.TarAttributes;
import io.bundlebackup.archive.tar.TarWriter;
import io.bundlebackup.archive.tree.Digests;
import io.bundlebackup.archive.tree.FailedEntries;
import io.bundlebackup.archive.tree.Interrupts;
import io.bundlebackup.archive.tree.StatBeforeRead;
import io.bundlebackup.manifest.Entry;
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
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Packs a part: opens each small file of a stretch of the scan beneath the root, reads it once, and writes the tar and its
 * manifest with their digests. A directory's entry follows its content, so that unpacking leaves its times right; for the
 * same reason the directories above the part are repeated at the end.
 *
 * <p>A packed file is a state that the file had. A file that changes while it is read is read again, at most {@value #TRIES}
 * times, until it did not change or two reads were equal; otherwise it is reported. A further name of a file in the part
 * becomes a hard link if it still names that file with that content, otherwise a file; so a link never points to an entry
 * outside the tar. Not thread-safe; several packers may work at once.
 */
public final class PartPacker {
    private static final int TRIES = 3;
    /** For a file that is written without a pause, where two reads have to be equal. */
    private static final int QUICK_TRIES = 8;

    private static final int BUFFER = 1 << 18;

    private final Directory root;
    private final ScanFiles scanned;
    private final long bigFile;
    private final ManifestHeader header;
    private final FailedEntries failures;
    private final StatBeforeRead statBeforeRead;
    private final ByteBuffer direct = ByteBuffer.allocateDirect(BUFFER);
    private final byte[] bytes = new byte[BUFFER];
    private final MessageDigest content = Digests.sha256();
    /** Packed files with several names, by the slot of the first name; at most the entries of one part. */
    private final Map<Long, Packed> firstNames = new HashMap<>();

    private String uri = "";
    /** SHA-256 of the current file at its last read. */
    private @Nullable String lastSha256;
    /** The length of the current file at its last read, if that differed from its size. */
    private long lastLength;

    private long files;
    private long contentBytes;

    private record Packed(RawPath path, Stat stat, String sha256, boolean mayChange) {
        boolean isStill(Stat now) {
            return now.isSameFile(stat) && (mayChange || isUnchanged(now));
        }

        private boolean isUnchanged(Stat now) {
            return now.size() == stat.size()
                    && now.mtimeSeconds() == stat.mtimeSeconds()
                    && now.mtimeNanos() == stat.mtimeNanos();
        }
    }

    /** @param bigFile files with more bytes at the time of the scan are not in parts */
    public PartPacker(Directory root, ScanFiles scanned, long bigFile, ManifestHeader header, FailedEntries failures)
            throws IOException {
        this.root = root;
        this.scanned = scanned;
        this.bigFile = bigFile;
        this.header = header;
        this.failures = failures;
        this.statBeforeRead = new StatBeforeRead(root, header);
    }

    /**
     * Packs into two files, which must not exist. After an exception they are not usable.
     *
     * @throws InterruptedException at the next entry, when the thread is interrupted
     * @throws IOException if the files cannot be written, or this process has no descriptors left
     */
    public PackedPart pack(PackUnit.Part part, Path tarFile, Path manifestFile)
            throws IOException, InterruptedException {
        uri = part.uri();
        files = 0;
        contentBytes = 0;
        firstNames.clear();
        var manifestDigest = Digests.sha256();
        try (var scan = new ScanList.Reader(scanned.entries());
                var links = new HardLinks(scanned.links());
                var channel = FileChannel.open(
                        tarFile, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.READ)) {
            var tar = new TarWriter(channel);
            var directories = new OpenDirectories(root, tar, failures);
            try (var manifest = new ManifestWriter(digesting(manifestFile, manifestDigest), header)) {
                for (long ancestor : part.ancestors()) {
                    directories.enter(scan.at(ancestor).read(), uri);
                }
                scan.at(part.from());
                while (scan.offset() < part.to()) {
                    Interrupts.check("packing");
                    var entry = scan.read();
                    directories.leave(entry);
                    pack(entry, directories, links, tar, manifest);
                }
                directories.leave(null);
            }
            tar.finish();
            return new PackedPart(
                    tar.bytesWritten(),
                    tar.sha256(),
                    HexFormat.of().formatHex(manifestDigest.digest()),
                    files,
                    contentBytes);
        }
    }

    private static OutputStream digesting(Path file, MessageDigest digest) throws IOException {
        return new DigestOutputStream(
                Files.newOutputStream(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), digest);
    }

    private void pack(
            ScanEntry entry, OpenDirectories directories, HardLinks links, TarWriter tar, ManifestWriter manifest)
            throws IOException, InterruptedException {
        var stat = entry.stat();
        if (!entry.isToSend()) {
            if (stat.isDirectory()) {
                directories.pass(entry);
            }
            return;
        }
        if (stat.isDirectory()) {
            manifest.write(settled(directories.enter(entry, uri)));
        } else if (stat.isSymbolicLink()) {
            var line = Entries.link(entry, uri);
            directories.requireAll();
            directories.beforeLink(entry);
            tar.symbolicLink(entry.path(), TarAttributes.of(line), Objects.requireNonNull(entry.link()));
            manifest.write(settled(line));
        } else if (entry.stat().size() <= bigFile) {
            long file = entry.hasHardLinks() ? links.file(entry.slot()) : ScanEntry.SINGLE;
            directories.requireAll();
            packFile(entry, file, tar, manifest);
        }
    }

    private Entry settled(Entry entry) {
        return Entries.settled(entry, header.begunAt());
    }

    private void packFile(ScanEntry entry, long slot, TarWriter tar, ManifestWriter manifest)
            throws IOException, InterruptedException {
        if (slot == ScanEntry.SINGLE && !entry.mayChange() && packAsScanned(entry, tar, manifest)) {
            return;
        }
        var path = entry.path();
        String reason = "";
        var first = new StatBeforeRead.Result(entry.stat(), true);
        lastSha256 = null;
        lastLength = Long.MAX_VALUE;
        try {
            for (int i = 0; i < (first.conclusive() ? TRIES : QUICK_TRIES); i++) {
                try (var file = root.openFile(path.bytes())) {
                    // For a file that is written without a pause, two consecutive reads have to be equal.
                    first = first.conclusive() && !entry.mayChange()
                            ? statBeforeRead.at(file)
                            : new StatBeforeRead.Result(file.stat(), false);
                    var stat = first.stat();
                    if (!stat.isRegularFile()) {
                        failures.failed(path.encoded(), "it was replaced by something else while the backup ran");
                        return;
                    }
                    var packed = firstNames.get(slot);
                    if (packed != null && packed.isStill(stat)) {
                        link(entry, packed, file, tar, manifest);
                        return;
                    }
                    if (entry.mayChange() && i >= TRIES - 1 && lastLength < stat.size()) {
                        first = new StatBeforeRead.Result(stat.withSize(lastLength), false);
                    }
                    reason = tryPack(entry, slot, file, first, tar, manifest);
                    if (reason == null) {
                        return;
                    }
                }
            }
            failures.failed(path.encoded(), reason);
        } catch (PosixException e) {
            requireResources(e);
            failures.failed(path.encoded(), FailedEntries.reason(e));
        }
    }

    /**
     * Packs a file that is unchanged since the scan, which holds for nearly every file: one {@code stat} after the read
     * suffices then. Returns false, and packs nothing, if the file changed or cannot be read.
     */
    private boolean packAsScanned(ScanEntry entry, TarWriter tar, ManifestWriter manifest) throws IOException {
        if (!statBeforeRead.isConclusive(entry.stat())) {
            return false;
        }
        try (var file = root.openFile(entry.path().bytes())) {
            var scanned = new StatBeforeRead.Result(entry.stat(), true);
            return tryPack(entry, ScanEntry.SINGLE, file, scanned, tar, manifest) == null;
        } catch (PosixException e) {
            return false;
        }
    }

    /** The line and the attributes are those of the packed file, because unpacking sets the attributes again for each name. */
    private void link(ScanEntry entry, Packed first, OpenFile file, TarWriter tar, ManifestWriter manifest)
            throws IOException {
        var line = Entries.file(entry, first.stat, first.sha256, Entries.xattrs(file), uri)
                .withLink(Link.to(first.path));
        tar.hardLink(entry.path(), attributes(first.stat, List.of()), first.path);
        manifest.write(Entries.settled(entry, line, header));
        files++;
    }

    private static TarAttributes attributes(Stat stat, List<Xattr> xattrs) {
        return new TarAttributes(
                stat.mode() & 07777,
                stat.uid(),
                stat.gid(),
                new UnixTime(stat.mtimeSeconds(), stat.mtimeNanos()),
                xattrs);
    }

    /**
     * Packs the file if it did not change during the read, or two reads were equal. Otherwise, or if its size is misstated,
     * packs nothing and returns the reason.
     */
    private @Nullable String tryPack(
            ScanEntry entry,
            long slot,
            OpenFile file,
            StatBeforeRead.Result first,
            TarWriter tar,
            ManifestWriter manifest)
            throws IOException {
        var before = first.stat();
        var xattrs = Entries.xattrs(file);
        tar.beginFile(entry.path(), attributes(before, xattrs), before.size());
        long length;
        try {
            length = copy(file, before.size(), tar);
        } catch (PosixException e) {
            tar.rewind();
            throw e;
        }
        boolean still = isStill(before, file.stat());
        boolean grown = length > before.size() && entry.mayChange() && !still;
        if (length != before.size() && !grown) {
            tar.rewind();
            lastLength = length;
            return still ? FailedEntries.misstated(before.size(), length) : FailedEntries.KEPT_CHANGING;
        }
        var sha256 = HexFormat.of().formatHex(content.digest());
        boolean taken = entry.mayChange() || still && first.conclusive() || sha256.equals(lastSha256);
        lastSha256 = sha256;
        if (!taken) {
            tar.rewind();
            return FailedEntries.KEPT_CHANGING;
        }
        tar.endFile();
        manifest.write(Entries.settled(entry, Entries.file(entry, before, sha256, xattrs, uri), header));
        if (!still && entry.mayChange()) {
            failures.changed(entry.path().encoded());
        }
        files++;
        contentBytes += before.size();
        if (slot != ScanEntry.SINGLE && (before.isSameFile(entry.stat()) || !firstNames.containsKey(slot))) {
            firstNames.put(slot, new Packed(entry.path(), before, sha256, entry.mayChange()));
        }
        return null;
    }

    private static boolean isStill(Stat before, Stat now) {
        return now.isRegularFile() && now.device() == before.device() && Entries.same(before, now);
    }

    /**
     * Copies {@code size} bytes and asks for one byte more; returns the number of bytes that could be read, at most {@code
     * size + 1}. Reads by position, so that a fifo that took the file's place is not read.
     */
    private long copy(OpenFile file, long size, TarWriter tar) throws IOException {
        content.reset();
        long position = 0;
        while (true) {
            direct.clear().limit((int) Math.min(BUFFER, size - position + 1));
            int asked = direct.limit();
            int count = file.read(direct, position);
            if (count <= 0) {
                return position;
            }
            int wanted = (int) Math.min(count, size - position);
            direct.flip().get(bytes, 0, wanted);
            content.update(bytes, 0, wanted);
            tar.write(bytes, 0, wanted);
            position += count;
            if (position > size || position == size && count < asked) {
                return position;
            }
        }
    }

    /** Without descriptors or memory every further file would fail: the whole part fails instead. */
    private static void requireResources(PosixException e) throws PosixException {
        if (e.isExhausted()) {
            throw e;
        }
    }
}
