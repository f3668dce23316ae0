package io.bundlebackup.backup;

import io.bundlebackup.archive.scan.PreviousLines;
import io.bundlebackup.archive.tree.TreeWalk;
import io.bundlebackup.bundle.Bundle;
import io.bundlebackup.bundle.SizeScan;
import io.bundlebackup.posix.Directory;
import io.bundlebackup.posix.PosixException;
import io.bundlebackup.posix.Stat;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Measures with the walk and the matcher that a backup scans with. The content of a file with several names counts once, as far as memory
 * is bounded: of more than {@value #MOST_INODES} files whose other names are still to come, further ones count with each name. Holds no
 * state.
 */
final class TreeSizeScan implements SizeScan {
    /** About 10 MB of memory a scan. */
    static final int MOST_INODES = 100_000;

    private static final int ENTRIES_AT_ONCE = 1_000;

    private final int mostInodes;

    private final InstantSource clock;

    TreeSizeScan(InstantSource clock) {
        this(clock, MOST_INODES);
    }

    TreeSizeScan(InstantSource clock, int mostInodes) {
        this.clock = clock;
        this.mostInodes = mostInodes;
    }

    @Override
    public Sizes scan(Bundle bundle, long since) throws IOException {
        return scan(bundle, (path, stat) -> since <= 0 || isChanged(stat, since));
    }

    /** A file that was moved in keeps an old mtime; its ctime tells. */
    private static boolean isChanged(Stat stat, long since) {
        return stat.mtimeSeconds() >= since || stat.ctimeSeconds() >= since;
    }

    @Override
    public Sizes scanAgainst(Bundle bundle, Path previous) throws IOException {
        try (var lines = new PreviousLines(previous, clock.millis())) {
            return scan(bundle, lines::mayDiffer);
        }
    }

    /** Whether a file belongs to the increment. */
    private interface Increment {
        boolean has(byte[] path, Stat stat) throws IOException;
    }

    private Sizes scan(Bundle bundle, Increment increment) throws IOException {
        var walk = new Sum(increment, mostInodes);
        try (var root = Directory.openResolved(bundle.directory())) {
            TreeWalk.walk(root, polite(new SelectionFilter(bundle.selection())), walk);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("The scan was interrupted");
        }
        return new Sizes(walk.bytes, walk.files, walk.incrementBytes, walk.incrementFiles, walk.unreadable);
    }

    /** A walk over what is cached never waits, and would keep all other virtual threads from its processor. */
    private static TreeWalk.Filter polite(TreeWalk.Filter filter) {
        return new TreeWalk.Filter() {
            private int asked;

            @Override
            public boolean take(byte[] path, boolean directory) {
                if (++asked % ENTRIES_AT_ONCE == 0) {
                    Thread.yield();
                }
                return filter.take(path, directory);
            }

            @Override
            public boolean descend(byte[] path) {
                return filter.descend(path);
            }
        };
    }

    private record Inode(long device, long number) {}

    private static final class Sum implements TreeWalk.Visitor {
        private final Increment increment;
        private final int mostInodes;
        /** Files that were counted, with how many of their names are still to come. */
        private final Map<Inode, Long> counted = new HashMap<>();

        private long bytes;
        private long files;
        private long incrementBytes;
        private long incrementFiles;
        private long unreadable;

        Sum(Increment increment, int mostInodes) {
            this.increment = increment;
            this.mostInodes = mostInodes;
        }

        @Override
        public void entry(byte[] path, Stat stat, byte @Nullable [] linkTarget) throws IOException {
            if (!stat.isRegularFile()) {
                return;
            }
            long content = wasCounted(stat) ? 0 : stat.size();
            files++;
            bytes += content;
            if (increment.has(path, stat)) {
                incrementFiles++;
                incrementBytes += content;
            }
        }

        private boolean wasCounted(Stat stat) {
            if (stat.links() < 2) {
                return false;
            }
            var inode = new Inode(stat.device(), stat.inode());
            var toCome = counted.get(inode);
            if (toCome == null) {
                if (counted.size() < mostInodes) {
                    counted.put(inode, stat.links() - 1);
                }
                return false;
            }
            if (toCome == 1) {
                counted.remove(inode);
            } else {
                counted.put(inode, toCome - 1);
            }
            return true;
        }

        @Override
        public void skipped(byte[] path, Stat stat) {
            // A socket, fifo or device, which no backup takes.
        }

        @Override
        public void unreadable(byte[] path, PosixException cause) {
            // What has vanished is nothing to back up.
            unreadable += cause.isMissing() ? 0 : 1;
        }
    }
}
