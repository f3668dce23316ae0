package io.bundlebackup.restore.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.bundle.ExchangeSupport.Result;
import io.bundlebackup.bundle.RestoreMethod.Kind;
import io.bundlebackup.posix.Directory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Exchanges where directories cannot be exchanged, or not be moved at all. Left out where root, FUSE or overlays are missing. */
class OtherFileSystemsTests {
    private static final String SESSION = "0123456789abcdef0123456789abcdef";
    private static final FileTime BEFORE = FileTime.from(Instant.ofEpochSecond(1_000));

    @TempDir
    Path root;

    private record Mounted(Path directory) implements AutoCloseable {
        @Override
        public void close() {
            run("umount", "-l", directory.toString());
        }
    }

    private static boolean run(String... command) {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException noSuchProgram) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static Mounted mounted(Path at, String... command) {
        Assumptions.assumeTrue(run(command), "cannot be mounted here: " + String.join(" ", command));
        return new Mounted(at);
    }

    private Path make(String name) throws IOException {
        return Files.createDirectories(root.resolve(name));
    }

    private Mounted fuse() throws IOException {
        var seen = make("seen");
        return mounted(seen, "bindfs", "--no-allow-other", make("real").toString(), seen.toString());
    }

    private Mounted overlay() throws IOException {
        var lower = make("lower");
        fill(Files.createDirectories(lower.resolve("app/data")), "old");
        Files.setPosixFilePermissions(
                lower.resolve("app/data/directory"), PosixFilePermissions.fromString("r-xr-xr-x"));
        Files.createLink(lower.resolve("app/data/directory/again"), lower.resolve("app/data/directory/inside"));
        var merged = make("merged");
        var options = "lowerdir=" + lower + ",upperdir=" + make("upper") + ",workdir=" + make("work");
        return mounted(merged, "mount", "-t", "overlay", "overlay", "-o", options, merged.toString());
    }

    private static void fill(Path tree, String content) throws IOException {
        Files.createDirectories(tree.resolve("directory"));
        Files.writeString(tree.resolve("file"), content);
        Files.writeString(tree.resolve("directory/inside"), content);
        Files.createDirectories(tree.resolve("only-" + content));
    }

    private static void assertFilled(Path tree, String content) {
        assertThat(tree.resolve("file")).hasContent(content);
        assertThat(tree.resolve("directory/inside")).hasContent(content);
        assertThat(tree.resolve("only-" + content)).isEmptyDirectory();
    }

    private static Path tree(Directory state) {
        return Path.of("/proc/self/fd/" + state.descriptor(), DataLocation.TREE);
    }

    private static Result probe(Path in, @Nullable Path moved) throws IOException {
        Files.setLastModifiedTime(in, BEFORE);
        var found = new ExchangeProbe().probe(in, moved);
        assertThat(in).isDirectoryNotContaining("glob:**/.bundle-backup");
        assertThat(Files.getLastModifiedTime(in)).isEqualTo(BEFORE);
        return found;
    }

    @Test
    void aProbeLeavesNothingBehind() throws IOException {
        assertThat(probe(root, null)).isEqualTo(Result.EXCHANGES);
    }

    /** Forth, and back again, which is the undo. */
    @Test
    void childrenAreMovedWhereDirectoriesCannotBeExchanged() throws Exception {
        try (var fuse = fuse()) {
            var data = Files.createDirectories(fuse.directory().resolve("app/data"));
            fill(data, "old");
            assertThat(probe(fuse.directory().resolve("app"), null)).isEqualTo(Result.MOVES);
            assertExchanges(new DataLocation(data, "com.example.app", Kind.MOVES, false));
        }
    }

    @Test
    void childrenInALowerLayerAreCopiedOutAndCanBeExchangedAfterwards() throws Exception {
        try (var overlay = overlay()) {
            var data = overlay.directory().resolve("app/data");
            assertThat(probe(overlay.directory().resolve("app"), data)).isEqualTo(Result.STAYS);
            assertExchanges(new DataLocation(data, "com.example.app", Kind.COPIES, false));
            var directory = data.resolve("directory");
            assertThat(Files.getPosixFilePermissions(directory))
                    .isEqualTo(PosixFilePermissions.fromString("r-xr-xr-x"));
            assertThat(Files.getAttribute(directory.resolve("again"), "unix:ino"))
                    .isEqualTo(Files.getAttribute(directory.resolve("inside"), "unix:ino"));
        }
    }

    private static void assertExchanges(DataLocation location) throws Exception {
        try (var work = WorkDirectory.open(location);
                var state = work.create(SESSION)) {
            fill(tree(state), "new");
            var exchange = new LocationExchange(location);
            exchange.prepare(state);
            assertThat(exchange.tookPlace(state)).isFalse();
            exchange.exchange(state);
            assertThat(exchange.tookPlace(state)).isTrue();
            assertFilled(location.data(), "new");
            assertThat(location.data().resolve("only-old")).doesNotExist();
            assertFilled(tree(state), "old");
            work.keep(SESSION);

            exchange.prepare(state);
            exchange.exchange(state);
            assertFilled(location.data(), "old");
            assertThat(location.data().resolve("only-new")).doesNotExist();
            assertFilled(tree(state), "new");
            work.putAside(WorkDirectory.PREVIOUS + SESSION);
            work.sweep();
        }
        assertThat(location.data().getParent()).isDirectoryNotContaining("glob:**/.bundle-backup");
    }
}
