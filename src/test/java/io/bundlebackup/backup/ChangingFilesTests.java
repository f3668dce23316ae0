package io.bundlebackup.backup;

import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.archive.tar.TarTools;
import io.bundlebackup.bundle.selection.PathSelection;
import io.bundlebackup.manifest.Entry;
import io.bundlebackup.posix.RawFiles;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Files that vanish or change between the moment they were found and the moment they were read, or meanwhile. */
class ChangingFilesTests {
    private static final int BIG = 3_001;

    private final BackupFixture backup = new BackupFixture();

    ChangingFilesTests() throws IOException {}

    @AfterEach
    void tidyUp() {
        backup.close();
    }

    /** What was delivered is consistent, and is what lies there now, but for what failed. */
    private void assertRestGoesOn(String... failed) throws IOException {
        assertThat(backup.client.failures).containsExactlyInAnyOrder(failed);
        backup.assertManifestsAgree();
        var listed = Picture.of(backup.manifest()).files().looks();
        var present = Picture.of(backup.source).files().looks();
        for (var failure : failed) {
            var path = io.bundlebackup.manifest.RawPath.of(failure.substring(0, failure.indexOf(':')));
            assertThat(listed).doesNotContainKey(path);
            present.remove(path);
        }
        assertThat(listed).isEqualTo(present);
    }

    @Test
    void reportsVanishedEntriesAndPacksTheOthers() throws Exception {
        backup.file("a", 10);
        backup.file("b", 10);
        backup.file("c", BIG);
        backup.file("d", BIG);
        backup.client.afterScan(() -> {
            Files.delete(backup.at("a"));
            Files.delete(backup.at("c"));
        });

        backup.backUp();

        assertRestGoesOn("a: it vanished while the backup ran", "c: it vanished while the backup ran");
        assertThat(backup.client.closed().files()).isEqualTo(2);
    }

    @Test
    void reportsAFileThatBecameALinkAndDoesNotFollowTheLink() throws Exception {
        backup.file("a", 10);
        backup.file("b", BIG);
        backup.file("d/e", 10);
        var secret = Files.writeString(backup.directory.resolve("secret"), "s".repeat(BIG));
        var outside = Files.createDirectory(backup.directory.resolve("outside"));
        Files.writeString(outside.resolve("e"), "outside");
        backup.client.afterScan(() -> {
            for (var name : new String[] {"a", "b"}) {
                Files.delete(backup.at(name));
                Files.createSymbolicLink(backup.at(name), secret);
            }
            Files.move(backup.at("d"), backup.directory.resolve("moved"));
            Files.createSymbolicLink(backup.at("d"), outside);
        });

        backup.backUp();

        var replaced = ": it was replaced by a link while the backup ran";
        assertThat(backup.client.failures)
                .containsExactlyInAnyOrder(
                        "a" + replaced,
                        "b" + replaced,
                        "d: its extended attributes are missing: it was replaced by a link while the backup ran",
                        "d/e" + replaced);
        assertThat(backup.lines()).isEmpty();
        backup.assertManifestsAgree();
    }

    @Test
    void reportsAFileThatBecameADirectory() throws Exception {
        backup.file("a", 10);
        backup.file("b", 10);
        backup.file("c", BIG);
        backup.client.afterScan(() -> {
            for (var name : new String[] {"a", "c"}) {
                Files.delete(backup.at(name));
                Files.createDirectory(backup.at(name));
            }
        });

        backup.backUp();

        assertThat(backup.client.failures)
                .containsExactlyInAnyOrder(
                        "a: it was replaced by something else while the backup ran",
                        "c: it was replaced by something else while the backup ran");
        assertThat(backup.lines()).containsExactly("b part.0.tar");
    }

    @Test
    void packsFilesThatGrewOrShrankAsTheyAreNow() throws Exception {
        for (var name : new String[] {"a", "b", "c", "d"}) {
            backup.file(name, 100);
        }
        backup.file("big", BIG);
        backup.file("big2", BIG);
        backup.client.afterScan(() -> {
            backup.file("a", 200);
            backup.file("b", 1);
            backup.file("c", 0);
            // Above what is big, and below: where it goes was decided.
            backup.file("d", 5_000);
            backup.file("big", 1);
            backup.file("big2", 3 * BIG);
        });

        backup.backUp();

        assertRestGoesOn();
        assertThat(backup.manifest()).filteredOn(Entry::isRegularFile).hasSize(6);
        backup.assertSameTree();
    }

    @Test
    void packsAnotherFileUnderTheSameName() throws Exception {
        backup.file("a", "old");
        backup.client.afterScan(() -> {
            var fresh = Files.writeString(backup.directory.resolve("fresh"), "quite new");
            Files.move(fresh, backup.at("a"), java.nio.file.StandardCopyOption.ATOMIC_MOVE);
        });

        backup.backUp();

        assertRestGoesOn();
    }

    @Test
    void reportsAVanishedDirectoryAndItsEntries() throws Exception {
        backup.file("d/x", 10);
        backup.file("d/y", 10);
        backup.file("e", 10);
        backup.client.afterScan(() -> TarTools.run("rm", "-r", backup.at("d").toString()));

        backup.backUp();

        var vanished = ": it vanished while the backup ran";
        assertThat(backup.client.failures)
                .containsExactly(
                        "d: its extended attributes are missing: it vanished while the backup ran",
                        "d/x" + vanished,
                        "d/y" + vanished);
        assertThat(backup.lines()).containsExactly("e part.0.tar");
    }

    @Test
    void reportsSmallFilesThatKeepChangingAndPacksTheOthers() throws Exception {
        backup.cutAt(1L << 30, 1L << 30, 1_000);
        reportsWhatKeepsChanging();
        TarTools.run("tar", "-tf", backup.folder.resolve("part.0.tar").toString());
    }

    @Test
    void reportsBigFilesThatKeepChangingAndDeliversTheOthers() throws Exception {
        reportsWhatKeepsChanging();
    }

    private void reportsWhatKeepsChanging() throws Exception {
        backup.file("a", 10);
        backup.file("z", 10);
        var changing = Files.createFile(backup.at("changing"));
        try (var busy = new Changing(changing)) {
            backup.backUp();
            busy.assertStillAtIt();
        }

        assertThat(backup.client.failures).containsExactly("changing: it kept changing while it was read");
        assertThat(backup.lines()).containsExactly("a part.0.tar", "z part.0.tar");
        backup.assertManifestsAgree();
    }

    @Test
    void packsSmallFilesThatMayChangeAsReadOnce() throws Exception {
        takesWhatMayChange(1L << 30);
    }

    @Test
    void deliversBigFilesThatMayChangeAsReadOnce() throws Exception {
        takesWhatMayChange(BIG - 1);
    }

    private void takesWhatMayChange(long bigFile) throws Exception {
        try (var lenient = new BackupFixture(PathSelection.everything().changing(List.of("logs/*.log")))) {
            lenient.cutAt(bigFile, 1L << 30, 1_000);
            lenient.file("a", 10);
            lenient.file("logs/still.log", BIG);
            lenient.file("logs/app.log", BIG);
            lenient.link("logs/zz.log", "logs/app.log");
            try (var busy = new Changing(lenient.at("logs/app.log"))) {
                lenient.backUp();
                busy.assertStillAtIt();
            }

            assertThat(lenient.client.failures).isEmpty();
            assertThat(lenient.client.remarks)
                    .containsExactly("logs/app.log: it changed while it was read, and was taken as it was read");
            lenient.assertManifestsAgree();
            for (var line : lenient.manifest()) {
                var mayChange = line.path().encoded().endsWith(".log");
                assertThat(line.ctime() == null).as(line.path().encoded()).isEqualTo(mayChange);
            }
            assertThat(lenient.lines())
                    .anyMatch(line -> line.startsWith("logs/zz.log") && line.endsWith("-> logs/app.log"));
        }
    }

    /** It is no more than one moment's picture, but it has that moment's length. */
    @Test
    void packsAFileThatIsReplacedAllTheTime() throws Exception {
        try (var lenient = new BackupFixture(PathSelection.everything().changing(List.of("state")))) {
            lenient.file("state", 1_000);
            lenient.client.afterScan(() -> lenient.file("state", 10));

            lenient.backUp();

            assertThat(lenient.client.failures).isEmpty();
            lenient.assertManifestsAgree();
            lenient.assertSameFiles();
        }
    }

    /** Makes a file longer and shorter again, as fast as it can; reading it whole takes a thousand times as long. */
    private static final class Changing implements AutoCloseable {
        private static final long SIZE = 64L << 20;
        private final Thread thread;
        private volatile boolean stopped;

        Changing(Path path) throws Exception {
            var begun = new CountDownLatch(1);
            thread = Thread.ofPlatform().start(() -> {
                try (var file = new RandomAccessFile(path.toFile(), "rw")) {
                    for (long i = 0; !stopped; i++) {
                        file.setLength(SIZE + i % 1_000);
                        begun.countDown();
                    }
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            begun.await();
        }

        void assertStillAtIt() {
            assertThat(thread.isAlive()).isTrue();
        }

        @Override
        public void close() throws InterruptedException {
            stopped = true;
            thread.join();
        }
    }

    @Test
    void leavesNothingOpen() throws Exception {
        backup.file("a", 10);
        backup.file("b", BIG);
        backup.link("c", "b");
        backup.client.afterScan(() -> Files.delete(backup.at("a")));

        backup.backUp();

        assertThat(RawFiles.openBelow(backup.directory)).isZero();
    }
}
