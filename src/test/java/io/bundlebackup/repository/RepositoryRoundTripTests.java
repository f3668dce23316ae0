package io.bundlebackup.repository;

import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.repository.blob.BlobId;
import io.bundlebackup.repository.blob.BlobType;
import io.bundlebackup.repository.crypto.ScryptCost;
import io.bundlebackup.repository.place.DirectoryPlace;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** What we write restic reads, and the other way round. */
@ExtendWith(Restic.Required.class)
class RepositoryRoundTripTests {
    private static final byte[] PASSWORD = "open sesame".getBytes(StandardCharsets.UTF_8);
    private static final JsonMapper JSON = JsonMapper.shared();

    @TempDir
    Path scratch;

    private Path directory;
    private Restic restic;
    private RepositorySettings settings;

    @BeforeEach
    void prepare() {
        directory = scratch.resolve("repository");
        restic = new Restic(directory, scratch, PASSWORD);
        settings = RepositorySettings.standard(scratch.resolve("cache"))
                .withPackSize(1 << 20)
                .withCost(new ScryptCost(1 << 10, 8, 1));
    }

    @Test
    void resticChecksAndReadsWhatWeWrote() throws Exception {
        long seed = 17;
        var contents = contents(new Random(seed), 300);
        try (var repository = Repository.create(new DirectoryPlace(directory), PASSWORD, settings)) {
            var snapshot = store(repository, contents);

            restic.check();
            assertThat(restic.run("cat", "snapshot", snapshot.toString())).contains("run:1");
            for (var content : contents.entrySet().stream().limit(3).toList()) {
                assertThat(restic.run("dump", snapshot.toString(), "/" + content.getKey()))
                        .isEqualTo(new String(content.getValue(), StandardCharsets.ISO_8859_1));
            }
            var target = scratch.resolve("target");
            restic.restore(snapshot.toString(), target);
            for (var content : contents.entrySet()) {
                assertThat(target.resolve(content.getKey())).hasBinaryContent(content.getValue());
            }
        }
    }

    @Test
    void weReadWhatResticWrote() throws Exception {
        long seed = 18;
        var source = Files.createDirectory(scratch.resolve("source"));
        var contents = contents(new Random(seed), 100);
        for (var content : contents.entrySet()) {
            Files.write(source.resolve(content.getKey()), content.getValue());
        }
        restic.init();
        restic.backup(source);

        try (var repository = Repository.open(new DirectoryPlace(directory), PASSWORD, settings)) {
            assertThat(repository.snapshots()).hasSize(1);
            var snapshot =
                    JSON.readTree(repository.loadSnapshot(repository.snapshots().getFirst()));
            assertThat(snapshot.path("paths").get(0).stringValue()).isEqualTo(source.toString());
            var files = filesBelow(repository, snapshot.path("tree").stringValue());
            assertThat(files.keySet()).isEqualTo(contents.keySet());
            for (var file : files.entrySet()) {
                assertThat(file.getValue()).isEqualTo(contents.get(file.getKey()));
            }
        }
    }

    @Test
    void weAndResticShareContentInOneRepository() throws Exception {
        restic.init();
        var content = new byte[100_000];
        new Random(19).nextBytes(content);
        var source = Files.createDirectory(scratch.resolve("source"));
        Files.write(source.resolve("a"), content);
        restic.backup(source);

        try (var repository = Repository.open(new DirectoryPlace(directory), PASSWORD, settings)) {
            try (var writer = repository.writer()) {
                var stored = writer.save(BlobType.DATA, ByteBuffer.wrap(content));
                assertThat(stored.storedBytes()).isZero();
            }
            store(repository, Map.of("b", content));
        }

        restic.check();
        assertThat(JSON.readTree(restic.snapshots()).size()).isEqualTo(2);
    }

    /** Stores files and a snapshot of them, with the least JSON that restic reads. */
    private static BlobId store(Repository repository, Map<String, byte[]> contents)
            throws IOException, InterruptedException {
        var nodes = new StringBuilder();
        try (var writer = repository.writer()) {
            for (var entry : new TreeMap<>(contents).entrySet()) {
                var content = entry.getValue();
                var id = writer.save(BlobType.DATA, ByteBuffer.wrap(content)).id();
                nodes.append(nodes.isEmpty() ? "" : ",")
                        .append("{\"name\":\"%s\",\"type\":\"file\",\"mode\":420,\"size\":%d,\"content\":[\"%s\"]}"
                                .formatted(entry.getKey(), content.length, id));
            }
            var tree = ("{\"nodes\":[" + nodes + "]}\n").getBytes(StandardCharsets.UTF_8);
            var root = writer.save(BlobType.TREE, ByteBuffer.wrap(tree)).id();
            return writer.saveSnapshot(("{\"time\":\"2026-11-27T10:00:00.123456789Z\",\"tree\":\"" + root
                            + "\",\"paths\":[\"/data\"],\"hostname\":\"local\",\"tags\":[\"run:1\"]}")
                    .getBytes(StandardCharsets.UTF_8));
        }
    }

    private static Map<String, byte[]> filesBelow(Repository repository, String tree) throws IOException {
        var files = new HashMap<String, byte[]>();
        for (var node : JSON.readTree(repository.reader().load(BlobId.parse(tree), BlobType.TREE))
                .path("nodes")) {
            if (node.has("subtree")) {
                files.putAll(filesBelow(repository, node.path("subtree").stringValue()));
                continue;
            }
            var content = ByteBuffer.allocate(node.path("size").intValue());
            for (var blob : node.path("content")) {
                content.put(repository.reader().load(BlobId.parse(blob.stringValue()), BlobType.DATA));
            }
            files.put(node.path("name").stringValue(), content.array());
        }
        return files;
    }

    /** Files of 1 to 60,000 bytes, half of them compressible, one large. */
    private static Map<String, byte[]> contents(Random random, int count) {
        var contents = new HashMap<String, byte[]>();
        for (int i = 0; i < count; i++) {
            var content = new byte[i == 0 ? 3_000_000 : 1 + random.nextInt(60_000)];
            random.nextBytes(content);
            if (i % 2 == 0) {
                for (int j = 0; j < content.length; j++) {
                    content[j] &= 7;
                }
            }
            contents.put("file-" + i, content);
        }
        return contents;
    }
}
