package io.bundlebackup.posix;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** A file system of its own, as small as a test wants it; where the tests may not mount one, they are left out. */
public final class SmallDisk implements AutoCloseable {
    private final Path directory;

    private SmallDisk(Path directory) {
        this.directory = directory;
    }

    /**
     * Mounts one over an existing directory.
     *
     * @param size as {@code mount} takes it, such as {@code 8m}
     */
    public static SmallDisk mountedOn(Path directory, String size) throws IOException, InterruptedException {
        Assumptions.assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "mode=755,size=" + size, "tmpfs", directory.toString()),
                "nothing can be mounted here");
        return new SmallDisk(directory);
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor()
                == 0;
    }

    /** Bytes that could be written. */
    public long free() throws IOException {
        return Files.getFileStore(directory).getUsableSpace();
    }

    /** It is still there. */
    public void requireMounted() throws IOException {
        assertThat(Files.getFileStore(directory).type()).isEqualTo("tmpfs");
    }

    @Override
    public void close() throws IOException, InterruptedException {
        // Lazily: a file that the tested service has not closed yet is no reason to leave it there.
        assertThat(run("umount", "-l", directory.toString())).as("unmounted").isTrue();
    }
}
