package io.bundlebackup.upload.store;

import io.bundlebackup.bundle.BundleName;
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
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of uploads: {@code <root>/<session>/<bundle>/<uri>~<number>}. The service chooses every name, and a name is used once, so
 * that what replaces an upload never touches it. Thread-safe.
 */
public final class UploadFiles implements AutoCloseable {
    /** With its number a name stays within the 255 bytes that a file system allows. */
    private static final int LONGEST_URI = 200;

    /** Opens a file that is written, or is to be on disk for good; tests let it fail. */
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
    private volatile @Nullable FileStore store;

    /** @param first the first number to try; numbers of earlier processes are below it, mostly */
    public UploadFiles(Path root, long minFree, long first, Opening opening) {
        this.root = root;
        this.minFree = minFree;
        this.opening = opening;
        this.removal = new Removal(root, "remove-uploads");
        this.numbers = new AtomicLong(first);
    }

    /** Where the files of a bundle are, whether there are any or not. */
    public Path directory(BundleId bundle) {
        var name = BundleName.parse(bundle.name()).orElseThrow();
        return root.resolve(bundle.sessionId()).resolve(name.directoryName());
    }

    public Path file(BundleId bundle, String name) {
        return directory(bundle).resolve(name);
    }

    /** A new, empty file, whose name outlives a power cut. */
    public Created create(BundleId bundle, String uri) throws IOException {
        var directory = directory(bundle);
        makeSure(directory);
        var options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        while (true) {
            var name = uri.substring(0, Math.min(LONGEST_URI, uri.length())) + "~" + numbers.getAndIncrement();
            try {
                var channel = opening.open(directory.resolve(name), options);
                flush(directory);
                return new Created(name, channel);
            } catch (FileAlreadyExistsException e) {
                // Of an earlier process whose clock was ahead.
                continue;
            }
        }
    }

    private void makeSure(Path directory) throws IOException {
        if (Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Files.createDirectories(directory);
        flush(Objects.requireNonNull(directory.getParent()));
        flush(root);
    }

    private static void flush(Path directory) throws IOException {
        try (var open = FileChannel.open(directory, StandardOpenOption.READ)) {
            open.force(true);
        }
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
     * How much of an upload has arrived. Of a complete one its row says so: a restore may have its file in the new tree by now, with
     * another mode.
     */
    public long arrived(BundleId bundle, UploadRow row) throws IOException {
        if (row.complete() && row.size() != null) {
            return row.size();
        }
        return row.file() == null ? 0 : length(bundle, row.file());
    }

    /** As {@link #arrived}; all of that is on disk for good on return. */
    public long durable(BundleId bundle, UploadRow row) throws IOException {
        if (row.file() == null || row.complete()) {
            return arrived(bundle, row);
        }
        // Reading is enough for that, and stays allowed if the upload is completed meanwhile.
        try (var file = opening.open(file(bundle, row.file()), Set.of(StandardOpenOption.READ))) {
            var length = file.size();
            file.force(false);
            return length;
        }
    }

    /** How long a file is. */
    public long length(BundleId bundle, String name) throws IOException {
        return Files.size(file(bundle, name));
    }

    public void delete(BundleId bundle, String name) throws IOException {
        Files.deleteIfExists(file(bundle, name));
    }

    /**
     * Refuses where so many more bytes would leave less free than has to be.
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
     * Refuses a new file to a caller who has as many files as inodes are left free: the files of one caller leave room for those of
     * others.
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

    /** What a failed write comes to. */
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

    /** Puts all files of a bundle out of reach, at once; repeatable. They are removed in the background. */
    public void discard(BundleId bundle) throws IOException {
        try {
            removal.remove(removal.putAside(directory(bundle)), () -> {});
        } catch (NoSuchFileException e) {
            // Nothing has arrived, or this is a repetition.
            return;
        }
    }

    /**
     * Removes, at the start of the service, the files that no row names.
     *
     * @param named the names that a bundle's rows have
     */
    public void removeUnnamed(Function<BundleId, Set<String>> named) throws IOException {
        removal.resume();
        for (var session : list(root)) {
            var id = session.getFileName().toString();
            if (id.startsWith(".")) {
                continue;
            }
            for (var directory : list(session)) {
                var name = BundleName.ofDirectory(directory.getFileName().toString());
                if (name.isPresent()) {
                    var bundle = new BundleId(id, name.get().toString());
                    removeUnnamed(directory, named.apply(bundle), bundle);
                }
            }
            removeIfEmpty(session);
        }
    }

    private static void removeIfEmpty(Path session) throws IOException {
        if (list(session).isEmpty()) {
            Files.delete(session);
        }
    }

    private void removeUnnamed(Path directory, Set<String> named, BundleId bundle) throws IOException {
        if (named.isEmpty()) {
            discard(bundle);
            return;
        }
        for (var file : list(directory)) {
            if (!named.contains(file.getFileName().toString())) {
                Files.deleteIfExists(file);
            }
        }
    }

    private static Set<Path> list(Path directory) throws IOException {
        try (Stream<Path> found = Files.list(directory)) {
            return Set.copyOf(found.toList());
        }
    }

    @Override
    public void close() {
        removal.close();
    }
}
