package io.bundlebackup.restore.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bundlebackup.bundle.RestoreMethod;
import io.bundlebackup.posix.Directory;
import io.bundlebackup.posix.FileUser;
import io.bundlebackup.posix.PosixException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.util.FileSystemUtils;

/** All ways to exchange a tree for the data: as a whole, and by its children. */
class ExchangeTests {
    private static final String SESSION = "0123456789abcdef0123456789abcdef";

    @TempDir
    Path root;

    private Path data = Path.of("");

    private DataLocation location(RestoreMethod.Kind method) throws IOException {
        data = Files.createDirectories(root.resolve("app/data"));
        fill(data, "old");
        Files.writeString(data.resolve("only-old"), "old");
        Files.createDirectory(data.resolve("turns"));
        attributes(data, "rwxr-x---", 1_000);
        return new DataLocation(data, "com.example.app", method, method == RestoreMethod.Kind.CHILDREN);
    }

    private static void fill(Path tree, String content) throws IOException {
        Files.writeString(tree.resolve("both"), content);
        Files.createDirectory(tree.resolve("directory"));
        Files.writeString(tree.resolve("directory/inside"), content);
    }

    private static void attributes(Path directory, String mode, long seconds) throws IOException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString(mode));
        Files.setLastModifiedTime(directory, FileTime.from(Instant.ofEpochSecond(seconds)));
    }

    private static Directory newState(WorkDirectory work) throws IOException {
        var state = work.create(SESSION);
        var tree = Path.of("/proc/self/fd/" + state.descriptor(), DataLocation.TREE);
        fill(tree, "new");
        Files.writeString(tree.resolve("only-new"), "new");
        Files.writeString(tree.resolve("turns"), "into a file");
        Files.writeString(tree.resolve("a name; with\nodd % signs"), "new");
        attributes(tree, "rwx------", 2_000);
        return state;
    }

    /** Everything that tells one tree from another, but for the service's own directory. */
    private static TreeMap<String, String> picture(Path tree) throws IOException {
        var picture = new TreeMap<String, String>();
        try (var paths = Files.walk(tree)) {
            for (var path : (Iterable<Path>) paths::iterator) {
                var name = tree.relativize(path).toString();
                if (!name.startsWith(".bundle-backup")) {
                    picture.put(
                            name,
                            Files.isDirectory(path)
                                    ? PosixFilePermissions.toString(Files.getPosixFilePermissions(path))
                                    : Files.readString(path));
                }
            }
        }
        picture.put("mtime", Files.getLastModifiedTime(tree).toString());
        return picture;
    }

    @ParameterizedTest
    @EnumSource
    void anExchangeSwapsTheDataAndTheTree(RestoreMethod.Kind method) throws Exception {
        var location = location(method);
        try (var work = WorkDirectory.open(location);
                var state = newState(work)) {
            var fresh = picture(tree(state));
            var old = picture(data);
            var exchange = new LocationExchange(location);
            exchange.prepare(state);
            assertThat(exchange.tookPlace(state)).isFalse();
            exchange.exchange(state);
            assertThat(exchange.tookPlace(state)).isTrue();
            assertThat(picture(data)).isEqualTo(fresh);
            assertThat(picture(tree(state))).isEqualTo(old);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aSecondExchangeUndoesTheFirst(RestoreMethod.Kind method) throws Exception {
        var location = location(method);
        try (var work = WorkDirectory.open(location);
                var state = newState(work)) {
            var old = picture(data);
            for (int i = 0; i < 2; i++) {
                new LocationExchange(location).prepare(state);
                assertThat(new LocationExchange(location).tookPlace(state)).isFalse();
                new LocationExchange(location).exchange(state);
            }
            assertThat(picture(data)).isEqualTo(old);
        }
    }

    @ParameterizedTest
    @EnumSource
    void anExchangeIsRecognisedAfterTheStateIsRenamed(RestoreMethod.Kind method) throws Exception {
        var location = location(method);
        try (var work = WorkDirectory.open(location);
                var state = newState(work)) {
            new LocationExchange(location).prepare(state);
            new LocationExchange(location).exchange(state);
            work.keep(SESSION);
            try (var kept = work.state(WorkDirectory.PREVIOUS + SESSION).orElseThrow()) {
                assertThat(new LocationExchange(location).tookPlace(kept)).isTrue();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aPreparedExchangeIsNotTakenForACompleteOne(RestoreMethod.Kind method) throws Exception {
        var location = location(method);
        try (var work = WorkDirectory.open(location);
                var state = newState(work)) {
            var old = picture(data);
            new LocationExchange(location).prepare(state);
            assertThat(new LocationExchange(location).tookPlace(state)).isFalse();
            assertThat(picture(data)).isEqualTo(old);
        }
    }

    /** After a start the file system may be asked another way, or answer otherwise. */
    @ParameterizedTest
    @EnumSource(names = {"WHOLE", "MOVES", "COPIES"})
    void anExchangeIsRecognisedAfterTheMethodChanges(RestoreMethod.Kind method) throws Exception {
        var location = location(method);
        try (var work = WorkDirectory.open(location);
                var state = newState(work)) {
            var old = picture(data);
            new LocationExchange(location).prepare(state);
            new LocationExchange(location).exchange(state);
            for (var another : RestoreMethod.Kind.values()) {
                var then = new LocationExchange(new DataLocation(data, "com.example.app", another, false));
                assertThat(then.tookPlace(state)).as(another.name()).isTrue();
            }
            for (var another : RestoreMethod.Kind.values()) {
                var then = new LocationExchange(new DataLocation(data, "com.example.app", another, false));
                then.prepare(state);
                assertThat(then.tookPlace(state)).as(another.name()).isFalse();
                then.exchange(state);
            }
            assertThat(picture(tree(state))).isEqualTo(old);
        }
    }

    /** What it replaced would be removed if it were thought not to have taken place. */
    @Test
    void anExchangeIsRecognisedAfterTheDataIsDeleted() throws Exception {
        var location = location(RestoreMethod.Kind.WHOLE);
        try (var work = WorkDirectory.open(location);
                var state = newState(work)) {
            new LocationExchange(location).prepare(state);
            Files.move(data, root.resolve("moved"));
            assertThat(new LocationExchange(location).tookPlace(state)).isFalse();
            Files.move(root.resolve("moved"), data);

            new LocationExchange(location).exchange(state);
            FileSystemUtils.deleteRecursively(data);

            assertThat(new LocationExchange(location).tookPlace(state)).isTrue();
        }
    }

    @Test
    void anExchangeThatCannotBeFlushedIsReported() throws Exception {
        var location = location(RestoreMethod.Kind.WHOLE);
        var broken = new LocationExchange(location, new WholeExchange(location, directory -> {
            throw new PosixException(5, "flush");
        }));
        try (var work = WorkDirectory.open(location);
                var state = newState(work)) {
            var fresh = picture(tree(state));
            broken.prepare(state);

            assertThatThrownBy(() -> broken.exchange(state)).isInstanceOf(Exchange.UnflushedException.class);

            assertThat(picture(data)).isEqualTo(fresh);
            assertThatThrownBy(() -> broken.tookPlace(state)).isInstanceOf(Exchange.UnflushedException.class);
            assertThat(new LocationExchange(location).tookPlace(state)).isTrue();
        }
    }

    @Test
    void anExchangeOfChildrenThatCannotBeFlushedIsReported() throws Exception {
        var location = location(RestoreMethod.Kind.CHILDREN);
        try (var work = WorkDirectory.open(location);
                var state = newState(work)) {
            var fresh = picture(tree(state));
            var exchange = new LocationExchange(location);
            exchange.prepare(state);
            // The journal cannot get this name.
            var inTheWay = Files.createDirectory(tree(state).resolveSibling("children.done"));

            assertThatThrownBy(() -> exchange.exchange(state)).isInstanceOf(Exchange.UnflushedException.class);

            assertThat(picture(data)).isEqualTo(fresh);
            Files.delete(inTheWay);
            assertThat(exchange.tookPlace(state)).isTrue();
            assertThat(picture(data)).isEqualTo(fresh);
        }
    }

    /** The kernel asks for this right when a directory gets another parent; root needs no rights. */
    @Test
    void aDirectoryWithoutWriteRightIsExchangedAndKeepsItsMode() throws Exception {
        var location = location(RestoreMethod.Kind.WHOLE);
        Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwx--x--x"));
        try (var work = WorkDirectory.open(location);
                var state = newState(work)) {
            attributes(data, "r-xr-xr-x", 1_000);
            attributes(tree(state), "r-xr-x---", 2_000);
            var fresh = picture(tree(state));
            var old = picture(data);
            FileUser.own(root.resolve("app"));

            FileUser.during(() -> {
                new LocationExchange(location).prepare(state);
                new LocationExchange(location).exchange(state);
            });

            assertThat(picture(data)).isEqualTo(fresh);
            assertThat(picture(tree(state))).isEqualTo(old);
            attributes(data, "rwx------", 1_000);
            attributes(tree(state), "rwx------", 1_000);
        }
    }

    private static Path tree(Directory state) {
        return Path.of("/proc/self/fd/" + state.descriptor(), DataLocation.TREE);
    }
}
