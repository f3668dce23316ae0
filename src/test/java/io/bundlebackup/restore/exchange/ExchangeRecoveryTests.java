package io.bundlebackup.restore.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bundlebackup.bundle.Bundles;
import io.bundlebackup.bundle.Trees;
import io.bundlebackup.posix.BackgroundRemoval;
import io.bundlebackup.posix.Directory;
import io.bundlebackup.posix.SmallDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** The start of the service after a kill in the middle of an exchange. */
@ExtendWith(OutputCaptureExtension.class)
class ExchangeRecoveryTests {
    private static final String BUNDLE = "com.example.app";
    private static final String ID = "0123456789abcdef0123456789abcdef";

    @TempDir
    Path root;

    private final BackgroundRemoval removal = new BackgroundRemoval("remove-trees");

    @AfterEach
    void close() {
        removal.close();
    }

    private DataLocation location() throws IOException {
        return DataLocation.of(bundles().find(BUNDLE).orElseThrow());
    }

    private Bundles bundles() {
        return new Bundles(Trees.settings(root));
    }

    private void start() {
        new ExchangeRecovery(bundles(), removal).completeExchanges();
    }

    /** The exchange of a restore, and of an undo, which no session continues. */
    @ParameterizedTest
    @ValueSource(strings = {"new-", "previous-"})
    void completesAnInterruptedExchangeOfChildren(String prefix) throws Exception {
        var data = Trees.bundle(root.resolve("bundles"), BUNDLE, Trees.FACTS);
        try (var disk = SmallDisk.mountedOn(data, "1m")) {
            Files.writeString(data.resolve("a"), "old a");
            Files.writeString(data.resolve("b"), "old b");
            try (var work = WorkDirectory.open(location());
                    var state = work.create(ID)) {
                var tree = Path.of("/proc/self/fd/" + state.descriptor(), DataLocation.TREE);
                Files.writeString(tree.resolve("a"), "new a");
                Files.writeString(tree.resolve("b"), "new b");
                cutInTheMiddle(state, data, tree);
                if (prefix.equals(WorkDirectory.PREVIOUS)) {
                    work.keep(ID);
                }
            }

            start();

            assertThat(data.resolve("a")).hasContent("new a");
            assertThat(data.resolve("b")).hasContent("new b");
            try (var work = WorkDirectory.open(location());
                    var state = work.state(prefix + ID).orElseThrow()) {
                assertThat(new LocationExchange(location()).tookPlace(state)).isTrue();
                var tree = Path.of("/proc/self/fd/" + state.descriptor(), DataLocation.TREE);
                assertThat(tree.resolve("b")).hasContent("old b");
            }
            disk.requireMounted();
        }
    }

    /** The journal is written, and the first child has changed places. */
    private static void cutInTheMiddle(Directory state, Path data, Path tree) throws IOException {
        try (var here = Directory.open(data);
                var there = state.openDirectory(DataLocation.bytes(DataLocation.TREE))) {
            var journal = RootAttributes.of(there).line() + "\n"
                    + RootAttributes.of(here).line() + "\n"
                    + "a " + inode(tree.resolve("a")) + " " + inode(data.resolve("a")) + "\n"
                    + "b " + inode(tree.resolve("b")) + " " + inode(data.resolve("b")) + "\n";
            AtomicFile.write(state, "children", journal);
            there.changes().exchange(DataLocation.bytes("a"), here, DataLocation.bytes("a"));
        }
    }

    private static Object inode(Path file) throws IOException {
        return Files.getAttribute(file, "unix:ino");
    }

    @Test
    void aDamagedRecordOfAnExchangeIsLoggedAndDoesNotEndTheStart(CapturedOutput log) throws Exception {
        Trees.bundle(root.resolve("bundles"), BUNDLE, Trees.FACTS);
        try (var work = WorkDirectory.open(location());
                var state = work.create(ID)) {
            AtomicFile.write(state, "inode", "1");
            AtomicFile.write(state, "modes", "many");
        }

        start();

        assertThat(log).contains("An exchange of the data of " + BUNDLE + " may be in its middle");
    }

    @Test
    void removesOnlyStatesThatWerePutAside() throws Exception {
        Files.writeString(
                Trees.bundle(root.resolve("bundles"), BUNDLE, Trees.FACTS).resolve("a"), "a");
        try (var work = WorkDirectory.open(location())) {
            work.create(ID).close();
            work.keep(ID);
            work.create("another").close();
            work.create("aside").close();
            work.putAside(WorkDirectory.NEW + "aside");

            start();

            await().atMost(Duration.ofSeconds(5))
                    .untilAsserted(() ->
                            assertThat(work.names("")).containsExactlyInAnyOrder("previous-" + ID, "new-another"));
        }
    }

    /** Such as what root's restores made, found by a service that is not root: bundles that are only backed up are no reason for more. */
    @Test
    void unreadableDirectoriesAreLoggedInOneLine(CapturedOutput log) throws Exception {
        for (var name : List.of("com.example.one", "com.example.two")) {
            var data = Trees.bundle(root.resolve("bundles"), name, Trees.FACTS);
            var ours = Files.createDirectories(data.resolveSibling(".bundle-backup/" + name));
            Files.setPosixFilePermissions(ours, PosixFilePermissions.fromString("rwxrwxrwx"));
        }
        var recovery = new ExchangeRecovery(bundles(), removal);

        recovery.completeExchanges();
        recovery.removeOrphans(previous());

        assertThat(log.getAll().lines().filter(line -> line.contains("WARN") || line.contains("ERROR")))
                .singleElement()
                .asString()
                .contains("WARN", "com.example.one, com.example.two", "not the service's own");
    }

    private PreviousStates previous() {
        return new PreviousStates(bundles(), (bundle, work) -> work.run(), 1, InstantSource.system(), removal);
    }
}
