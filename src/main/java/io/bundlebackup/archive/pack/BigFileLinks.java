package io.bundlebackup.archive.pack;

import io.bundlebackup.archive.scan.BigFileNames;
import io.bundlebackup.archive.scan.HardLinks;
import io.bundlebackup.archive.scan.PackUnit;
import io.bundlebackup.archive.scan.ScanEntry;
import io.bundlebackup.archive.scan.ScanFiles;
import io.bundlebackup.archive.scan.ScanList;
import io.bundlebackup.archive.tree.Digests;
import io.bundlebackup.archive.tree.FailedEntries;
import io.bundlebackup.archive.tree.Interrupts;
import io.bundlebackup.manifest.Entry;
import io.bundlebackup.manifest.Link;
import io.bundlebackup.manifest.ManifestWriter;
import io.bundlebackup.manifest.RawPath;
import io.bundlebackup.posix.Directory;
import io.bundlebackup.posix.PosixException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides how the further names of big files are delivered, and records the decision on disk. A further name is either
 * carried, as a line in the manifest of the delivered file, or delivered separately, because it no longer names that file or
 * the file could not be read. Not thread-safe; several instances on one scan must work on different files.
 */
public final class BigFileLinks implements Closeable {
    private final ScanList.Reader scan;
    private final HardLinks links;
    private final String prefix;

    public BigFileLinks(ScanFiles scanned) throws IOException {
        prefix = scanned.prefix();
        scan = new ScanList.Reader(scanned.entries());
        try {
            links = new HardLinks(scanned.links());
        } catch (IOException e) {
            scan.close();
            throw e;
        }
    }

    /**
     * A manifest that lists a big file by all its names.
     *
     * @param names the number of lines
     */
    public record Listed(String manifestSha256, long names) {}

    /**
     * Checks each further name of a file that was just digested, and writes the file's manifest with the names that still
     * name the file. Names that were delivered separately before stay separate.
     *
     * @param limit files with more bytes are big
     */
    public Listed list(BigFile file, Directory root, long limit, Path manifestFile)
            throws IOException, InterruptedException {
        var digest = Digests.sha256();
        var out = new DigestOutputStream(Files.newOutputStream(manifestFile), digest);
        long names;
        try (var manifest = new ManifestWriter(out, file.header())) {
            manifest.write(file.settledEntry());
            for (long slot = file.slot() + 1; links.isNameOf(slot, file.slot()); slot++) {
                Interrupts.check("listing names");
                if (!links.isSeparate(slot)) {
                    var entry = scan.lookUp(links.offset(slot));
                    boolean carried = entry.stat().size() > limit && isSame(file, entry, root);
                    links.setCarried(slot, carried);
                    if (carried) {
                        manifest.write(line(file, entry.path())
                                .withLink(Link.to(file.entry().path())));
                    }
                }
            }
            names = manifest.count();
        }
        return new Listed(HexFormat.of().formatHex(digest.digest()), names);
    }

    /** Changes of content and attributes are found by the first name. */
    private static boolean isSame(BigFile file, ScanEntry entry, Directory root) throws IOException {
        try (var opened = root.openFile(entry.path().bytes())) {
            var stat = opened.stat();
            return stat.isRegularFile()
                    && stat.inode() == file.entry().inode()
                    && stat.device() == entry.stat().device();
        } catch (PosixException e) {
            FailedEntries.requireResources(e);
            // The failure is reported when the name is delivered separately.
            return false;
        }
    }

    /** Releases the further names of a file that is not delivered under its first name. */
    public void release(long slot) throws IOException, InterruptedException {
        for (long further = slot + 1; links.isNameOf(further, slot); further++) {
            Interrupts.check("listing names");
            if (links.isCarried(further)) {
                links.setCarried(further, false);
            }
        }
    }

    /** The unit to deliver for a further name; empty if the name is carried or was returned before. */
    public Optional<PackUnit.BigFile> separate(PackUnit.HardLink name) throws IOException {
        return Optional.ofNullable(separate(name.slot()));
    }

    /** As {@link #separate}, also if the unit was returned before and its file was not announced before a restart. */
    public Optional<PackUnit.BigFile> separateAgain(PackUnit.HardLink name) throws IOException {
        return links.isCarried(name.slot()) ? Optional.empty() : Optional.of(unit(name.slot()));
    }

    /** As {@link #separate}, for the next further name of a big file. */
    public Optional<PackUnit.BigFile> nextSeparate(BigFile file, long limit) throws IOException, InterruptedException {
        for (long slot = file.slot() + 1; links.isNameOf(slot, file.slot()); slot++) {
            Interrupts.check("listing names");
            if (scan.lookUp(links.offset(slot)).stat().size() > limit) {
                var alone = separate(slot);
                if (alone != null) {
                    return Optional.of(alone);
                }
            }
        }
        return Optional.empty();
    }

    private PackUnit.@Nullable BigFile separate(long slot) throws IOException {
        if (links.isCarried(slot) || links.isSeparate(slot)) {
            return null;
        }
        return unit(slot);
    }

    private PackUnit.BigFile unit(long slot) throws IOException {
        links.setSeparate(slot);
        long offset = links.offset(slot);
        var entry = scan.lookUp(offset);
        var uri = prefix + BigFileNames.name(entry.path(), links.hasWholeDigest(slot));
        return new PackUnit.BigFile(offset, uri, entry.stat().size(), PackUnit.BigFile.SINGLE);
    }

    /** Whether a further name is listed in the manifest of its file. */
    public boolean isCarried(PackUnit.HardLink name) throws IOException {
        return links.isCarried(name.slot());
    }

    /** The line of a carried name, without its link. */
    public Entry line(BigFile file, PackUnit.HardLink name) throws IOException {
        return line(file, scan.lookUp(name.at()).path());
    }

    private static Entry line(BigFile file, RawPath path) {
        return file.settledEntry().withPath(path);
    }

    @Override
    public void close() throws IOException {
        try (scan) {
            links.close();
        }
    }
}
