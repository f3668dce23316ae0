package io.bundlebackup.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bundlebackup.repository.blob.BlobId;
import io.bundlebackup.repository.blob.BlobType;
import io.bundlebackup.repository.blob.BlobWriter;
import io.bundlebackup.repository.crypto.ScryptCost;
import io.bundlebackup.repository.pack.MissingBlobException;
import io.bundlebackup.repository.place.FileType;
import io.bundlebackup.repository.place.MemoryPlace;
import io.bundlebackup.repository.place.StoredFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RepositoryWriterTests {
    @TempDir
    Path scratch;

    private MemoryPlace place = new MemoryPlace();

    /** Four workers save the same contents in different orders. */
    @Test
    void equalContentOfSeveralWorkersIsStoredOnce() throws Exception {
        var contents = new ArrayList<>(
                TestSnapshots.contents(new Random(1), 500, 20_000).values());
        try (var repository = create(settings().withPackSize(1 << 20))) {
            var stored = new LongAdder();
            var ids = new ConcurrentHashMap<BlobId, byte[]>();
            try (var writer = repository.writer();
                    var workers = Executors.newFixedThreadPool(4)) {
                var tasks = new ArrayList<Callable<Boolean>>();
                for (int worker = 0; worker < 4; worker++) {
                    var random = new Random(worker);
                    tasks.add(() -> saveAll(writer, contents, random, stored, ids));
                }
                for (var done : workers.invokeAll(tasks)) {
                    assertThat(done.get()).isTrue();
                }
                writer.complete();
            }

            assertThat(ids).hasSize(contents.size());
            for (var blob : ids.entrySet()) {
                assertThat(repository.reader().load(blob.getKey(), BlobType.DATA))
                        .isEqualTo(blob.getValue());
                assertThat(repository.reader().length(blob.getKey(), BlobType.DATA))
                        .isEqualTo(blob.getValue().length);
            }
            // Beside the blobs: an entry of 37 or 41 bytes each, and 36 bytes a pack.
            assertThat(repository.storedBytes()).isBetween(stored.sum(), stored.sum() + 500 * 41 + 20 * 36);
            assertThat(files(FileType.DATA)).hasSizeGreaterThan(2).allMatch(pack -> pack.size() < (1 << 20) + 50_000);
        }
    }

    private static boolean saveAll(
            BlobWriter writer, List<byte[]> contents, Random random, LongAdder stored, Map<BlobId, byte[]> ids)
            throws Exception {
        int start = random.nextInt(contents.size());
        for (int i = 0; i < contents.size(); i++) {
            var content = contents.get((start + i) % contents.size());
            var blob = writer.save(BlobType.DATA, ByteBuffer.wrap(content));
            stored.add(blob.storedBytes());
            ids.put(blob.id(), content);
        }
        return true;
    }

    @Test
    void contentIsCompressedOnlyIfThatIsSmallerAndWanted() throws Exception {
        var text = "all work and no play ".repeat(500).getBytes(StandardCharsets.US_ASCII);
        var noise = new byte[10_000];
        new Random(2).nextBytes(noise);
        try (var repository = create(settings())) {
            assertThat(storedLength(repository, text)).isLessThan(200);
            assertThat(storedLength(repository, noise)).isEqualTo(noise.length + 32);
        }
        place = new MemoryPlace();
        try (var repository = create(settings().withCompression(0))) {
            assertThat(storedLength(repository, text)).isEqualTo(text.length + 32);
        }
    }

    private static int storedLength(Repository repository, byte[] content) throws Exception {
        try (var writer = repository.writer()) {
            // A direct buffer, in the middle of which the content is.
            var buffer = ByteBuffer.allocateDirect(content.length + 20)
                    .put(7, content)
                    .position(7);
            buffer.limit(7 + content.length);
            var stored = writer.save(BlobType.DATA, buffer);
            assertThat(buffer.position()).isEqualTo(7);
            writer.complete();
            assertThat(repository.reader().load(stored.id(), BlobType.DATA)).isEqualTo(content);
            return stored.storedBytes();
        }
    }

    @Test
    void indexFilesAreWrittenEvery50000BlobsAndNothingIsListedBefore() throws Exception {
        try (var repository = create(settings().withPackSize(1 << 20).withCompression(0));
                var writer = repository.writer()) {
            var first = new BlobId[1];
            for (int i = 0; i < 120_000; i++) {
                var stored = writer.save(BlobType.DATA, ByteBuffer.allocate(8).putLong(0, i));
                first[0] = i == 0 ? stored.id() : first[0];
            }
            assertThat(files(FileType.INDEX).size()).isBetween(0, 2);
            writer.complete();

            assertThat(files(FileType.INDEX)).hasSize(3);
            assertThat(repository.reader().load(first[0], BlobType.DATA)).containsOnly(0);
        }
    }

    /** Small blobs never fill a pack by their size, and a list of all of them would be long. */
    @Test
    void packsEndByTheNumberOfTheirBlobsToo() throws Exception {
        try (var repository = create(settings().withCompression(0));
                var writer = repository.writer()) {
            for (int i = 0; i < 60_000; i++) {
                writer.save(BlobType.DATA, ByteBuffer.allocate(4).putInt(0, i));
            }
            writer.complete();

            assertThat(files(FileType.DATA)).hasSize(3);
        }
    }

    @Test
    void blobsAreReadableOnceTheyAreComplete() throws Exception {
        try (var repository = create(settings());
                var writer = repository.writer()) {
            var id = writer.save(BlobType.TREE, ByteBuffer.wrap(new byte[] {1, 2}))
                    .id();
            assertThatThrownBy(() -> repository.reader().load(id, BlobType.TREE))
                    .isInstanceOf(MissingBlobException.class);
            assertThat(repository.reader().length(id, BlobType.TREE)).isEqualTo(-1);
            writer.complete();

            assertThat(repository.reader().load(id, BlobType.TREE)).containsExactly(1, 2);
            assertThatThrownBy(() -> repository.reader().load(id, BlobType.DATA))
                    .isInstanceOf(MissingBlobException.class)
                    .hasMessage("the repository has no data blob " + id);
            // A tree that is kept in memory is the caller's own copy.
            repository.reader().load(id, BlobType.TREE)[0] = 9;
            assertThat(repository.reader().load(id, BlobType.TREE)).containsExactly(1, 2);
        }
    }

    @Test
    void polynomialsForResticAreIrreducible() {
        // x^2 + x + 1 and the one of restic's design document are irreducible; x^2 + 1 = (x + 1)^2 is not.
        assertThat(ChunkerPolynomial.isIrreducible(0b111)).isTrue();
        assertThat(ChunkerPolynomial.isIrreducible(0x25b468838dcb75L)).isTrue();
        assertThat(ChunkerPolynomial.isIrreducible(0b101)).isFalse();
        assertThat(ChunkerPolynomial.isIrreducible(0x25b468838dcb75L ^ 1)).isFalse();
        assertThat(Long.bitCount(ChunkerPolynomial.random(new Random(3)) >>> 53))
                .isOne();
    }

    private Repository create(RepositorySettings settings) throws Exception {
        return Repository.create(place, TestSnapshots.PASSWORD, settings);
    }

    private RepositorySettings settings() {
        return RepositorySettings.standard(scratch).withCost(new ScryptCost(2, 1, 1));
    }

    private List<StoredFile> files(FileType type) {
        var files = new ArrayList<StoredFile>();
        place.list(type, files::add);
        return files;
    }
}
