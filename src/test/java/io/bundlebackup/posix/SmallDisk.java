package io.bundlebackup.posix;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/**
 * A file system of its own, as small as a test wants it. Where the tests may not mount one, they are left out, and say so; root on a build
 * server ({@code CI} in the environment) is to have the right.
 */
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
        return mounted(directory, "mount", "-t", "tmpfs", "-o", "mode=755,size=" + size, "tmpfs", directory.toString());
    }

    /** Shows a directory at another place too. */
    public static SmallDisk bound(Path directory, Path at) throws IOException, InterruptedException {
        return mounted(at, "mount", "--bind", directory.toString(), at.toString());
    }

    private static SmallDisk mounted(Path at, String... command) throws IOException, InterruptedException {
        if (!run(command)) {
            boolean root = (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid") == 0;
            assertThat(root && System.getenv("CI") != null)
                    .as("root cannot mount anything here, and what only a mount tests would stay untested")
                    .isFalse();
            System.err.println("LEFT OUT: nothing can be mounted here, so a test is not run.");
            Assumptions.abort("nothing can be mounted here");
        }
        return new SmallDisk(at);
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

    /** Nothing can be written any more. */
    public void makeReadOnly() throws IOException, InterruptedException {
        assertThat(run("mount", "-o", "remount,ro", directory.toString()))
                .as("read-only")
                .isTrue();
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
