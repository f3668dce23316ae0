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
 * Tells in the full manifest which lines are one file: as lines stream by in their order, each further name gets a link to the first
 * that is listed, whichever parts carry them, if both say the same of content and attributes. A line never links to what is not
 * listed. Used once, by one thread.
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

    /** Of a scan whose delivered files are all packed: from now on nobody may pack any. */
    public static ManifestLinks of(ScanFiles scanned) throws IOException, InterruptedException {
        if (!Files.exists(scanned.kept())) {
            return new ManifestLinks(scanned, scanned.links());
        }
        if (!Files.exists(scanned.allLinks())) {
            HardLinkScan.find(scanned, scanned.allLinks(), entry -> true);
        }
        return new ManifestLinks(scanned, scanned.allLinks());
    }

    /** Whether no file has several names, so that each line is in the full manifest as it is. */
    public boolean areNone() {
        return !any;
    }

    /** The entry of a line as the full manifest has it. */
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

    /** Null if the scan does not list it, because it is known to have one name. */
    private @Nullable ScanEntry scanned(RawPath path) throws IOException {
        while (next == null || next.path().compareTo(path) < 0) {
            if (scan.atEnd()) {
                return null;
            }
            next = scan.read();
        }
        return next.path().equals(path) ? next : null;
    }

    /** What names of one file have in common; not the ctime, which another link changes too. */
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
