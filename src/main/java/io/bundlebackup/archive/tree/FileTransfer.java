package io.bundlebackup.archive.tree;

import io.bundlebackup.posix.NewFile;
import io.bundlebackup.posix.OpenFile;
import java.io.IOException;

/**
 * Copies a file into a new file: shares its blocks where the file system supports that, otherwise copies in the kernel. Holes
 * stay holes.
 */
public final class FileTransfer {
    private static final long STRETCH = 1 << 26;

    private FileTransfer() {}

    /** Copies the whole source. Reacts to an interrupt every {@value #STRETCH} bytes. */
    public static void copy(OpenFile source, NewFile to) throws IOException, InterruptedException {
        if (to.shareBlocks(source)) {
            return;
        }
        long size = source.stat().size();
        long end = 0;
        for (long from = source.nextData(0); from >= 0 && from < size; from = source.nextData(end)) {
            long hole = source.nextHole(from);
            end = copy(source, to, from, hole < 0 ? size : hole);
            if (end == from) {
                break;
            }
        }
        if (end < size) {
            to.setSize(size);
        }
    }

    /** Returns the position where the copy ended: before the end of the stretch if the source was truncated meanwhile. */
    private static long copy(OpenFile source, NewFile to, long from, long end)
            throws IOException, InterruptedException {
        long at = from;
        while (at < end) {
            Interrupts.check("taking over a file");
            long count = to.copy(source, at, Math.min(STRETCH, end - at));
            if (count < 0) {
                break;
            }
            at += count;
        }
        return at;
    }
}
