package io.bundlebackup.archive.pack;

import io.bundlebackup.archive.scan.HardLinkScan;
import io.bundlebackup.archive.scan.HardLinks;
import io.bundlebackup.archive.scan.ScanEntry;
import io.bundlebackup.archive.scan.ScanFiles;
import io.bundlebackup.archive.scan.ScanList;
import io.bundlebackup.archive.tree.Digests;
import io.bundlebackup.manifest.Entry;
import io.bundlebackup.manifest.Link;
import io.bundlebackup.manifest.ManifestLine;
import io.bundlebackup.manifest.RawPath;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Adds the hard links to the lines of the full manifest. In the order of the lines, each further name gets a link to the
 * first listed name of the file if both lines have the same content and attributes, whichever parts carry them. A line never
 * links to a name that is not listed. Used once, by one thread.
 */
public final class ManifestLinks implements Closeable {
    private final ScanList.Reader scan;
    private final HardLinks links;
    private final boolean any;
    private @Nullable ScanEntry next;

    private ManifestLinks(ScanFiles scanned, Path file) throws IOException {
        scan = new ScanList.Reader(scanned.entries());
        try {
            links = new HardLinks(file);
            any = links.slots() > 0;
        } catch (IOException e) {
            scan.close();
            throw e;
        }
    }

    /** Opens the links of a scan. All its files must be packed; none may be packed afterwards. */
    public static ManifestLinks of(ScanFiles scanned) throws IOException, InterruptedException {
        if (!Files.exists(scanned.kept())) {
            return new ManifestLinks(scanned, scanned.links());
        }
        HardLinkScan.find(scanned, scanned.allLinks(), entry -> true);
        return new ManifestLinks(scanned, scanned.allLinks());
    }

    /** Whether no file has several names, so that {@link #link} changes no line. */
    public boolean areNone() {
        return !any;
    }

    /** Returns the entry as the full manifest has it. */
    public Entry link(Entry entry) throws IOException {
        if (!any || !entry.isRegularFile()) {
            return entry;
        }
        var scanned = scanned(entry.path());
        if (scanned == null || !scanned.hasHardLinks()) {
            return entry.withLink(null);
        }
        var asScanned = entry.inode() == scanned.stat().inode();
        long first = links.firstFor(scanned.slot(), fingerprint(entry), asScanned);
        return entry.withLink(
                first == scanned.slot()
                        ? null
                        : Link.to(scan.lookUp(links.offset(first)).path()));
    }

    /** Null if the scan does not list the path, because its file has one name. */
    private @Nullable ScanEntry scanned(RawPath path) throws IOException {
        while (next == null || next.path().compareTo(path) < 0) {
            if (scan.atEnd()) {
                return null;
            }
            next = scan.read();
        }
        return next.path().equals(path) ? next : null;
    }

    /** A digest of the columns that the names of one file have in common. Without the ctime, which a new link changes. */
    private static byte[] fingerprint(Entry e) {
        var common = new Entry(
                RawPath.of("x"),
                e.mode(),
                e.size(),
                e.mtime(),
                e.sha256(),
                false,
                null,
                e.inode(),
                e.uid(),
                e.gid(),
                null,
                e.xattrs(),
                "");
        return Digests.sha256().digest(ManifestLine.render(common));
    }

    @Override
    public void close() throws IOException {
        try (scan) {
            links.close();
        }
    }
}
