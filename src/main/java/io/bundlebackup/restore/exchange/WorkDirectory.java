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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The service's directory of one bundle (see {@link DataLocation}), open: new states, which restores build, and previous ones, which they
 * replaced. A state is a directory of its own with a {@link Exchange#TREE}; its name changes in one system call. Not thread-safe; the
 * bundle's hold keeps others away.
 */
public final class WorkDirectory implements AutoCloseable {
    public static final String NEW = "new-";
    static final String PREVIOUS = "previous-";
    private static final String GONE = ".gone-";
    private static final Logger log = LoggerFactory.getLogger(WorkDirectory.class);
    private static final List<ReentrantLock> LOCKS =
            Stream.generate(ReentrantLock::new).limit(64).toList();
    /** How many have each open. */
    private static final Map<Path, Integer> USERS = new ConcurrentHashMap<>();

    private final DataLocation place;
    private final Directory directory;

    private WorkDirectory(DataLocation place, Directory directory) {
        this.place = place;
        this.directory = directory;
    }

    /** Made if it is not there. */
    public static WorkDirectory open(DataLocation place) throws IOException {
        return open(place, () -> Optional.of(place.openWork())).orElseThrow();
    }

    /** If there is one. */
    static Optional<WorkDirectory> find(DataLocation place) throws IOException {
        return open(place, place::findWork);
    }

    private interface Opening {
        Optional<Directory> open() throws IOException;
    }

    private static Optional<WorkDirectory> open(DataLocation place, Opening opening) throws IOException {
        var lock = lock(place);
        lock.lock();
        try {
            var opened = opening.open().map(directory -> new WorkDirectory(place, directory));
            opened.ifPresent(work -> USERS.merge(place.work(), 1, Integer::sum));
            return opened;
        } finally {
            lock.unlock();
        }
    }

    /** Bundles whose data lies in one directory share the one that theirs are in. */
    private static ReentrantLock lock(DataLocation place) {
        return LOCKS.get(Math.floorMod(Objects.hashCode(place.work().getParent()), LOCKS.size()));
    }

    public DataLocation place() {
        return place;
    }

    public Directory directory() {
        return directory;
    }

    /** Makes an empty new state for a session, which has none. */
    public Directory create(String sessionId) throws IOException {
        directory.changes().makeDirectory(DataLocation.bytes(NEW + sessionId));
        var state = directory.openDirectory(DataLocation.bytes(NEW + sessionId));
        try {
            state.changes().makeDirectory(DataLocation.bytes(DataLocation.TREE));
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

    /** The names that begin so. */
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
     * A new state has become the present one; what it replaced is kept under the session's id. Repeatable. Durable. Nothing that is kept
     * already is given up for it: then it gets an id of its own.
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

    /** Takes a state away from its name; it is removed from the disk by {@link #sweep}. Repeatable. */
    public void putAside(String name) throws IOException {
        try {
            directory.changes().move(DataLocation.bytes(name), directory, DataLocation.bytes(GONE + UUID.randomUUID()));
        } catch (PosixException e) {
            if (!e.isMissing()) {
                throw e;
            }
        }
    }

    /** Removes from the disk what was put aside; what cannot be is told in the log and tried again next time. */
    public void sweep() throws IOException, InterruptedException {
        for (var name : names(GONE)) {
            try {
                TreeRemoval.remove(directory, DataLocation.bytes(name));
            } catch (IOException e) {
                logNotRemoved(name, e);
            }
        }
    }

    private void logNotRemoved(String name, IOException e) {
        var path = Objects.requireNonNull(place.treePath(name).getParent());
        log.warn(
                "An earlier state of {} could not be removed; it takes up space in {}: {}",
                place.name(),
                path,
                e.getMessage());
        if (e instanceof PosixException posix && posix.isDenied()) {
            log.warn(
                    "If files in it are immutable or append-only: `lsattr -aR {}` shows them, `chattr -R -ia {}` as root"
                            + " makes them removable; the next restore of {}, or start of the service, removes them.",
                    path,
                    path,
                    place.name());
        }
    }

    /** The last to close it takes it off the disk, if nothing is in it. */
    @Override
    public void close() {
        directory.close();
        var lock = lock(place);
        lock.lock();
        try {
            if (USERS.merge(place.work(), -1, (users, less) -> users + less == 0 ? null : users + less) == null) {
                place.removeEmptyWork();
            }
        } catch (IOException e) {
            log.warn("The empty directory {} could not be removed: {}", place.work(), e.getMessage());
        } finally {
            lock.unlock();
        }
    }
}
