package io.bundlebackup.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bundlebackup.repository.blob.BlobId;
import io.bundlebackup.repository.blob.BlobType;
import io.bundlebackup.repository.crypto.ScryptCost;
import io.bundlebackup.repository.crypto.WrongPasswordException;
import io.bundlebackup.repository.pack.MissingBlobException;
import io.bundlebackup.repository.place.DamagedFileException;
import io.bundlebackup.repository.place.FileName;
import io.bundlebackup.repository.place.FileType;
import io.bundlebackup.repository.place.MemoryPlace;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each damage is named in one sentence, and costs no more than what it hit. */
class DamagedRepositoryTests {
    @TempDir
    Path scratch;

    private final MemoryPlace place = new MemoryPlace();
    private final Map<String, byte[]> contents = TestSnapshots.contents(new Random(1), 10, 1000);
    private RepositorySettings settings;
    private BlobId snapshot;

    @BeforeEach
    void prepare() throws Exception {
        settings = RepositorySettings.standard(scratch.resolve("cache"))
                .withCost(new ScryptCost(2, 1, 1))
                .withLockWait(Duration.ZERO);
        try (var repository = Repository.create(place, TestSnapshots.PASSWORD, settings)) {
            snapshot = TestSnapshots.store(repository, contents);
        }
    }

    @Test
    void aWrongPasswordIsNamedAsThat() {
        assertThatThrownBy(() -> Repository.open(place, "sesame".getBytes(StandardCharsets.UTF_8), settings))
                .isInstanceOf(WrongPasswordException.class)
                .hasMessage("the password is wrong: no key of the repository in memory opens with it");
    }

    @Test
    void aRepositoryWithoutKeysIsNamedAsThat() throws Exception {
        place.remove(only(FileType.KEY));

        assertThatThrownBy(this::open)
                .isInstanceOf(WrongPasswordException.class)
                .hasMessageEndingWith("has no key");
    }

    @Test
    void aDamagedKeyIsNamedUnlessAnotherOpens() throws Exception {
        var key = only(FileType.KEY);
        var good = place.read(key, 10_000);
        for (var bad : List.of(new byte[0], Arrays.copyOf(good, good.length - 1), flipped(good, 5))) {
            place.damage(key, bad);
            assertThatThrownBy(this::open)
                    .isInstanceOf(DamagedFileException.class)
                    .hasMessageContaining("the repository's file " + key + " is damaged");
        }
        // The same key, with a space more.
        var second = Arrays.copyOf(good, good.length + 1);
        second[good.length] = ' ';
        place.write(FileName.of(FileType.KEY, sha256(second)), second);
        open().close();
    }

    @Test
    void aDamagedConfigIsNamed() throws Exception {
        var good = place.read(FileName.CONFIG, 10_000);
        for (var bad : List.of(new byte[0], new byte[31], Arrays.copyOf(good, good.length - 1), flipped(good, 40))) {
            place.damage(FileName.CONFIG, bad);
            assertThatThrownBy(this::open)
                    .isInstanceOf(DamagedFileException.class)
                    .hasMessageContaining("the repository's file config is damaged");
        }
    }

    @Test
    void aPlaceWithoutARepositoryIsNamedAndNoRepositoryIsMadeOverAnother() throws Exception {
        assertThatThrownBy(() -> Repository.open(new MemoryPlace(), TestSnapshots.PASSWORD, settings))
                .isInstanceOf(MissingRepositoryException.class)
                .hasMessage("there is no repository in memory");
        assertThatThrownBy(() -> Repository.create(place, TestSnapshots.PASSWORD, settings))
                .isInstanceOf(FileAlreadyExistsException.class);
        assertIntact();
    }

    @Test
    void aMissingConfigIsNamedAndNoRepositoryIsMadeOverTheRest() throws Exception {
        var config = place.read(FileName.CONFIG, 10_000);
        place.remove(FileName.CONFIG);
        for (var missing : List.<ThrowingCallable>of(
                this::open, () -> Repository.create(place, TestSnapshots.PASSWORD, settings))) {
            assertThatThrownBy(missing)
                    .isInstanceOf(DamagedFileException.class)
                    .hasMessageStartingWith("the repository's file config is damaged: it is missing, and there is ");
        }
        place.write(FileName.CONFIG, config);
        assertIntact();
    }

    @Test
    void aKilledCreationIsRepeated() throws Exception {
        var killed = new MemoryPlace();
        killed.operations(operation -> {
            if (operation.equals("complete CONFIG")) {
                throw new IOException("killed");
            }
        });
        assertThatThrownBy(() -> Repository.create(killed, TestSnapshots.PASSWORD, settings))
                .hasMessage("killed");
        killed.operations(operation -> {});
        assertThatThrownBy(() -> Repository.open(killed, TestSnapshots.PASSWORD, settings))
                .isInstanceOf(MissingRepositoryException.class);

        Repository.create(killed, TestSnapshots.PASSWORD, settings).close();

        Repository.open(killed, TestSnapshots.PASSWORD, settings).close();
        var keys = new ArrayList<FileName>();
        killed.list(FileType.KEY, file -> keys.add(file.name()));
        assertThat(keys).hasSize(1);
    }

    @Test
    void otherVersionsAreRefused() {
        for (var version : List.of("1", "3")) {
            var json = "{\"version\":" + version + ",\"id\":\"" + "0".repeat(64) + "\",\"chunker_polynomial\":\"3\"}";
            assertThatThrownBy(() -> RepositoryConfig.parse(json.getBytes(StandardCharsets.UTF_8)))
                    .isInstanceOf(UnsupportedVersionException.class)
                    .hasMessageContaining("the repository has version " + version);
        }
    }

    @Test
    void aDamagedPackCostsItsBlobsOnly() throws Exception {
        var file = Map.of("other", "content of another pack".getBytes(StandardCharsets.UTF_8));
        BlobId other;
        try (var repository = open()) {
            other = TestSnapshots.store(repository, file);
        }
        var pack = largest(FileType.DATA);
        var good = place.read(pack, 1 << 20);
        for (var bad : List.of(flipped(good, 50), Arrays.copyOf(good, 40), new byte[0])) {
            place.damage(pack, bad);
            try (var repository = open()) {
                assertThatThrownBy(() -> TestSnapshots.read(repository, snapshot))
                        .isInstanceOf(DamagedFileException.class)
                        .hasMessageContaining("the repository's file " + pack + " is damaged");
                assertThat(TestSnapshots.read(repository, other)).containsExactlyInAnyOrderEntriesOf(file);
            }
        }
        place.remove(pack);
        try (var repository = open()) {
            assertThatThrownBy(() -> TestSnapshots.read(repository, snapshot))
                    .isInstanceOf(DamagedFileException.class)
                    .hasMessage("the repository's file " + pack + " is damaged: it is missing");
        }
    }

    @Test
    void aDamagedBlobIsReadFromAnotherPackThatHasIt() throws Exception {
        var content = "stored by two writers at once".getBytes(StandardCharsets.UTF_8);
        var before = names(FileType.DATA);
        BlobId id;
        try (var repository = open();
                var one = repository.writer();
                var other = repository.writer()) {
            id = one.save(BlobType.DATA, ByteBuffer.wrap(content)).id();
            other.save(BlobType.DATA, ByteBuffer.wrap(content));
            one.complete();
            other.complete();
        }
        var packs = names(FileType.DATA);
        packs.removeAll(before);
        assertThat(packs).hasSize(2);
        for (var pack : packs) {
            var good = place.read(pack, 10_000);
            place.damage(pack, flipped(good, 20));
            try (var repository = open()) {
                assertThat(repository.reader().load(id, BlobType.DATA)).isEqualTo(content);
            }
            place.damage(pack, good);
        }
        for (var pack : packs) {
            place.damage(pack, new byte[0]);
        }
        try (var repository = open()) {
            assertThatThrownBy(() -> repository.reader().load(id, BlobType.DATA))
                    .isInstanceOf(DamagedFileException.class);
        }
    }

    @Test
    void aDamagedIndexIsNamedUnlessTheCacheHasIt() throws Exception {
        var index = only(FileType.INDEX);
        var good = place.read(index, 1 << 20);
        for (var bad : List.of(flipped(good, 40), Arrays.copyOf(good, good.length - 1), new byte[0])) {
            place.damage(index, bad);
            assertIntact();
            removeCache();
            try (var repository = open()) {
                assertThatThrownBy(() -> TestSnapshots.read(repository, snapshot))
                        .isInstanceOf(DamagedFileException.class)
                        .hasMessageContaining("the repository's file " + index + " is damaged");
                assertThatThrownBy(repository::writer).isInstanceOf(DamagedFileException.class);
                assertThat(names(FileType.LOCK)).isEmpty();
            }
            place.damage(index, good);
            assertIntact();
        }
    }

    @Test
    void aMissingIndexIsMadeAnewByTheNextWriter() throws Exception {
        place.remove(only(FileType.INDEX));
        try (var repository = open()) {
            assertThatThrownBy(() -> TestSnapshots.read(repository, snapshot)).isInstanceOf(MissingBlobException.class);
            try (var writer = repository.writer()) {
                assertThat(writer.adoptedPacks()).isEqualTo(2);
                writer.complete();
            }
            assertThat(TestSnapshots.read(repository, snapshot)).containsExactlyInAnyOrderEntriesOf(contents);
        }
    }

    /** A killed prune, or one beside another, leaves two files that list the same packs. */
    @Test
    void aDoubledIndexIsNoDamage() throws Exception {
        var listed = only(FileType.INDEX);
        var copy = place.read(listed, 1 << 20);
        place.remove(listed);
        try (var repository = open();
                var writer = repository.writer()) {
            writer.complete();
        }
        place.write(listed, copy);
        removeCache();

        assertThat(names(FileType.INDEX)).hasSize(2);
        assertIntact();
        try (var repository = open()) {
            assertThat(repository.prune(Duration.ZERO).deletedPacks()).isZero();
        }
        assertIntact();
    }

    @Test
    void aDamagedSnapshotIsNamedAndKeepsAPruneFromDeleting() throws Exception {
        try (var repository = open()) {
            var more = TestSnapshots.contents(new Random(2), 5, 1000);
            var damaged = TestSnapshots.store(repository, more);
            repository.removeSnapshot(TestSnapshots.store(repository, TestSnapshots.contents(new Random(3), 5, 1000)));
            var name = FileName.of(FileType.SNAPSHOT, damaged);
            var good = place.read(name, 10_000);
            for (var bad : List.of(flipped(good, 40), Arrays.copyOf(good, good.length - 1), new byte[0])) {
                place.damage(name, bad);
                assertThatThrownBy(() -> repository.loadSnapshot(damaged))
                        .isInstanceOf(DamagedFileException.class)
                        .hasMessageContaining("the repository's file " + name + " is damaged");
                assertThatThrownBy(() -> repository.prune(Duration.ZERO)).isInstanceOf(DamagedFileException.class);
            }
            place.damage(name, good);
            assertThat(TestSnapshots.read(repository, damaged)).containsExactlyInAnyOrderEntriesOf(more);
            assertIntact();
        }
    }

    @Test
    void aDamagedCacheOrMarkIsMadeAnew() throws Exception {
        try (var repository = open()) {
            repository.removeSnapshot(TestSnapshots.store(repository, TestSnapshots.contents(new Random(4), 5, 1000)));
            repository.prune(Duration.ofDays(1));
            try (var caches = Files.walk(scratch.resolve("cache"))) {
                for (var file : caches.filter(Files::isRegularFile).toList()) {
                    Files.write(file, flipped(Files.readAllBytes(file), 60));
                }
            }
            var marks = new FileName(FileType.VAULT, "marks");
            place.damage(marks, flipped(place.read(marks, 10_000), 20));
        }

        assertIntact();
        try (var repository = open()) {
            assertThat(repository.prune(Duration.ofDays(1)).markedPacks()).isEqualTo(2);
            assertThat(repository.prune(Duration.ZERO).deletedPacks()).isEqualTo(2);
        }
        assertIntact();
    }

    @Test
    void aDamagedLockIsHonouredAndNamed() throws Exception {
        var lock = FileName.of(FileType.LOCK, new BlobId(1, 2, 3, 4));
        place.damage(lock, new byte[100]);
        try (var repository = open()) {
            assertThatThrownBy(repository::writer)
                    .isInstanceOf(RepositoryLockedException.class)
                    .hasMessageContaining("restic unlock --remove-all");
            // restic leaves empty files behind where writing is not atomic.
            place.damage(lock, new byte[0]);
            repository.writer().close();
        }
    }

    @Test
    void aWriterWhoseLockWasRemovedListsNothing() throws Exception {
        try (var repository = open()) {
            try (var writer = repository.writer()) {
                var json = TestSnapshots.save(writer, TestSnapshots.contents(new Random(5), 5, 1000));
                place.remove(only(FileType.LOCK));

                assertThatThrownBy(() -> writer.saveSnapshot(json)).isInstanceOf(RepositoryLockedException.class);
            }
            assertThat(repository.snapshots()).containsExactly(snapshot);
        }
    }

    @Test
    void aWriterWhosePlaceFailsFailsAtOnceAndForGood() throws Exception {
        try (var repository = open()) {
            try (var writer = repository.writer()) {
                place.operations(operation -> {
                    if (operation.equals("complete DATA")) {
                        throw new IOException("the disk is full");
                    }
                });
                TestSnapshots.save(writer, TestSnapshots.contents(new Random(6), 5, 1000));
                assertThatThrownBy(writer::complete)
                        .hasMessage("the repository could not be written: the disk is full");
                place.operations(operation -> {});
                assertThatThrownBy(() -> writer.save(BlobType.DATA, ByteBuffer.allocate(5)))
                        .hasMessageContaining("the disk is full");
            }
            assertThat(names(FileType.INDEX)).hasSize(1);
        }
        assertIntact();
    }

    private Repository open() throws IOException {
        return Repository.open(place, TestSnapshots.PASSWORD, settings);
    }

    private void assertIntact() throws IOException {
        try (var repository = open()) {
            assertThat(TestSnapshots.read(repository, snapshot)).containsExactlyInAnyOrderEntriesOf(contents);
        }
    }

    private void removeCache() throws IOException {
        try (var files = Files.walk(scratch.resolve("cache"))) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                Files.delete(file);
            }
        }
    }

    private FileName only(FileType type) {
        var names = names(type);
        assertThat(names).hasSize(1);
        return names.getFirst();
    }

    private FileName largest(FileType type) throws IOException {
        var largest = names(type).getFirst();
        for (var name : names(type)) {
            largest = place.size(name).orElseThrow() > place.size(largest).orElseThrow() ? name : largest;
        }
        return largest;
    }

    private List<FileName> names(FileType type) {
        var names = new ArrayList<FileName>();
        place.list(type, file -> names.add(file.name()));
        return names;
    }

    private static byte[] flipped(byte[] content, int at) {
        var flipped = content.clone();
        flipped[at] ^= 1;
        return flipped;
    }

    private static BlobId sha256(byte[] content) throws Exception {
        return BlobId.of(MessageDigest.getInstance("SHA-256").digest(content));
    }
}
