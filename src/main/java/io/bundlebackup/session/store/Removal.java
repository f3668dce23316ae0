package io.bundlebackup.session.store;

import io.bundlebackup.posix.BackgroundRemoval;
import io.bundlebackup.posix.TreeRemoval;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Removes directories below one root, that of the staging area or of uploads: at once from where they can be found, in the
 * background from the disk, one after the other, so that nobody waits for a hundred thousand files to go. What a stop leaves, the next
 * start removes. Thread-safe.
 */
public final class Removal implements AutoCloseable {
    private static final String GONE = ".gone-";

    private final Path root;
    private final BackgroundRemoval thread;

    /**
     * @param root whose directories are removed
     * @param name of the thread
     */
    public Removal(Path root, String name) {
        this.root = root;
        this.thread = new BackgroundRemoval(name);
    }

    /** Removes what an earlier process had put aside. */
    public void resume() throws IOException {
        try (Stream<Path> found = Files.list(root)) {
            found.filter(Removal::isAside).forEach(path -> remove(path, () -> {}));
        }
    }

    /** Whether a directory was put aside. */
    public static boolean isAside(Path directory) {
        return String.valueOf(directory.getFileName()).startsWith(GONE);
    }

    /**
     * Takes a directory away from its name.
     *
     * @return what is to be given to {@link #remove}
     * @throws NoSuchFileException if there is none
     */
    public Path putAside(Path directory) throws IOException {
        return Files.move(directory, root.resolve(GONE + UUID.randomUUID()), StandardCopyOption.ATOMIC_MOVE);
    }

    /** Removes what was put aside, and says when it is gone from the disk. */
    public void remove(Path aside, Runnable gone) {
        thread.execute(() -> {
            TreeRemoval.remove(aside);
            gone.run();
        });
    }

    /** Runs later what could not be done now, until it succeeds. */
    public void tryAgain(BackgroundRemoval.Task task) {
        thread.execute(task);
    }

    @Override
    public void close() {
        thread.close();
    }
}
