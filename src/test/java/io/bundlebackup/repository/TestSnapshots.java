package io.bundlebackup.repository;

import io.bundlebackup.repository.blob.BlobId;
import io.bundlebackup.repository.blob.BlobType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import tools.jackson.databind.json.JsonMapper;

/** Snapshots of a few files in one directory, with the least JSON that restic reads. */
final class TestSnapshots {
    static final byte[] PASSWORD = "open sesame".getBytes(StandardCharsets.UTF_8);
    private static final JsonMapper JSON = JsonMapper.shared();

    private TestSnapshots() {}

    static BlobId store(Repository repository, Map<String, byte[]> contents) throws IOException, InterruptedException {
        try (var writer = repository.writer()) {
            return writer.saveSnapshot(save(writer, contents));
        }
    }

    /** Stores files and their tree; returns the JSON of a snapshot. */
    static byte[] save(RepositoryWriter writer, Map<String, byte[]> contents) throws IOException, InterruptedException {
        var nodes = new StringBuilder();
        for (var entry : new TreeMap<>(contents).entrySet()) {
            var content = entry.getValue();
            var id = writer.save(BlobType.DATA, ByteBuffer.wrap(content)).id();
            nodes.append(nodes.isEmpty() ? "" : ",")
                    .append("{\"name\":\"%s\",\"type\":\"file\",\"mode\":420,\"size\":%d,\"content\":[\"%s\"]}"
                            .formatted(entry.getKey(), content.length, id));
        }
        var tree = ("{\"nodes\":[" + nodes + "]}\n").getBytes(StandardCharsets.UTF_8);
        var root = writer.save(BlobType.TREE, ByteBuffer.wrap(tree)).id();
        return ("{\"time\":\"2026-11-27T10:00:00.123456789Z\",\"tree\":\"" + root
                        + "\",\"paths\":[\"/data\"],\"hostname\":\"local\",\"tags\":[\"run:1\"]}")
                .getBytes(StandardCharsets.UTF_8);
    }

    /** The files of a snapshot, also in directories below. */
    static Map<String, byte[]> read(Repository repository, BlobId snapshot) throws IOException {
        var json = JSON.readTree(repository.loadSnapshot(snapshot));
        return filesBelow(repository, json.path("tree").stringValue());
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

    /** Files of 1 to {@code most} bytes, half of them compressible. */
    static Map<String, byte[]> contents(Random random, int count, int most) {
        var contents = new HashMap<String, byte[]>();
        for (int i = 0; i < count; i++) {
            var content = new byte[1 + random.nextInt(most)];
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
