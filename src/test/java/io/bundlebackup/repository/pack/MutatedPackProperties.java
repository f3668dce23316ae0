package io.bundlebackup.repository.pack;

import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.fuzz.Fuzz;
import io.bundlebackup.repository.blob.BlobId;
import io.bundlebackup.repository.blob.BlobType;
import io.bundlebackup.repository.crypto.SealKey;
import io.bundlebackup.repository.crypto.Sealer;
import io.bundlebackup.repository.place.DamagedFileException;
import io.bundlebackup.repository.place.FileName;
import io.bundlebackup.repository.place.FileType;
import io.bundlebackup.repository.place.MemoryPlace;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Packs and indexes that were changed a little: read or refused. Sealed parts are changed before they are sealed, so that their parsers see it. */
class MutatedPackProperties {
    private static final int BLOBS = 40;

    @TempDir
    Path temp;

    private final SealKey key = SealKey.random(new SecureRandom());
    private final Sealer sealer = key.sealer();
    private final MemoryPlace place = new MemoryPlace();
    private final SealedFiles files = new SealedFiles(place, new ToolPool(key, 1));

    private static List<PackedBlob> blobs() {
        var random = new Random(1);
        var blobs = new ArrayList<PackedBlob>();
        int offset = 0;
        for (int i = 0; i < BLOBS; i++) {
            var id = new BlobId(random.nextLong(), random.nextLong(), random.nextLong(), random.nextLong());
            var type = i % 3 == 0 ? BlobType.TREE : BlobType.DATA;
            blobs.add(new PackedBlob(id, type, offset, 40 + i, i % 2 == 0 ? 0 : 100 + i));
            offset += 40 + i;
        }
        return blobs;
    }

    private static byte[] index() {
        var writer = new IndexFile.Writer();
        writer.add(new BlobId(1, 2, 3, 4), blobs().subList(0, 20));
        writer.add(new BlobId(5, 6, 7, 8), List.of());
        writer.add(new BlobId(9, 1, 2, 3), blobs().subList(20, BLOBS));
        return writer.finish();
    }

    @Test
    void readsOrRefusesChangedIndexes() throws Exception {
        var indexes = List.of(
                index(),
                "{\"supersedes\":[\"x\"],\"packs\":[{\"id\":\"%s\",\"new\":{\"a\":[1]},\"blobs\":[]}]}"
                        .formatted("ab".repeat(32))
                        .getBytes(StandardCharsets.UTF_8));
        Fuzz.of("index", NotAnIndexException.class)
                .run(indexes, mutator -> mutator.json(mutator.one(indexes), mutator.one(indexes)), json -> {
                    var listed = listed(json);
                    var again = new IndexFile.Writer();
                    listed.forEach(pack -> again.add(pack.id, pack.blobs));
                    assertThat(listed(again.finish())).isEqualTo(listed);
                });
    }

    private record Pack(BlobId id, List<PackedBlob> blobs) {}

    private static List<Pack> listed(byte[] json) throws IOException {
        var packs = new ArrayList<Pack>();
        IndexFile.parse(json, new IndexFile.Listener() {
            @Override
            public void pack(BlobId pack) {
                packs.add(new Pack(pack, new ArrayList<>()));
            }

            @Override
            public void blob(PackedBlob blob) {
                assertThat(blob.offset()).isNotNegative();
                assertThat(blob.length()).isGreaterThanOrEqualTo(Sealer.OVERHEAD);
                assertThat(blob.uncompressed()).isNotNegative();
                packs.getLast().blobs.add(blob);
            }
        });
        return packs;
    }

    @Test
    void readsOrRefusesChangedHeadersOfPacks() throws Exception {
        var name = FileName.of(FileType.DATA, new BlobId(1, 2, 3, 4));
        int end = blobs().getLast().offset() + blobs().getLast().length();
        var encoded = PackHeader.encode(blobs(), sealer);
        var header = sealer.open(Arrays.copyOf(encoded, encoded.length - Integer.BYTES));
        Fuzz.of("pack header", DamagedFileException.class)
                .run(List.of(header), mutator -> mutator.bytes(header, header), plain -> {
                    var sealed = sealer.seal(plain);
                    var pack = ByteBuffer.allocate(end + sealed.length + Integer.BYTES)
                            .order(ByteOrder.LITTLE_ENDIAN);
                    pack.position(end).put(sealed).putInt(sealed.length);
                    requireWhole(name, pack.array());
                });
        var pack = ByteBuffer.allocate(end + encoded.length).put(end, encoded).array();
        Fuzz.of("pack", DamagedFileException.class)
                .run(List.of(pack), mutator -> mutator.bytes(pack, encoded), bytes -> requireWhole(name, bytes));
    }

    private void requireWhole(FileName name, byte[] pack) throws IOException {
        place.write(name, pack);
        try (var file = place.open(name)) {
            long next = 0;
            for (var blob : PackHeader.read(file, name.id(), sealer)) {
                assertThat(blob.offset()).isEqualTo((int) next);
                next += blob.length();
            }
            assertThat(next).isLessThan(pack.length);
        }
    }

    /** Sealed bytes, and bytes that were changed before they were sealed. */
    @Test
    void readsOrRefusesChangedSealedFiles() throws Exception {
        var name = new FileName(FileType.VAULT, "marks");
        files.save(name, index());
        var sealed = place.read(name, 1 << 20);
        var plain = sealer.open(sealed);
        Fuzz.of("sealed file", DamagedFileException.class)
                .run(List.of(sealed), mutator -> mutator.bytes(sealed, plain), bytes -> {
                    place.write(name, bytes);
                    files.load(name);
                });
        Fuzz.of("compressed file", DamagedFileException.class)
                .allocating(2 << 20, 40_000)
                .run(List.of(plain, index()), mutator -> mutator.bytes(plain, sealed), bytes -> {
                    place.write(name, sealer.seal(bytes));
                    files.load(name);
                });
    }

    @Test
    void readsOrDropsChangedCachesOfTheIndex() throws Exception {
        files.save(FileType.INDEX, index());
        BlobIndex.load(files, temp);
        var cache = temp.resolve("index");
        var sound = Files.readAllBytes(cache);
        Fuzz.of("index cache", DroppedException.class)
                .run(List.of(sound), mutator -> withChecksum(mutator.bytes(sound, sound), mutator.random()), bytes -> {
                    Files.write(cache, bytes);
                    var read = IndexCache.read(temp);
                    if (read == null) {
                        throw new DroppedException();
                    }
                    assertThat(read.files()).hasSizeLessThanOrEqualTo(bytes.length / BlobId.LENGTH);
                    for (int i = 0; i < read.entries().size(); i++) {
                        read.entries().find(read.entries().id(i), BlobType.DATA);
                    }
                });
        Files.write(cache, sound);
        assertThat(Objects.requireNonNull(IndexCache.read(temp)).files())
                .isEqualTo(Set.copyOf(files.list(FileType.INDEX)));
    }

    private static final class DroppedException extends Exception {}

    private static byte[] withChecksum(byte[] bytes, Random random) {
        int end = bytes.length - Long.BYTES;
        if (end > 0 && random.nextInt(4) > 0) {
            var checksum = new CRC32C();
            checksum.update(bytes, 0, end);
            ByteBuffer.wrap(bytes).putLong(end, checksum.getValue());
        }
        return bytes;
    }
}
