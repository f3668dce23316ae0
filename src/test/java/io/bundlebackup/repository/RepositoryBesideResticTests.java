package io.bundlebackup.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.bundlebackup.repository.blob.BlobId;
import io.bundlebackup.repository.crypto.ScryptCost;
import io.bundlebackup.repository.place.DirectoryPlace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Debian's restic uses the same repository meanwhile. */
@ExtendWith(Restic.Required.class)
class RepositoryBesideResticTests {
    @TempDir
    Path scratch;

    private Path directory;
    private Path source;
    private Restic restic;
    private RepositorySettings settings;

    @BeforeEach
    void prepare() throws IOException {
        directory = scratch.resolve("repository");
        source = Files.createDirectory(scratch.resolve("source"));
        Files.writeString(source.resolve("a"), "content of restic's snapshot");
        restic = new Restic(directory, scratch, TestSnapshots.PASSWORD);
        settings = RepositorySettings.standard(scratch.resolve("cache"))
                .withCost(new ScryptCost(2, 1, 1))
                .withLockWait(Duration.ZERO);
    }

    @Test
    void aPruneByResticLeavesOurSnapshotsReadableInAnOpenRepository() throws Exception {
        try (var repository = create()) {
            var contents = TestSnapshots.contents(new Random(1), 20, 5_000);
            var dropped = TestSnapshots.store(repository, TestSnapshots.contents(new Random(2), 20, 5_000));
            var kept = TestSnapshots.store(repository, contents);
            TestSnapshots.read(repository, dropped);

            restic.run("forget", "--prune", "--max-unused", "0", dropped.toString());

            assertThat(repository.snapshots()).containsExactly(kept);
            assertThat(TestSnapshots.read(repository, kept)).containsExactlyInAnyOrderEntriesOf(contents);
            var again = TestSnapshots.store(repository, TestSnapshots.contents(new Random(2), 20, 5_000));
            assertThat(TestSnapshots.read(repository, again)).hasSize(20);
            restic.check();
        }
    }

    @Test
    void resticWritesWhileWeWrite() throws Exception {
        try (var repository = create()) {
            BlobId ours;
            try (var writer = repository.writer()) {
                var json = TestSnapshots.save(writer, TestSnapshots.contents(new Random(3), 20, 5_000));
                restic.backup(source);
                ours = writer.saveSnapshot(json);
            }

            assertThat(repository.snapshots()).hasSize(2).contains(ours);
            restic.check();
            assertThat(repository.prune(Duration.ZERO).deletedPacks()).isZero();
            restic.check();
        }
    }

    @Test
    void ourPruneLeavesARepositoryThatResticChecks() throws Exception {
        try (var repository = create()) {
            restic.backup(source);
            var dropped = TestSnapshots.store(repository, TestSnapshots.contents(new Random(4), 20, 5_000));
            restic.check();
            repository.removeSnapshot(dropped);

            assertThat(repository.prune(Duration.ZERO).deletedPacks()).isEqualTo(2);

            restic.check();
            restic.restore("latest", scratch.resolve("target"));
            assertThat(scratch.resolve("target")
                            .resolve(source.toString().substring(1))
                            .resolve("a"))
                    .hasContent("content of restic's snapshot");
        }
    }

    @Test
    void aLockOfResticIsHonoured() throws Exception {
        try (var repository = create()) {
            // restic reads its standard input, which does not end, under a common lock.
            var process = restic.builder("backup", "--stdin")
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try {
                await().atMost(60, TimeUnit.SECONDS).until(() -> !isEmpty(directory.resolve("locks")));
                assertThatThrownBy(() -> repository.prune(Duration.ZERO))
                        .isInstanceOf(RepositoryLockedException.class)
                        .hasMessageContaining("a lock of process " + process.pid());
                TestSnapshots.store(repository, TestSnapshots.contents(new Random(5), 3, 100));
            } finally {
                process.destroyForcibly();
                process.waitFor();
            }
            // Its process is gone, so the lock is stale.
            repository.prune(Duration.ZERO);
            assertThat(directory.resolve("locks")).isEmptyDirectory();
        }
    }

    @Test
    void resticHonoursOurLocks() throws Exception {
        try (var repository = create()) {
            var snapshot = TestSnapshots.store(repository, TestSnapshots.contents(new Random(6), 3, 100));
            try (var writer = repository.writer()) {
                var refused = restic.attempt("forget", snapshot.toString());
                assertThat(refused.exit()).isNotZero();
                assertThat(refused.err())
                        .contains("repository is already locked by PID "
                                + ProcessHandle.current().pid());
                writer.complete();
            }
            try (var lock = repository.lock(true)) {
                lock.requireHeld();
                var refused = restic.attempt("backup", source.toString());
                assertThat(refused.err()).contains("already locked exclusively");
            }
            restic.run("forget", snapshot.toString());
        }
    }

    @Test
    void staleLocksAreRemovedAndFreshOnesWaitedForInVain() throws Exception {
        var now = new Instant[] {Instant.parse("2026-11-27T10:00:00Z")};
        try (var repository = Repository.create(
                new DirectoryPlace(directory), TestSnapshots.PASSWORD, settings.withClock(() -> now[0]))) {
            var forgotten = repository.lock(true);

            now[0] = now[0].plus(Duration.ofMinutes(30));
            assertThatThrownBy(repository::writer)
                    .isInstanceOf(RepositoryLockedException.class)
                    .hasMessageContaining("an exclusive lock of process");
            now[0] = now[0].plusMillis(1);
            repository.writer().close();
            assertThatThrownBy(forgotten::requireHeld).isInstanceOf(RepositoryLockedException.class);
            forgotten.close();
        }
    }

    @Test
    void aRepositoryOfVersion1IsRefused() {
        restic.run("init", "--repository-version", "1");

        assertThatThrownBy(() -> Repository.open(new DirectoryPlace(directory), TestSnapshots.PASSWORD, settings))
                .isInstanceOf(UnsupportedVersionException.class)
                .hasMessageContaining("the repository has version 1");
    }

    private static boolean isEmpty(Path directory) throws IOException {
        try (var names = Files.list(directory)) {
            return names.findAny().isEmpty();
        }
    }

    private Repository create() throws IOException {
        return Repository.create(new DirectoryPlace(directory), TestSnapshots.PASSWORD, settings);
    }
}
