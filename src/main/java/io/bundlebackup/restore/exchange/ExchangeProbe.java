package io.bundlebackup.restore.exchange;

import io.bundlebackup.bundle.Bundle;
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

/** Exchanges two empty directories, in the service's own directory, which goes again if it was not there. */
public final class ExchangeProbe implements ExchangeSupport {
    private static final Logger log = LoggerFactory.getLogger(ExchangeProbe.class);
    private static final byte[] WORK = DataLocation.bytes(Bundle.WORK_DIRECTORY);
    private static final byte[] PROBE = DataLocation.bytes(".probe");
    private static final byte[] FULL = DataLocation.bytes("full");
    private static final byte[] EMPTY = DataLocation.bytes("empty");

    /** What a kill left is used, and removed, by the next. */
    private final ReentrantLock one = new ReentrantLock();

    @Override
    public Result probe(Path in, @Nullable Path moved) {
        one.lock();
        try (var around = Directory.openResolved(in)) {
            var before = around.stat();
            try {
                makeIfMissing(around, WORK);
                return findIn(around, moved);
            } finally {
                removeIfEmpty(around, WORK);
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
        try (var work = around.openDirectory(WORK)) {
            makeIfMissing(work, PROBE);
            try (var probe = work.openDirectory(PROBE)) {
                makeIfMissing(probe, FULL);
                makeIfMissing(probe, EMPTY);
                try (var full = probe.openDirectory(FULL)) {
                    makeIfMissing(full, EMPTY);
                    return found(around, probe, moved);
                } finally {
                    clear(probe);
                }
            } finally {
                removeIfEmpty(work, PROBE);
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

    private static void makeIfMissing(Directory parent, byte[] name) throws IOException {
        try {
            parent.changes().makeDirectory(name);
        } catch (PosixException e) {
            if (e.errno() != Errno.EEXIST) {
                throw e;
            }
        }
    }

    /** One of the two has what makes it full, whichever it is by now. */
    private static void clear(Directory probe) throws IOException {
        for (var name : new byte[][] {FULL, EMPTY}) {
            try (var directory = probe.openDirectory(name)) {
                removeIfEmpty(directory, EMPTY);
            }
            removeIfEmpty(probe, name);
        }
    }

    private static void removeIfEmpty(Directory parent, byte[] name) throws IOException {
        try {
            parent.changes().removeDirectory(name);
        } catch (PosixException e) {
            if (!e.isMissing() && e.errno() != Errno.ENOTEMPTY && e.errno() != Errno.EEXIST) {
                throw e;
            }
        }
    }
}
