package io.bundlebackup.restore.exchange;

import io.bundlebackup.bundle.ExchangeSupport;
import io.bundlebackup.bundle.selection.RawPaths;
import io.bundlebackup.posix.Directory;
import io.bundlebackup.posix.Errno;
import io.bundlebackup.posix.PosixException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Exchanges two empty directories in the service's own directory, which is removed again if it did not exist. */
public final class ExchangeProbe implements ExchangeSupport {
    private static final Logger log = LoggerFactory.getLogger(ExchangeProbe.class);
    private static final byte[] PROBE = DataLocation.bytes(".probe");
    private static final byte[] FULL = DataLocation.bytes("full");
    private static final byte[] EMPTY = DataLocation.bytes("empty");

    /** One probe at a time. It uses, and removes, what a killed one left. */
    private final ReentrantLock one = new ReentrantLock();

    @Override
    public Result probe(Path in, @Nullable Path moved) {
        one.lock();
        try (var around = Directory.openResolved(in)) {
            var before = around.stat();
            try {
                DataLocation.makeIfMissing(around, DataLocation.WORK);
                return findIn(around, moved);
            } finally {
                DataLocation.removeIfEmpty(around, DataLocation.WORK);
                around.setModified(before.mtimeSeconds(), before.mtimeNanos());
            }
        } catch (IOException e) {
            log.debug("The abilities of the file system of {} could not be determined: {}", in, e.getMessage());
            return Result.EXCHANGES;
        } finally {
            one.unlock();
        }
    }

    private static Result findIn(Directory around, @Nullable Path moved) throws IOException {
        try (var work = around.openDirectory(DataLocation.WORK)) {
            DataLocation.makeIfMissing(work, PROBE);
            try (var probe = work.openDirectory(PROBE)) {
                DataLocation.makeIfMissing(probe, FULL);
                DataLocation.makeIfMissing(probe, EMPTY);
                try (var full = probe.openDirectory(FULL)) {
                    DataLocation.makeIfMissing(full, EMPTY);
                    return found(around, probe, moved);
                } finally {
                    clear(probe);
                }
            } finally {
                DataLocation.removeIfEmpty(work, PROBE);
            }
        }
    }

    private static Result found(Directory around, Directory probe, @Nullable Path moved) throws IOException {
        if (moved != null
                && !canMove(around, RawPaths.bytes(Objects.requireNonNull(moved.getFileName())), probe, FULL)) {
            return Result.STAYS;
        }
        try {
            probe.changes().exchange(EMPTY, probe, FULL);
            return Result.EXCHANGES;
        } catch (PosixException e) {
            return switch (e.errno()) {
                case Errno.EINVAL, Errno.ENOSYS, Errno.EOPNOTSUPP -> Result.MOVES;
                default -> throw e;
            };
        }
    }

    /**
     * Whether a directory on an overlay can be moved. It is not: nothing can take the place of a directory that is not empty, and the
     * kernel looks first whether it could be moved at all.
     */
    static boolean canMove(Directory from, byte[] name, Directory to, byte[] notEmpty) throws IOException {
        try {
            from.changes().replace(name, to, notEmpty);
            throw new IOException("the file system has replaced a directory that was not empty");
        } catch (PosixException e) {
            return switch (e.errno()) {
                case Errno.EXDEV -> false;
                case Errno.ENOTEMPTY, Errno.EEXIST -> true;
                default -> throw e;
            };
        }
    }

    /** Either of the two may contain the other directory now. */
    private static void clear(Directory probe) throws IOException {
        for (var name : new byte[][] {FULL, EMPTY}) {
            try (var directory = probe.openDirectory(name)) {
                DataLocation.removeIfEmpty(directory, EMPTY);
            }
            DataLocation.removeIfEmpty(probe, name);
        }
    }
}
