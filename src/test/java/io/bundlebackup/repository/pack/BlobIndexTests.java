package io.bundlebackup.repository.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bundlebackup.repository.blob.BlobId;
import io.bundlebackup.repository.blob.BlobType;
import io.bundlebackup.repository.crypto.BrokenSealException;
import io.bundlebackup.repository.crypto.SealKey;
import io.bundlebackup.repository.place.DamagedFileException;
import io.bundlebackup.repository.place.FileName;
import io.bundlebackup.repository.place.FileType;
import io.bundlebackup.repository.place.MemoryPlace;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BlobIndexTests {
    private static final int BLOBS_OF_A_PACK = 100;

    @TempDir
    Path cache;

    private final SealedFiles files =
            new SealedFiles(new MemoryPlace(), new ToolPool(SealKey.random(new SecureRandom()), 1));

    /** More entries than fit into the heap's part, with equal and with neighbouring IDs. */
    @Test
    void everyBlobIsFoundAmongMoreThanAreKeptInMemory() throws Exception {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        var blobs = blobs(random, 300_000);
        var index = BlobIndex.load(files, cache);
        fill(index, blobs);

        assertFound(index, blobs, seed);
        assertThat(index.compact().size()).isEqualTo(blobs.size());
        assertFound(index, blobs, seed);
        var location = new BlobLocation();
        for (int i = 0; i < 100_000; i++) {
            assertThat(index.find(id(random), BlobType.DATA, location)).isFalse();
        }
    }

    @Test
    void theCacheHasWhatTheFilesHave() throws Exception {
        var blobs = blobs(new Random(1), 2_000);
        save(blobs.subList(0, 1_000));
        assertFound(BlobIndex.load(files, cache), blobs.subList(0, 1_000), 1);
        save(blobs.subList(1_000, 2_000));
        assertFound(BlobIndex.load(files, cache), blobs, 1);

        var cached = BlobIndex.load(files, cache);
        assertFound(cached, blobs, 1);
        assertThat(cached.isCurrent(Set.copyOf(files.list(FileType.INDEX)))).isTrue();

        // After a prune another file lists only a part.
        for (var file : files.list(FileType.INDEX)) {
            files.place().remove(file);
        }
        save(blobs.subList(0, 500));
        var pruned = BlobIndex.load(files, cache);
        assertFound(pruned, blobs.subList(0, 500), 1);
        assertThat(pruned.find(blobs.get(700).id(), blobs.get(700).type(), new BlobLocation()))
                .isFalse();
    }

    @Test
    void aDataBlobAndATreeOfTheSameIdAreTwo() throws Exception {
        var id = id(new Random(2));
        var index = BlobIndex.load(files, cache);
        index.add(new PackedBlob(id, BlobType.TREE, 5, 40, 0), index.packs.reserve());
        var location = new BlobLocation();

        assertThat(index.find(id, BlobType.DATA, location)).isFalse();
        index.add(new PackedBlob(id, BlobType.DATA, Integer.MAX_VALUE - 100, 100, 1 << 30), index.packs.reserve());
        index.compact();
        assertThat(index.find(id, BlobType.DATA, location)).isTrue();
        assertThat(location.offset).isEqualTo(Integer.MAX_VALUE - 100);
        assertThat(location.plainLength()).isEqualTo(1 << 30);
        assertThat(location.pack()).isEqualTo(1);
        assertThat(index.find(id, BlobType.TREE, location)).isTrue();
        assertThat(location.storedLength()).isEqualTo(40);
        assertThat(location.plainLength()).isEqualTo(8);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "[]",
                "{\"packs\":[]}trailing",
                "{\"packs\":[{\"id\":\"12\"}]}",
                "{\"packs\":[{\"blobs\":[{}]}]}",
                "{\"packs\":[{\"id\":\"ID\",\"blobs\":[{\"id\":\"ID\",\"type\":\"data\",\"offset\":0,\"length\":31}]}]}",
                "{\"packs\":[{\"id\":\"ID\",\"blobs\":[{\"id\":\"ID\",\"type\":\"link\",\"offset\":0,\"length\":40}]}]}",
                "{\"packs\":[{\"id\":\"ID\",\"blobs\":[{\"id\":\"ID\",\"type\":\"data\",\"offset\":-1,\"length\":40}]}]}",
                "{\"packs\":[{\"id\":\"ID\",\"blobs\":[{\"id\":\"ID\",\"type\":\"data\",\"offset\":2147483647,\"length\":40}]}]}",
                "{\"packs\":[{\"id\":\"ID\",\"blobs\":[{\"id\":\"ID\",\"type\":\"data\",\"offset\":1e99,\"length\":40}]}]}",
                "{\"packs\":[{\"id\":\"ID\",\"blobs\":[{\"id\":\"ID\",\"type\":\"data\",\"offset\":9223372036854775807,\"length\":40}]}]}",
                "{\"packs\":[{\"id\":\"ID\",\"blobs\":["
            })
    void contentThatIsNoIndexIsDamage(String json) throws Exception {
        var name =
                files.save(FileType.INDEX, json.replace("ID", "ab".repeat(32)).getBytes(StandardCharsets.UTF_8));

        assertThatThrownBy(() -> BlobIndex.load(files, cache))
                .isInstanceOf(DamagedFileException.class)
                .hasMessageContaining("the repository's file " + name + " is damaged");
    }

    /** A length that the content cannot have must not take the memory for it. */
    @Test
    void aBlobThatIsFarTooShortForItsLengthIsDamage() {
        var location = new BlobLocation();
        location.length = 40;
        location.uncompressed = Integer.MAX_VALUE;
        try (var tools = new ToolPool(SealKey.random(new SecureRandom()), 1).take()) {
            assertThatThrownBy(() -> PackReader.open(new byte[40], location, id(new Random(3)), tools))
                    .isInstanceOf(BrokenSealException.class);
        }
    }

    @Test
    void aSealedFileWithoutContentIsDamage() throws Exception {
        var key = SealKey.random(new SecureRandom());
        var place = new MemoryPlace();
        var name = new FileName(FileType.VAULT, "marks");
        place.write(name, key.sealer().seal(new byte[] {2}));

        assertThatThrownBy(() -> new SealedFiles(place, new ToolPool(key, 1)).load(name))
                .isInstanceOf(DamagedFileException.class);
    }

    @Test
    void fieldsOfOtherVersionsAreSkipped() throws Exception {
        var id = "cd".repeat(32);
        var json = "{\"supersedes\":[\"" + id + "\"],\"new\":{\"a\":[1]},\"packs\":[{\"id\":\"" + id
                + "\",\"size\":7,\"blobs\":[{\"id\":\"" + id
                + "\",\"type\":\"tree\",\"hint\":[{}],\"offset\":0,\"length\":40}]}]}";
        files.save(FileType.INDEX, json.getBytes(StandardCharsets.UTF_8));

        assertThat(BlobIndex.load(files, cache).find(BlobId.parse(id), BlobType.TREE, new BlobLocation()))
                .isTrue();
    }

    private void save(List<PackedBlob> blobs) throws Exception {
        var writer = new IndexFile.Writer();
        for (int i = 0; i < blobs.size(); i += BLOBS_OF_A_PACK) {
            writer.add(blobs.get(i).id(), blobs.subList(i, i + BLOBS_OF_A_PACK));
        }
        files.save(FileType.INDEX, writer.finish());
    }

    private static void fill(BlobIndex index, List<PackedBlob> blobs) throws Exception {
        for (int i = 0; i < blobs.size(); i++) {
            index.add(blobs.get(i), i / BLOBS_OF_A_PACK);
        }
    }

    private static void assertFound(BlobIndex index, List<PackedBlob> blobs, long seed) {
        var location = new BlobLocation();
        for (var blob : blobs) {
            if (!index.find(blob.id(), blob.type(), location)
                    || location.offset != blob.offset()
                    || location.length != blob.length()
                    || location.uncompressed != blob.uncompressed()) {
                throw new AssertionError("seed " + seed + ": " + blob + " is not found");
            }
        }
    }

    private static List<PackedBlob> blobs(Random random, int count) {
        var blobs = new ArrayList<PackedBlob>();
        var id = id(random);
        for (int i = 0; i < count; i++) {
            // Every third ID is the neighbour of the one before, so that only the last bits differ.
            id = i % 3 == 0 ? new BlobId(id.a(), id.b(), id.c(), id.d() + 1) : id(random);
            blobs.add(new PackedBlob(
                    id, i % 7 == 0 ? BlobType.TREE : BlobType.DATA, i * 50, 32 + random.nextInt(1000), i % 2 * 9));
        }
        return blobs;
    }

    private static BlobId id(Random random) {
        return new BlobId(random.nextLong(), random.nextLong(), random.nextLong(), random.nextLong());
    }
}
