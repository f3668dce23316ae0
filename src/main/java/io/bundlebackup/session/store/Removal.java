package io.bundlebackup.session.store;

import io.bundlebackup.posix.TreeRemoval;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes directories below one root, that of the staging area or of uploads: at once from where they can be found, in the
 * background from the disk, one after the other, so that nobody waits for a hundred thousand files to go. What a stop leaves, the next
 * start removes. Thread-safe.
 */
public final class Removal implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Removal.class);
    private static final String GONE = ".gone-";
    private static final int IDLE_SECONDS = 10;
    private static final int STOP_SECONDS = 5;

    private final Path root;
    private final ThreadPoolExecutor thread;

    /**
     * @param root whose directories are removed
     * @param name of the thread
     */
    public Removal(Path root, String name) {
        this.root = root;
        // After the stop there is nobody to remove anything; the next start does.
        this.thread = new ThreadPoolExecutor(
                1,
                1,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                Thread.ofPlatform().name(name).daemon().factory(),
                new ThreadPoolExecutor.DiscardPolicy());
        thread.allowCoreThreadTimeOut(true);
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
            try {
                TreeRemoval.remove(aside);
                gone.run();
            } catch (InterruptedException e) {
                // The service stops; the directory is found again by its name.
                Thread.currentThread().interrupt();
            } catch (IOException | RuntimeException e) {
                log.error("Files could not be removed; they take up space until the next start.", e);
            }
        });
    }

    @Override
    public void close() {
        thread.shutdownNow();
        try {
            if (!thread.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                log.warn("The service stopped before all files were removed; the next start removes the rest.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
