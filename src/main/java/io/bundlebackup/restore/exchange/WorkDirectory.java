package io.bundlebackup.restore.exchange;

import io.bundlebackup.posix.Directory;
import io.bundlebackup.posix.Errno;
import io.bundlebackup.posix.PosixException;
import io.bundlebackup.posix.TreeRemoval;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The service's directory of one bundle (see {@link DataLocation}), open: new states, which restores build, and earlier ones, which they
 * replaced. A state is a directory of its own with a {@link Exchange#TREE}; its name changes in one system call. Not thread-safe; the
 * bundle's hold keeps other users away.
 */
public final class WorkDirectory implements AutoCloseable {
    public static final String NEW = "new-";
    static final String PREVIOUS = "previous-";
    private static final String GONE = ".gone-";
    private static final Logger log = LoggerFactory.getLogger(WorkDirectory.class);
    private static final List<ReentrantLock> LOCKS =
            Stream.generate(ReentrantLock::new).limit(64).toList();
    /** How many users have each directory open. */
    private static final Map<Path, Integer> USERS = new ConcurrentHashMap<>();

    private final DataLocation location;
    private final Directory directory;

    private WorkDirectory(DataLocation location, Directory directory) {
        this.location = location;
        this.directory = directory;
    }

    /** Opens the directory; makes it if it is missing. */
    public static WorkDirectory open(DataLocation location) throws IOException {
        return open(location, () -> Optional.of(location.openWork())).orElseThrow();
    }

    /** Opens the directory; empty if it is missing. */
    static Optional<WorkDirectory> find(DataLocation location) throws IOException {
        return open(location, location::findWork);
    }

    private interface Opening {
        Optional<Directory> open() throws IOException;
    }

    private static Optional<WorkDirectory> open(DataLocation location, Opening opening) throws IOException {
        var lock = lock(location);
        lock.lock();
        try {
            var opened = opening.open().map(directory -> new WorkDirectory(location, directory));
            opened.ifPresent(work -> USERS.merge(location.work(), 1, Integer::sum));
            return opened;
        } finally {
            lock.unlock();
        }
    }

    /** Bundles whose data lies in one directory share a lock, because their work directories have one parent. */
    private static ReentrantLock lock(DataLocation location) {
        return LOCKS.get(Math.floorMod(Objects.hashCode(location.work().getParent()), LOCKS.size()));
    }

    public DataLocation location() {
        return location;
    }

    public Directory directory() {
        return directory;
    }

    /** Makes an empty new state for a session that has none. */
    public Directory create(String sessionId) throws IOException {
        directory.changes().makeDirectory(DataLocation.bytes(NEW + sessionId));
        var state = directory.openDirectory(DataLocation.bytes(NEW + sessionId));
        try {
            state.changes().makeDirectory(DataLocation.TREE_NAME);
        } catch (IOException e) {
            state.close();
            throw e;
        }
        return state;
    }

    /** A state by its name. */
    Optional<Directory> state(String name) throws IOException {
        try {
            return Optional.of(directory.openDirectory(DataLocation.bytes(name)));
        } catch (PosixException e) {
            if (e.isMissing()) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** The names that begin with this prefix. */
    List<String> names(String prefix) throws IOException {
        var found = new ArrayList<String>();
        for (byte[] name : directory.list()) {
            var text = new String(name, StandardCharsets.UTF_8);
            if (text.startsWith(prefix)) {
                found.add(text);
            }
        }
        return found;
    }

    /**
     * Keeps the data that a session replaced, as an earlier state with the session's id, or with a new id if that one is taken. Repeatable
     * and durable.
     */
    void keep(String sessionId) throws IOException {
        try {
            keep(sessionId, PREVIOUS + sessionId);
        } catch (PosixException e) {
            if (e.errno() != Errno.EEXIST) {
                throw e;
            }
            keep(sessionId, PREVIOUS + UUID.randomUUID().toString().replace("-", ""));
        }
        directory.sync();
    }

    private void keep(String sessionId, String name) throws IOException {
        try {
            directory.changes().move(DataLocation.bytes(NEW + sessionId), directory, DataLocation.bytes(name));
        } catch (PosixException e) {
            if (!e.isMissing()) {
                throw e;
            }
        }
    }

    /** Renames a state, so that {@link #sweep} removes it from the disk. Repeatable. */
    public void putAside(String name) throws IOException {
        try {
            directory.changes().move(DataLocation.bytes(name), directory, DataLocation.bytes(GONE + UUID.randomUUID()));
        } catch (PosixException e) {
            if (!e.isMissing()) {
                throw e;
            }
        }
    }

    /** Removes from the disk what was put aside. Failures are logged, and the next call tries again. */
    public void sweep() throws IOException, InterruptedException {
        sweepAll();
    }

    /**
     * As {@link #sweep()}, if the bundle has such a directory.
     *
     * @throws IOException if another try may succeed; a try without the right to remove something needs an operator first
     */
    public static void sweep(DataLocation location) throws IOException, InterruptedException {
        try (var work = find(location).orElse(null)) {
            var failure = work == null ? null : work.sweepAll();
            if (failure != null && !(failure instanceof PosixException posix && posix.isDenied())) {
                throw failure;
            }
        }
    }

    /** One of the failures; null if everything is gone. */
    private @Nullable IOException sweepAll() throws IOException, InterruptedException {
        IOException failure = null;
        for (var name : names(GONE)) {
            try {
                TreeRemoval.remove(directory, DataLocation.bytes(name));
            } catch (IOException e) {
                logNotRemoved(name, e);
                failure = e;
            }
        }
        return failure;
    }

    private void logNotRemoved(String name, IOException e) {
        var path = Objects.requireNonNull(location.treePath(name).getParent());
        log.warn(
                "An earlier state of {} could not be removed; it takes up space in {}: {}",
                location.name(),
                path,
                e.getMessage());
        if (e instanceof PosixException posix && posix.isDenied()) {
            log.warn(
                    "If files in it are immutable or append-only: `lsattr -aR {}` shows them, `chattr -R -ia {}` as root"
                            + " makes them removable; the next restore of {}, or start of the service, removes them.",
                    path,
                    path,
                    location.name());
        }
    }

    /** The last user removes the directory if it is empty. */
    @Override
    public void close() {
        directory.close();
        var lock = lock(location);
        lock.lock();
        try {
            if (USERS.merge(location.work(), -1, (users, less) -> users + less == 0 ? null : users + less) == null) {
                location.removeEmptyWork();
            }
        } catch (IOException e) {
            log.warn("The empty directory {} could not be removed: {}", location.work(), e.getMessage());
        } finally {
            lock.unlock();
        }
    }
}
