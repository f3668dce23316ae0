package io.bundlebackup.posix;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Objects;

/** Brings the service's own files and their names to the disk, so that they are there after a power cut. */
public final class Flushing {
    private Flushing() {}

    /** Flushes the content of a file. */
    public static void file(Path file) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(false);
        }
    }

    /** Flushes the names in a directory. */
    public static void directory(Path directory) throws IOException {
        try (var channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** Writes a file as a whole: after a kill or a power cut there is the old content or the new one. */
    public static void write(Path file, byte[] content) throws IOException {
        var partial = file.resolveSibling(file.getFileName() + ".partial");
        Files.write(partial, content);
        file(partial);
        Files.move(partial, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        directory(Objects.requireNonNull(file.getParent()));
    }
}
