package io.bundlebackup.archive.pack;

import io.bundlebackup.archive.scan.Entries;
import io.bundlebackup.archive.scan.PackUnit;
import io.bundlebackup.archive.scan.ScanEntry;
import io.bundlebackup.archive.scan.ScanFiles;
import io.bundlebackup.archive.scan.ScanList;
import io.bundlebackup.archive.tar.TarAttributes;
import io.bundlebackup.archive.tar.TarWriter;
import io.bundlebackup.archive.tree.Digests;
import io.bundlebackup.archive.tree.FailedEntries;
import io.bundlebackup.archive.tree.Interrupts;
import io.bundlebackup.manifest.Entry;
import io.bundlebackup.manifest.ManifestHeader;
import io.bundlebackup.manifest.ManifestWriter;
import io.bundlebackup.posix.Directory;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Objects;

/**
 * Packs a part: writes the entries of a stretch of the scan to a tar, and the tar's manifest, both with their digests. A
 * directory's entry follows its content, so that unpacking leaves its times right; for the same reason the directories above
 * the part are repeated at the end. Immutable; each call of {@link #pack} may run in another thread.
 */
public final class PartPacker {
    private final Directory root;
    private final ScanFiles scanned;
    private final long bigFile;
    private final ManifestHeader header;
    private final FailedEntries failures;

    /** @param bigFile files with more bytes at the time of the scan are not in parts */
    public PartPacker(Directory root, ScanFiles scanned, long bigFile, ManifestHeader header, FailedEntries failures) {
        this.root = root;
        this.scanned = scanned;
        this.bigFile = bigFile;
        this.header = header;
        this.failures = failures;
    }

    /**
     * Packs into two files, which must not exist. After an exception they are not usable.
     *
     * @throws InterruptedException at the next entry, when the thread is interrupted
     * @throws IOException if the files cannot be written, or this process has no descriptors left
     */
    public PackedPart pack(PackUnit.Part part, Path tarFile, Path manifestFile)
            throws IOException, InterruptedException {
        var manifestDigest = Digests.sha256();
        try (var channel = FileChannel.open(
                tarFile, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.READ)) {
            var tar = new TarWriter(channel);
            FilePacker files;
            try (var manifest = new ManifestWriter(digesting(manifestFile, manifestDigest), header)) {
                files = new FilePacker(root, header, part.uri(), tar, manifest, failures);
                new Stretch(part, tar, manifest, files).pack();
            }
            tar.finish();
            return new PackedPart(
                    tar.bytesWritten(),
                    tar.sha256(),
                    HexFormat.of().formatHex(manifestDigest.digest()),
                    files.files(),
                    files.bytes());
        }
    }

    private static OutputStream digesting(Path file, MessageDigest digest) throws IOException {
        return new DigestOutputStream(
                Files.newOutputStream(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), digest);
    }

    /** The entries of one part. */
    private final class Stretch {
        private final PackUnit.Part part;
        private final TarWriter tar;
        private final ManifestWriter manifest;
        private final FilePacker files;
        private final OpenDirectories directories;

        Stretch(PackUnit.Part part, TarWriter tar, ManifestWriter manifest, FilePacker files) {
            this.part = part;
            this.tar = tar;
            this.manifest = manifest;
            this.files = files;
            this.directories = new OpenDirectories(root, tar, failures);
        }

        void pack() throws IOException, InterruptedException {
            try (var scan = new ScanList.Reader(scanned.entries())) {
                for (long ancestor : part.ancestors()) {
                    directories.enter(scan.at(ancestor).read(), part.uri());
                }
                scan.at(part.from());
                while (scan.offset() < part.to()) {
                    Interrupts.check("packing");
                    var entry = scan.read();
                    directories.leave(entry);
                    pack(entry);
                }
                directories.leave(null);
            }
        }

        private void pack(ScanEntry entry) throws IOException, InterruptedException {
            var stat = entry.stat();
            if (!entry.isToSend()) {
                if (stat.isDirectory()) {
                    directories.pass(entry);
                }
            } else if (stat.isDirectory()) {
                write(directories.enter(entry, part.uri()));
            } else if (stat.isSymbolicLink()) {
                var line = Entries.link(entry, part.uri());
                directories.requireAll();
                directories.beforeLink(entry);
                tar.symbolicLink(entry.path(), TarAttributes.of(line), Objects.requireNonNull(entry.link()));
                write(line);
            } else if (stat.size() <= bigFile) {
                directories.requireAll();
                files.pack(entry);
            }
        }

        private void write(Entry line) throws IOException {
            manifest.write(Entries.settled(line, header.begunAt()));
        }
    }
}
