package io.bundlebackup.vault.work;

import io.bundlebackup.archive.scan.HardLinks;
import io.bundlebackup.archive.scan.ScanEntry;
import io.bundlebackup.archive.scan.ScanFiles;
import io.bundlebackup.archive.scan.ScanList;
import io.bundlebackup.manifest.Entry;
import io.bundlebackup.manifest.Link;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Says which files restic may link to each other. restic links all files with the same inode, device and a link count above 1 to the first of
 * them, whatever they contain. So a name has its count only if the manifest links the name to the first name that the scan saw, or if it is
 * this first name. Not thread-safe.
 */
final class LinkCounts implements Closeable {
    private final ScanList.Reader scan;
    private final HardLinks links;
    private final long rootDevice;
    private @Nullable ScanEntry next;

    record Count(long device, long links) {}

    private static final Count SINGLE = new Count(Nodes.ROOT_DEVICE, 1);

    /** @param rootDevice the device of the bundle's root */
    LinkCounts(ScanFiles scanned, long rootDevice) throws IOException {
        this.rootDevice = rootDevice;
        scan = new ScanList.Reader(scanned.entries());
        try {
            links = new HardLinks(found(scanned));
        } catch (IOException e) {
            scan.close();
            throw e;
        }
    }

    private static Path found(ScanFiles scanned) {
        return Files.exists(scanned.allLinks()) ? scanned.allLinks() : scanned.links();
    }

    /** The count of a file. Call in the manifest's order. */
    Count of(Entry file) throws IOException {
        while ((next == null || next.path().compareTo(file.path()) < 0) && !scan.atEnd()) {
            next = scan.read();
        }
        // A file with one name that is unchanged is not in the scan.
        if (next == null || !next.path().equals(file.path()) || next.stat().inode() != file.inode()) {
            return SINGLE;
        }
        long count = isLinked(file, next) ? Math.max(1, next.stat().links()) : 1;
        long device = next.stat().device();
        return new Count(device == rootDevice ? Nodes.ROOT_DEVICE : device, count);
    }

    private boolean isLinked(Entry file, ScanEntry scanned) throws IOException {
        if (!scanned.hasHardLinks()) {
            return true;
        }
        long first = links.file(scanned.slot());
        if (first == scanned.slot() || file.link() == null) {
            return first == scanned.slot();
        }
        return file.link().equals(Link.to(scan.lookUp(links.offset(first)).path()));
    }

    @Override
    public void close() throws IOException {
        try (scan) {
            links.close();
        }
    }
}
