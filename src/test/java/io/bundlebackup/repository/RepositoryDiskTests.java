package io.bundlebackup.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bundlebackup.posix.FullDisk;
import io.bundlebackup.posix.SmallDisk;
import io.bundlebackup.posix.TreeRemoval;
import io.bundlebackup.repository.blob.BlobType;
import io.bundlebackup.repository.crypto.ScryptCost;
import io.bundlebackup.repository.place.DirectoryPlace;
import io.bundlebackup.repository.place.PlaceUnavailableException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file system of a repository is full, read-only or gone. */
class RepositoryDiskTests {
    @TempDir
    Path scratch;

    private final Map<String, byte[]> contents = TestSnapshots.contents(new Random(1), 20, 5_000);
    private Path mount;
    private RepositorySettings settings;

    @BeforeEach
    void prepare() throws IOException {
        mount = Files.createDirectory(scratch.resolve("mount"));
        settings = RepositorySettings.standard(scratch.resolve("cache"))
                .withPackSize(1 << 20)
                .withCost(new ScryptCost(2, 1, 1))
                .withLockWait(Duration.ZERO);
    }

    @Test
    void aFullDiskCostsTheRunOnly() throws Exception {
        try (var disk = SmallDisk.mountedOn(mount, "8m");
                var repository = create()) {
            var snapshot = TestSnapshots.store(repository, contents);
            var random = new Random(2);
            assertThatThrownBy(() -> fill(repository, random))
                    .satisfies(failure -> assertThat(isFull(failure)).isTrue());

            assertThat(TestSnapshots.read(repository, snapshot)).containsExactlyInAnyOrderEntriesOf(contents);
            assertThat(mount.resolve("repository/locks")).isEmptyDirectory();
            assertThat(mount.resolve("repository/tmp")).isEmptyDirectory();
            disk.requireMounted();
            assertThat(repository.prune(Duration.ZERO).deletedPacks()).isPositive();
            assertThat(disk.free()).isGreaterThan(6 << 20);
            assertThat(TestSnapshots.read(repository, snapshot)).containsExactlyInAnyOrderEntriesOf(contents);
        }
    }

    private static void fill(Repository repository, Random random) throws IOException, InterruptedException {
        try (var writer = repository.writer()) {
            for (int i = 0; i < 20; i++) {
                var content = new byte[1 << 20];
                random.nextBytes(content);
                writer.save(BlobType.DATA, ByteBuffer.wrap(content));
            }
            writer.complete();
        }
    }

    private static boolean isFull(Throwable failure) {
        return failure instanceof IOException io && FullDisk.isCauseOf(io)
                || failure.getCause() != null && isFull(failure.getCause());
    }

    @Test
    void aReadOnlyRepositoryIsReadAndNotWritten() throws Exception {
        try (var disk = SmallDisk.mountedOn(mount, "8m");
                var repository = create()) {
            var snapshot = TestSnapshots.store(repository, contents);
            disk.makeReadOnly();

            assertThat(TestSnapshots.read(repository, snapshot)).containsExactlyInAnyOrderEntriesOf(contents);
            assertThatThrownBy(repository::writer).hasMessageContaining("read-only");
            assertThatThrownBy(() -> repository.prune(Duration.ZERO)).hasMessageContaining("read-only");
        }
    }

    @Test
    void aDiskThatIsUnmountedMeanwhileIsNamedAndNothingIsMadeAtItsPlace() throws Exception {
        Repository repository;
        try (var ignored = SmallDisk.mountedOn(mount, "8m")) {
            repository = create();
            TestSnapshots.store(repository, contents);
        }
        try (repository) {
            assertThatThrownBy(repository::snapshots)
                    .isInstanceOf(PlaceUnavailableException.class)
                    .hasMessageContaining("perhaps a file system is not mounted");
            assertThatThrownBy(repository::writer).isInstanceOf(PlaceUnavailableException.class);
            assertThatThrownBy(() -> repository.prune(Duration.ZERO)).isInstanceOf(PlaceUnavailableException.class);
        }
        assertThat(mount).isEmptyDirectory();
    }

    @Test
    void aDirectoryThatVanishesUnderAWriterIsNamed() throws Exception {
        try (var repository = create()) {
            try (var writer = repository.writer()) {
                var json = TestSnapshots.save(writer, contents);
                TreeRemoval.remove(mount.resolve("repository"));

                assertThatThrownBy(() -> writer.saveSnapshot(json)).isInstanceOf(PlaceUnavailableException.class);
            } catch (PlaceUnavailableException e) {
                // The lock cannot be given back either.
                assertThat(e).hasMessageContaining("is not there");
            }
        }
        assertThat(mount).isEmptyDirectory();
    }

    private Repository create() throws IOException {
        return Repository.create(new DirectoryPlace(mount.resolve("repository")), TestSnapshots.PASSWORD, settings);
    }
}
