package io.bundlebackup.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.posix.RawFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Random;

/** Trees as data: {@code tree(dir("files", file("a.txt", "hi")))}. Everything gets a time of its own, to the nanosecond. */
public final class SourceTree {
    /** One entry, which makes itself in a directory. */
    public interface Node {
        void plant(Path parent) throws IOException;
    }

    private final List<Node> nodes;

    private SourceTree(List<Node> nodes) {
        this.nodes = nodes;
    }

    public static SourceTree tree(Node... nodes) {
        return new SourceTree(List.of(nodes));
    }

    public void plant(Path directory) throws IOException {
        for (var node : nodes) {
            node.plant(directory);
        }
        age(directory, ".");
    }

    public static Node file(String name, String text) {
        return file(name, text.getBytes(StandardCharsets.UTF_8));
    }

    public static Node file(String name, byte[] content) {
        return parent -> {
            var file = RawFiles.at(parent, name.getBytes(StandardCharsets.UTF_8));
            Files.write(file, content);
            age(file, name);
        };
    }

    /** A file of so many bytes that no packing makes smaller; the same each time. */
    public static Node file(String name, int size) {
        return file(name, bytes(name, size));
    }

    public static byte[] bytes(String seed, int size) {
        var content = new byte[size];
        new Random(seed.hashCode()).nextBytes(content);
        return content;
    }

    /** A file whose name is given in Latin-1, a character for a byte. */
    public static Node oddlyNamed(String latin1) {
        return parent -> {
            var file = RawFiles.at(parent, latin1);
            Files.writeString(file, "of the odd name");
            age(file, latin1);
        };
    }

    public static Node executable(String name) {
        return parent -> {
            file(name, "#!/bin/sh\n").plant(parent);
            Files.setPosixFilePermissions(parent.resolve(name), PosixFilePermissions.fromString("rwxr-x--x"));
        };
    }

    public static Node dir(String name, Node... nodes) {
        return parent -> tree(nodes).plant(Files.createDirectories(parent.resolve(name)));
    }

    public static Node link(String name, String target) {
        return parent -> Files.createSymbolicLink(parent.resolve(name), Path.of(target));
    }

    /** So many small files, in one directory. */
    public static Node files(int count) {
        return parent -> {
            for (int i = 0; i < count; i++) {
                file("file-" + i, "content of " + i).plant(parent);
            }
        };
    }

    /** A file whose path from here on is longer than any manifest can hold. */
    public static Node tooDeep() {
        return parent -> {
            var script =
                    "cd \"$0\" && d=$(printf 'd%.0s' $(seq 250)) && for i in $(seq 17); do mkdir $d && cd $d; done";
            try {
                RawFiles.run("bash", "-c", script, parent.toString());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError(e);
            }
            assertThat(parent).isDirectory();
        };
    }

    private static void age(Path path, String seed) {
        var random = new Random(seed.hashCode());
        try {
            Files.setLastModifiedTime(
                    path,
                    FileTime.from(Instant.ofEpochSecond(
                            1_500_000_000L + random.nextInt(1 << 27), random.nextInt(1_000_000_000))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
