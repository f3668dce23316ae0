package io.bundlebackup.upload.store;

import io.bundlebackup.bundle.BundleName;
import io.bundlebackup.posix.Flushing;
import io.bundlebackup.posix.FreeSpace;
import io.bundlebackup.posix.FullDisk;
import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import io.bundlebackup.session.state.BundleId;
import io.bundlebackup.session.store.Removal;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The files of uploads: {@code <root>/<session>/<bundle>/<uri>~<number>}. The service chooses the names and uses each once, so that a
 * replacement never changes the file of the upload that it replaces. Thread-safe.
 */
public final class UploadFiles implements AutoCloseable {
    /** With its number a name stays within the 255 bytes that a file system allows. */
    private static final int LONGEST_URI = 200;

    /** Opens a file for writing or flushing; tests let it fail. */
    public interface Opening {
        FileChannel open(Path file, Set<? extends StandardOpenOption> options) throws IOException;
    }

    /** A new file. */
    public record Created(String name, FileChannel channel) {}

    private final Path root;
    private final long minFree;
    private final Opening opening;
    private final Removal removal;
    private final AtomicLong numbers;
    private final FlushThreads flushes = new FlushThreads();
    private final NameFlushes names =
            new NameFlushes(directory -> FlushThreads.await(flushes.start(() -> Flushing.directory(directory))));
    /** Held while directories are made or removed, so that a thread that finds a directory sees that it is new. */
    private final ReentrantLock directories = new ReentrantLock();

    private final Arrivals arrivals = new Arrivals();

    private volatile @Nullable FileStore store;

    /** @param first the first number to try; the numbers of earlier processes are usually lower */
    public UploadFiles(Path root, long minFree, long first, Opening opening) {
        this.root = root;
        this.minFree = minFree;
        this.opening = opening;
        this.removal = new Removal(root, "remove-uploads");
        this.numbers = new AtomicLong(first);
    }

    /** The directory for the files of a bundle, which need not exist. */
    public Path directory(BundleId bundle) {
        var name = BundleName.parse(bundle.name()).orElseThrow();
        return root.resolve(bundle.sessionId()).resolve(name.directoryName());
    }

    public Path file(BundleId bundle, String name) {
        return directory(bundle).resolve(name);
    }

    /** Creates an empty file. Its name is durable after {@link #flushNames}. */
    public Created create(BundleId bundle, String uri) throws IOException {
        var directory = directory(bundle);
        makeSure(directory);
        var options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        while (true) {
            var name = uri.substring(0, Math.min(LONGEST_URI, uri.length())) + "~" + numbers.getAndIncrement();
            try {
                var channel = opening.open(directory.resolve(name), options);
                names.changed(directory);
                return new Created(name, channel);
            } catch (FileAlreadyExistsException e) {
                // An earlier process, whose clock was ahead, has used the name.
                continue;
            }
        }
    }

    private void makeSure(Path directory) throws IOException {
        directories.lock();
        try {
            if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
                Files.createDirectories(directory);
                names.changed(session(directory));
                names.changed(root);
            }
        } finally {
            directories.unlock();
        }
    }

    private static Path session(Path directory) {
        return Objects.requireNonNull(directory.getParent());
    }

    /** Makes the bytes and the name of a file durable. Slow, so not to be called under a lock that other uploads need. */
    public void flush(BundleId bundle, FileChannel file) throws IOException {
        var bytes = flushes.start(() -> file.force(false));
        try {
            flushNames(bundle);
        } finally {
            FlushThreads.await(bytes);
        }
    }

    /** Makes the names of all files of a bundle durable. Slow, so not to be called under a lock. */
    public void flushNames(BundleId bundle) throws IOException {
        var directory = directory(bundle);
        names.flush(directory);
        names.flush(session(directory));
        names.flush(root);
    }

    public FileChannel write(BundleId bundle, String name) throws IOException {
        return opening.open(file(bundle, name), Set.of(StandardOpenOption.WRITE));
    }

    /** Not buffered. */
    public InputStream read(BundleId bundle, String name) throws IOException {
        return Channels.newInputStream(
                FileChannel.open(file(bundle, name), StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
    }

    /**
     * How much of an upload has arrived. For a complete upload the row tells: a restore may have moved the file into the new tree, with
     * another mode.
     */
    public long arrived(BundleId bundle, UploadRow row) throws IOException {
        if (row.complete() && row.size() != null) {
            return row.size();
        }
        try {
            return row.file() == null ? 0 : length(bundle, row.file());
        } catch (NoSuchFileException e) {
            // A power cut came before the name of the file was durable, so no offset was reported.
            return 0;
        }
    }

    /** The row as it is to be read: without its file if a power cut took that. The caller holds the lock of the upload. */
    public UploadRow present(BundleId bundle, UploadRow row) {
        var gone = !row.complete()
                && row.file() != null
                && !Files.exists(file(bundle, row.file()), LinkOption.NOFOLLOW_LINKS);
        return gone ? row.withoutFile() : row;
    }

    /**
     * As {@link #arrived}; all of these bytes are durable on return.
     *
     * @throws NoSuchFileException if the row's file is not there
     */
    public long durable(BundleId bundle, UploadRow row) throws IOException {
        if (row.file() == null || row.complete()) {
            return arrived(bundle, row);
        }
        // The right to read is enough for flushing, and remains if the upload is completed meanwhile.
        try (var file = opening.open(file(bundle, row.file()), Set.of(StandardOpenOption.READ))) {
            var length = file.size();
            flush(bundle, file);
            return length;
        }
    }

    /** How long a file is. */
    public long length(BundleId bundle, String name) throws IOException {
        return Files.size(file(bundle, name));
    }

    /** Deletes a file, and what is known of its content. */
    public void delete(BundleId bundle, String name) throws IOException {
        arrivals.forget(bundle, name);
        deleteDigests(bundle, name);
        Files.deleteIfExists(file(bundle, name));
    }

    /** Where the digests of the entries of a tar are kept, if there are any. */
    public Path digests(BundleId bundle, String name) {
        return file(bundle, name + ".digests");
    }

    public void deleteDigests(BundleId bundle, String name) throws IOException {
        Files.deleteIfExists(digests(bundle, name));
    }

    public Arrivals arrivals() {
        return arrivals;
    }

    /**
     * Refuses if so many more bytes would leave less free space than configured.
     *
     * @throws ProblemException {@code no-space}
     */
    public void requireSpace(long more) throws IOException {
        var known = store;
        if (known == null) {
            // Finding it reads the table of mounts.
            known = Files.getFileStore(root);
            store = known;
        }
        if (FreeSpace.of(known) - more < minFree) {
            throw full(null);
        }
    }

    /**
     * Refuses a new file to a caller that has as many files as there are free inodes, so that other callers can still upload.
     *
     * @param files counts the caller's files; asked only if the caller can have that many
     * @throws ProblemException {@code no-space}
     */
    public void requireShare(LongSupplier files) throws IOException {
        var inodes = FreeSpace.inodes(root);
        if (inodes.used() >= inodes.free() && files.getAsLong() >= inodes.free()) {
            throw new ProblemException(
                    ProblemType.NO_SPACE,
                    "Your sessions have as many uploads as the service's disk can take further files;"
                            + " publish, cancel or delete some before you send new ones.");
        }
    }

    /** The refusal for a failed write. */
    public ProblemException refusal(IOException e) {
        return FullDisk.isCauseOf(e)
                ? full(e)
                : new ProblemException(ProblemType.IO_ERROR, "The upload could not be written.", e);
    }

    private static ProblemException full(@Nullable Throwable cause) {
        var detail = "The service's disk is too full to accept more data; the bytes that arrived are kept.";
        return cause == null
                ? new ProblemException(ProblemType.NO_SPACE, detail)
                : new ProblemException(ProblemType.NO_SPACE, detail, cause);
    }

    /** Renames the directory of a bundle and removes it in the background, and the directory of a session without bundles; repeatable. */
    public void discard(BundleId bundle) throws IOException {
        var directory = directory(bundle);
        arrivals.forget(bundle);
        directories.lock();
        try {
            removal.remove(removal.putAside(directory), () -> {});
            names.forget(directory);
            removeIfEmpty(session(directory));
        } catch (NoSuchFileException e) {
            // No file has arrived, or this is a repetition.
            return;
        } finally {
            directories.unlock();
        }
    }

    /** Removes the directory of a session without bundles. */
    void removeIfEmpty(Path session) throws IOException {
        try {
            Files.delete(session);
            names.forget(session);
        } catch (DirectoryNotEmptyException e) {
            // Other bundles of the session have uploads.
            return;
        }
    }

    /** Where the directories of all sessions are. */
    Path root() {
        return root;
    }

    /** Goes on with removals that the last process did not finish. */
    void resumeRemovals() throws IOException {
        removal.resume();
    }

    @Override
    public void close() {
        flushes.close();
        removal.close();
    }
}
