package io.bundlebackup.archive.tree;

import io.bundlebackup.manifest.ManifestHeader;
import io.bundlebackup.posix.Directory;
import io.bundlebackup.posix.OpenFile;
import io.bundlebackup.posix.Stat;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Looks at a file before it is read, in such a way that each later change of its content gives the file other times. Then equal times after the
 * read prove that the content did not change while it was read.
 *
 * <p>A store through a mapping gives the file a time only when the store makes a clean page dirty. The scan began with a flush of its
 * file system, so a file that has not changed since has no dirty page. The content of every other file is written back before the look. Kernels also
 * give equal times to changes within one tick of their clock, so the look waits for the next tick if the last change was in this one.
 * Memory file systems (tmpfs) give no times at all to stores through mappings; there nothing can be proved. Immutable.
 */
public final class StatBeforeRead {
    /** Longer than any kernel's tick, which is 10 ms at most. */
    private static final long TICK_MILLIS = 20;

    private static final int LOOKS = 3;

    private final long device;
    private final long flushedAt;

    /** @param header of the backup, whose scan flushed the file system of the root */
    public StatBeforeRead(Directory root, ManifestHeader header) throws IOException {
        device = root.stat().device();
        flushedAt = header.begunAt();
    }

    /** Whether this look, whenever it was taken, is such a look already. */
    public boolean isConclusive(Stat look) {
        return look.device() == device && changed(look) < flushedAt - TICK_MILLIS;
    }

    /**
     * A look at a file.
     *
     * @param conclusive whether a change after it gives the file other times. Not so for a file that is written without a pause
     */
    public record Result(Stat stat, boolean conclusive) {}

    /** Takes the look, which is of use for regular files only. */
    public Result at(OpenFile file) throws IOException, InterruptedException {
        var stat = file.stat();
        if (!stat.isRegularFile() || isConclusive(stat)) {
            return new Result(stat, true);
        }
        for (int look = 1; ; look++) {
            long before = System.currentTimeMillis();
            file.syncContent();
            stat = file.stat();
            // A time after now comes from a clock that was set back since: a change now gives another one.
            long wait = changed(stat) + TICK_MILLIS - before;
            boolean conclusive = wait <= 0 || changed(stat) > System.currentTimeMillis() + TICK_MILLIS;
            if (conclusive || look == LOOKS) {
                return new Result(stat, conclusive);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(Math.min(wait, 2 * TICK_MILLIS)));
            Interrupts.check("looking at a file");
        }
    }

    private static long changed(Stat stat) {
        return stat.ctimeSeconds() * 1_000 + stat.ctimeNanos() / 1_000_000;
    }
}
