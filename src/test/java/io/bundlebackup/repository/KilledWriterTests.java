package io.bundlebackup.repository;

import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.repository.blob.BlobId;
import io.bundlebackup.repository.crypto.ScryptCost;
import io.bundlebackup.repository.place.MemoryPlace;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every change of a call is once the last one that happens: the disk fails, or the process is killed. */
class KilledWriterTests {
    private static final int MOST_CHANGES = 200;
    private static final String FIRST = "only-in-the-first";

    @TempDir
    Path scratch;

    private final Map<String, byte[]> first = TestSnapshots.contents(new Random(1), 6, 500_000);
    private final Map<String, byte[]> second = TestSnapshots.contents(new Random(2), 6, 500_000);

    KilledWriterTests() {
        first.put(FIRST, new byte[1]);
    }

    private interface Work {
        void on(Repository repository) throws IOException, InterruptedException;
    }

    @Test
    void aSnapshotIsListedOnlyWhenItIsWhole() throws Exception {
        killAtEveryChange(repository -> {}, repository -> TestSnapshots.store(repository, second));
    }

    @Test
    void aForgottenSnapshotIsGoneOrWhole() throws Exception {
        killAtEveryChange(repository -> TestSnapshots.store(repository, second), repository -> {
            for (var snapshot : repository.snapshots()) {
                if (!TestSnapshots.read(repository, snapshot).containsKey(FIRST)) {
                    repository.removeSnapshot(snapshot);
                }
            }
        });
    }

    private void killAtEveryChange(Work before, Work work) throws Exception {
        boolean killed = true;
        for (int last = 0; killed; last++) {
            assertThat(last).isLessThan(MOST_CHANGES);
            var place = new MemoryPlace();
            BlobId snapshot;
            try (var repository = Repository.create(place, TestSnapshots.PASSWORD, settings(last))) {
                snapshot = TestSnapshots.store(repository, first);
                before.on(repository);
                var count = new int[] {last};
                place.operations(operation -> {
                    synchronized (count) {
                        if (count[0]-- <= 0) {
                            throw new IOException("killed before " + operation);
                        }
                    }
                });
                killed = false;
                try {
                    work.on(repository);
                } catch (IOException e) {
                    killed = true;
                }
                place.operations(operation -> {});
            }
            assertListedAreWholeAndTheRestGoes(place, snapshot, last);
        }
    }

    private void assertListedAreWholeAndTheRestGoes(MemoryPlace place, BlobId snapshot, int last) throws Exception {
        try (var repository = Repository.open(place, TestSnapshots.PASSWORD, settings(last))) {
            assertThat(repository.snapshots()).as("after %d changes", last).contains(snapshot);
            for (var listed : repository.snapshots()) {
                assertThat(TestSnapshots.read(repository, listed))
                        .as("after %d changes", last)
                        .containsExactlyInAnyOrderEntriesOf(listed.equals(snapshot) ? first : second);
            }
            TestSnapshots.store(repository, second);
            // Full packs that the killed writer has left are not stored twice.
            assertThat(repository.storedBytes()).isLessThan(size(first) + size(second) + 20_000);
            for (var listed : repository.snapshots()) {
                if (!listed.equals(snapshot)) {
                    repository.removeSnapshot(listed);
                }
            }
            repository.prune(Duration.ZERO);
            assertThat(repository.prune(Duration.ZERO).deletedPacks()).isZero();
            assertThat(TestSnapshots.read(repository, snapshot)).containsExactlyInAnyOrderEntriesOf(first);
            assertThat(repository.storedBytes()).isLessThan(size(first) + 20_000);
        }
    }

    /** The bytes of the contents, which is more than they take in a repository. */
    private static long size(Map<String, byte[]> contents) {
        return contents.values().stream().mapToLong(content -> content.length).sum();
    }

    private RepositorySettings settings(int round) {
        return RepositorySettings.standard(scratch.resolve("cache-" + round))
                .withPackSize(1 << 20)
                .withCost(new ScryptCost(2, 1, 1))
                .withLockWait(Duration.ZERO);
    }
}
