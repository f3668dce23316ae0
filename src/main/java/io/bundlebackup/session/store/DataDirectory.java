package io.bundlebackup.session.store;

import io.bundlebackup.bundle.BundleSettings;
import io.bundlebackup.posix.TreeRemoval;
import io.bundlebackup.problem.StartRefusedException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The service's own directory ({@code backup.data-directory}). One process holds it; the start of a second one is refused with the
 * number of the first. Only the service's user can read the files in it, whatever the mode of the directory itself.
 */
public final class DataDirectory implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(DataDirectory.class);

    /** How long a start waits for the lock of another process. */
    private static final Duration STOPPING = Duration.ofSeconds(10);

    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

    private static final String RESERVE = "reserve";
    private static final int RESERVED = 4 << 20;

    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");

    private final Path root;
    private final FileChannel channel;
    private final FileLock lock;

    private DataDirectory(Path root, FileChannel channel, FileLock lock) {
        this.root = root;
        this.channel = channel;
        this.lock = lock;
    }

    /**
     * Makes the directory if it is not there, and takes its lock.
     *
     * @throws StartRefusedException with a sentence for the operator if it cannot be had
     */
    public static DataDirectory open(Path configured) {
        requireNameable(configured);
        try {
            var root = configured.toAbsolutePath().normalize();
            Files.createDirectories(root, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
            warnIfOthersMayEnter(root);
            var channel = FileChannel.open(
                    root.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            var lock = awaitLock(channel, configured);
            if (lock == null) {
                var holder = holder(channel);
                channel.close();
                throw new StartRefusedException("The data directory " + configured + " is in use by " + holder
                        + "; stop that service, or set backup.data-directory to another directory.");
            }
            hideFromOthers(root);
            Files.deleteIfExists(root.resolve(RESERVE));
            empty(root.resolve(BundleSettings.TEMPORARY));
            channel.truncate(0);
            channel.write(
                    ByteBuffer.wrap(("process " + ProcessHandle.current().pid()).getBytes(StandardCharsets.UTF_8)));
            return new DataDirectory(root, channel, lock);
        } catch (IOException e) {
            throw new StartRefusedException("The data directory " + configured + " cannot be used: " + e, e);
        }
    }

    private static void warnIfOthersMayEnter(Path root) throws IOException {
        if (!OWNER_ONLY.containsAll(Files.getPosixFilePermissions(root))) {
            log.warn(
                    "Other users can list the data directory {}. The files in it are private nevertheless; chmod 700 also hides their"
                            + " names and sizes.",
                    root);
        }
    }

    /**
     * Hides what an earlier start, or another umask, left readable. Only entries at the top: nobody comes deeper without the right to
     * pass through them.
     */
    private static void hideFromOthers(Path root) throws IOException {
        try (var children = Files.newDirectoryStream(root)) {
            for (var child : children) {
                if (Files.isSymbolicLink(child)) {
                    continue;
                }
                var permissions = EnumSet.copyOf(OWNER_ONLY);
                permissions.retainAll(Files.getPosixFilePermissions(child));
                if (!permissions.equals(Files.getPosixFilePermissions(child))) {
                    hide(child, permissions);
                }
            }
        }
    }

    private static void hide(Path child, Set<PosixFilePermission> permissions) {
        try {
            Files.setPosixFilePermissions(child, permissions);
        } catch (IOException e) {
            log.warn("Other users can read {}, and the service may not change the mode: {}", child, e.toString());
        }
    }

    /** Removes what a killed process left. */
    private static void empty(Path directory) throws IOException {
        try {
            TreeRemoval.remove(directory);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("the start was interrupted");
        }
        Files.createDirectory(directory, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
    }

    /** The lock of the directory, also if the service that has it is stopping, such as the old one of an update. */
    private static @Nullable FileLock awaitLock(FileChannel channel, Path configured) throws IOException {
        long deadline = System.nanoTime() + STOPPING.toNanos();
        try {
            var lock = channel.tryLock();
            if (lock == null) {
                log.info(
                        "The data directory {} is in use by {}; this start waits up to {} s for that service to stop.",
                        configured,
                        holder(channel),
                        STOPPING.toSeconds());
            }
            while (lock == null && deadline - System.nanoTime() > 0) {
                LockSupport.parkNanos(LOOK_AGAIN.toNanos());
                lock = channel.tryLock();
            }
            return lock;
        } catch (OverlappingFileLockException e) {
            // This very process has it.
            return null;
        }
    }

    private static String holder(FileChannel channel) throws IOException {
        var text = ByteBuffer.allocate(64);
        channel.read(text, 0);
        return text.position() == 0
                ? "another process"
                : new String(text.array(), 0, text.position(), StandardCharsets.UTF_8);
    }

    /** In a locale that is not UTF-8 the JVM mangles names that are not ASCII, and would use another directory than the one meant. */
    private static void requireNameable(Path path) {
        var ascii = path.toString().chars().allMatch(c -> c < 128);
        var encoding = System.getProperty("sun.jnu.encoding", "");
        if (!ascii && !encoding.equalsIgnoreCase("UTF-8")) {
            throw new StartRefusedException("The name of the data directory is not ASCII, and the locale is not UTF-8: "
                    + "start the service with LC_ALL=C.UTF-8.");
        }
    }

    /**
     * Reserves space that the next start has even if the disk is full by then: it needs a copy of the database's library and of the
     * database's index. Called when the service has started; without room there is no reserve.
     */
    public void keepReserve() {
        var reserve = root.resolve(RESERVE);
        try {
            Files.write(reserve, new byte[RESERVED]);
        } catch (IOException e) {
            log.warn(
                    "There is no room for the reserve of the next start; make room in the data directory: {}",
                    e.toString());
            try {
                Files.deleteIfExists(reserve);
            } catch (IOException suppressed) {
                e.addSuppressed(suppressed);
            }
        }
    }

    /** Where everything lies; absolute. */
    public Path root() {
        return root;
    }

    /** Packed files that wait for their clients. */
    public Path staging() {
        return root.resolve("staging");
    }

    /** What restores have received. */
    public Path uploads() {
        return root.resolve("uploads");
    }

    /** The audit log. */
    public Path audit() {
        return root.resolve("audit");
    }

    /** Manifests of completed backups, which increments start from. */
    public Path generations() {
        return root.resolve("generations");
    }

    /**
     * For what is needed for a moment, or as long as the service runs; emptied at each start. The service uses no other temporary
     * directory: the system's may be full, wiped by a timer, or mounted noexec.
     */
    public Path temporary() {
        return root.resolve(BundleSettings.TEMPORARY);
    }

    public Path database() {
        return root.resolve("state.db");
    }

    @Override
    public void close() throws IOException {
        lock.release();
        channel.close();
    }
}
