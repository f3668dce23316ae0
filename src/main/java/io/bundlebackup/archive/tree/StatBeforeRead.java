package io.bundlebackup.archive.tree;

import io.bundlebackup.manifest.ManifestHeader;
import io.bundlebackup.posix.Directory;
import io.bundlebackup.posix.OpenFile;
import io.bundlebackup.posix.Stat;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Takes the attributes of a file before a read so that each later change of the content gives the file other times. Equal
 * times after the read then prove that the content did not change during the read.
 *
 * <p>A store through a memory mapping updates the file's times only when the store makes a clean page dirty. The scan began
 * with a flush of its file system, so a file that has not changed since has no dirty page; the content of every other file is
 * written back first. A kernel gives equal times to changes within one tick of its clock, so this class waits for the next
 * tick if the last change was in the current tick. Memory file systems (tmpfs) do not update times for stores through
 * mappings; there nothing can be proved. Immutable.
 */
public final class StatBeforeRead {
    /** Longer than the tick of any kernel, which is at most 10 ms. */
    private static final long TICK_MILLIS = 20;

    private static final int LOOKS = 3;

    private final long device;
    private final long flushedAt;

    /** @param header header of the backup; its scan flushed the root's file system */
    public StatBeforeRead(Directory root, ManifestHeader header) throws IOException {
        device = root.stat().device();
        flushedAt = header.begunAt();
    }

    /** Whether attributes that were taken earlier are already conclusive. */
    public boolean isConclusive(Stat look) {
        return look.device() == device && changed(look) < flushedAt - TICK_MILLIS;
    }

    /**
     * The attributes of a file before a read.
     *
     * @param conclusive whether every later change gives the file other times; false for a file that is written without a pause
     */
    public record Result(Stat stat, boolean conclusive) {}

    /** Takes the attributes. For files that are not regular the result has no further meaning. */
    public Result at(OpenFile file) throws IOException, InterruptedException {
        var stat = file.stat();
        if (!stat.isRegularFile() || isConclusive(stat)) {
            return new Result(stat, true);
        }
        for (int look = 1; ; look++) {
            long before = System.currentTimeMillis();
            file.syncContent();
            stat = file.stat();
            // A time in the future comes from a clock that was set back since; a change now gives another time.
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
