package io.bundlebackup.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bundlebackup.repository.blob.BlobId;
import io.bundlebackup.repository.blob.BlobType;
import io.bundlebackup.repository.crypto.ScryptCost;
import io.bundlebackup.repository.pack.MissingBlobException;
import io.bundlebackup.repository.place.FileName;
import io.bundlebackup.repository.place.FileType;
import io.bundlebackup.repository.place.MemoryPlace;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PruneTests {
    private static final Duration DAY = Duration.ofHours(24);

    @TempDir
    Path scratch;

    private final MemoryPlace place = new MemoryPlace();
    private Instant now = Instant.parse("2026-11-27T02:00:00Z");
    private RepositorySettings settings;

    @BeforeEach
    void prepare() {
        settings = RepositorySettings.standard(scratch)
                .withPackSize(1 << 20)
                .withCost(new ScryptCost(2, 1, 1))
                .withLockWait(Duration.ZERO)
                .withClock(() -> now);
    }

    @Test
    void packsThatNothingNeedsAreMarkedAndDeletedADayLater() throws Exception {
        var kept = TestSnapshots.contents(new Random(1), 20, 1000);
        try (var repository = Repository.create(place, TestSnapshots.PASSWORD, settings)) {
            var old = TestSnapshots.store(repository, TestSnapshots.contents(new Random(2), 20, 1000));
            var snapshot = TestSnapshots.store(repository, kept);
            assertThat(repository.prune(DAY).markedPacks()).isZero();
            repository.removeSnapshot(old);

            var marking = repository.prune(DAY);

            assertThat(marking.markedPacks()).isEqualTo(2);
            assertThat(marking.deletedPacks()).isZero();
            now = now.plus(DAY).minusSeconds(1);
            assertThat(repository.prune(DAY).deletedPacks()).isZero();
            now = now.plusSeconds(1);
            var deleting = repository.prune(DAY);
            assertThat(deleting.deletedPacks()).isEqualTo(2);
            assertThat(deleting.freedBytes()).isEqualTo(marking.markedBytes());
            assertThat(packs()).hasSize(2);
            assertThat(TestSnapshots.read(repository, snapshot)).containsExactlyInAnyOrderEntriesOf(kept);
            assertThat(repository.vaultFiles().list()).isEmpty();
        }
    }

    @Test
    void aMarkedPackThatIsNeededAgainIsUnmarked() throws Exception {
        var contents = TestSnapshots.contents(new Random(3), 5, 1000);
        try (var repository = Repository.create(place, TestSnapshots.PASSWORD, settings)) {
            repository.removeSnapshot(TestSnapshots.store(repository, contents));
            assertThat(repository.prune(DAY).markedPacks()).isEqualTo(2);

            try (var writer = repository.writer()) {
                assertThat(writer.save(BlobType.DATA, ByteBuffer.wrap(Objects.requireNonNull(contents.get("file-1"))))
                                .storedBytes())
                        .isZero();
                writer.complete();
                assertThat(new PackMarks(repository.vaultFiles()).load()).hasSize(1);
                writer.saveSnapshot(TestSnapshots.save(writer, contents));
            }

            assertThat(new PackMarks(repository.vaultFiles()).load()).isEmpty();
            now = now.plus(DAY).plus(DAY);
            assertThat(repository.prune(DAY).deletedPacks()).isZero();
        }
    }

    @Test
    void packsLessThanHalfNeededAreWrittenAnew() throws Exception {
        try (var repository = Repository.create(place, TestSnapshots.PASSWORD, settings)) {
            var contents = TestSnapshots.contents(new Random(4), 40, 10_000);
            var all = TestSnapshots.store(repository, contents);
            var few = new HashMap<String, byte[]>();
            for (int i = 0; i < 10; i++) {
                few.put("file-" + i, Objects.requireNonNull(contents.get("file-" + i)));
            }
            var snapshot = TestSnapshots.store(repository, few);
            repository.removeSnapshot(all);

            var report = repository.prune(Duration.ZERO);

            assertThat(report.rewrittenPacks()).isEqualTo(1);
            assertThat(report.neededBlobs()).isEqualTo(11);
            assertThat(TestSnapshots.read(repository, snapshot)).containsExactlyInAnyOrderEntriesOf(few);
            assertThat(repository.storedBytes()).isLessThan(100_000);
            assertThat(repository.prune(Duration.ZERO).deletedPacks()).isZero();
        }
    }

    @Test
    void packsOfAKilledWriterAreUsedByTheNextOrGo() throws Exception {
        try (var repository = Repository.create(place, TestSnapshots.PASSWORD, settings)) {
            var random = new byte[1_500_000];
            new Random(5).nextBytes(random);
            try (var writer = repository.writer()) {
                writer.save(BlobType.DATA, ByteBuffer.wrap(random));
            }
            assertThat(packs()).hasSize(1);
            try (var writer = repository.writer()) {
                assertThat(writer.adoptedPacks()).isEqualTo(1);
                assertThat(writer.save(BlobType.DATA, ByteBuffer.wrap(random)).storedBytes())
                        .isZero();
            }

            assertThat(repository.prune(DAY).markedPacks()).isEqualTo(1);
            assertThat(repository.prune(Duration.ZERO).deletedPacks()).isEqualTo(1);
            assertThat(packs()).isEmpty();
        }
    }

    @Test
    void nothingIsDeletedIfASnapshotNeedsABlobThatIsMissing() throws Exception {
        try (var repository = Repository.create(place, TestSnapshots.PASSWORD, settings)) {
            TestSnapshots.store(repository, TestSnapshots.contents(new Random(6), 5, 1000));
            var garbage = TestSnapshots.store(repository, TestSnapshots.contents(new Random(7), 5, 1000));
            repository.removeSnapshot(garbage);
            for (var index : List.copyOf(files(FileType.INDEX))) {
                place.remove(index);
            }
            int before = packs().size();

            assertThatThrownBy(() -> repository.prune(Duration.ZERO)).isInstanceOf(MissingBlobException.class);

            assertThat(packs()).hasSize(before);
            // The next writer takes the packs into the index again.
            try (var writer = repository.writer()) {
                assertThat(writer.adoptedPacks()).isEqualTo(before);
                writer.complete();
            }
            assertThat(repository.prune(Duration.ZERO).deletedPacks()).isEqualTo(2);
        }
    }

    @Test
    void aWriterInAnotherProcessKeepsAPruneFromDeleting() throws Exception {
        try (var repository = Repository.create(place, TestSnapshots.PASSWORD, settings)) {
            repository.removeSnapshot(TestSnapshots.store(repository, TestSnapshots.contents(new Random(8), 5, 1000)));
            try (var writer = repository.writer()) {
                assertThatThrownBy(() -> repository.prune(Duration.ZERO))
                        .isInstanceOf(RepositoryLockedException.class)
                        .hasMessageContaining("the repository is locked: a lock of process");
                assertThat(packs()).hasSize(2);
                writer.complete();
            }
            assertThat(repository.prune(Duration.ZERO).deletedPacks()).isEqualTo(2);
            assertThat(files(FileType.LOCK)).isEmpty();
        }
    }

    /** Every change of a prune is once the last one that happens. */
    @Test
    void aKillAtAnyPointLeavesListedSnapshotsWholeAndTheNextPruneFreesAll() throws Exception {
        for (int last = 0, killed = 1; killed > 0; last++) {
            var memory = new MemoryPlace();
            killed = 0;
            var kept = TestSnapshots.contents(new Random(9), 10, 30_000);
            BlobId snapshot;
            try (var repository = Repository.create(memory, TestSnapshots.PASSWORD, settings)) {
                var more = new HashMap<>(TestSnapshots.contents(new Random(10), 40, 30_000));
                more.putAll(kept);
                var first = TestSnapshots.store(repository, more);
                snapshot = TestSnapshots.store(repository, kept);
                repository.removeSnapshot(first);
                var count = new int[] {last};
                memory.operations(operation -> {
                    if (count[0]-- <= 0) {
                        throw new IOException("killed before " + operation);
                    }
                });
                try {
                    repository.prune(Duration.ZERO);
                } catch (IOException e) {
                    killed++;
                }
                memory.operations(operation -> {});
            }
            try (var repository = Repository.open(memory, TestSnapshots.PASSWORD, settings)) {
                assertThat(TestSnapshots.read(repository, snapshot))
                        .as("killed after %d changes", last)
                        .containsExactlyInAnyOrderEntriesOf(kept);
                repository.prune(Duration.ZERO);
                assertThat(repository.prune(Duration.ZERO).markedPacks()).isZero();
                assertThat(repository.storedBytes())
                        .as("killed after %d changes", last)
                        .isLessThan(250_000);
                assertThat(TestSnapshots.read(repository, snapshot)).containsExactlyInAnyOrderEntriesOf(kept);
            }
            assertThat(last).isLessThan(200);
        }
    }

    private List<FileName> packs() {
        return files(FileType.DATA);
    }

    private List<FileName> files(FileType type) {
        var names = new ArrayList<FileName>();
        place.list(type, file -> names.add(file.name()));
        return names;
    }
}
