package io.bundlebackup.repository.tree;

import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.fuzz.Fuzz;
import io.bundlebackup.repository.blob.BlobId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Trees and snapshots that were changed a little, as a foreign program or damage may: read or refused, and read the same again when written. */
class MutatedTreeProperties {
    private static final BlobId ID = BlobId.parse("00".repeat(31) + "2a");

    private static List<byte[]> trees() throws IOException {
        try (var in = MutatedTreeProperties.class.getResourceAsStream("restic-tree.json")) {
            var writer = new TreeWriter();
            writer.add(Node.directory("d", Instant.EPOCH, ID));
            return List.of(in.readAllBytes(), bytes(writer));
        }
    }

    @Test
    void readsOrRefusesChangedTrees() throws Exception {
        var trees = trees();
        Fuzz.of("tree", InvalidTreeException.class)
                .run(trees, mutator -> mutator.json(mutator.one(trees), mutator.one(trees)), tree -> {
                    var written = written(tree);
                    assertThat(written(written)).isEqualTo(written);
                });
    }

    @Test
    void readsOrRefusesChangedSnapshots() throws Exception {
        var snapshots = List.of("""
                {"time":"2026-11-27T10:00:00.123456789+01:00","parent":"%s","tree":"%s","paths":["/data"],"hostname":"local",\
                "username":"root","uid":1,"gid":2,"tags":["bundle:com.example","run:1"],"program_version":"restic 0.18.0",\
                "original":"%s","summary":{"backup_start":"2026-11-27T10:00:00Z","backup_end":"2026-11-27T10:00:01Z","files_new":1,\
                "total_bytes_processed":12}}""".formatted(ID, ID, ID).getBytes(StandardCharsets.UTF_8));
        Fuzz.of("snapshot", InvalidTreeException.class)
                .run(snapshots, mutator -> mutator.json(mutator.one(snapshots), mutator.one(snapshots)), json -> {
                    var written = Snapshot.parse(json).toJson();
                    assertThat(Snapshot.parse(written).toJson()).isEqualTo(written);
                });
    }

    private static byte[] written(byte[] tree) throws IOException {
        var reader = new TreeReader(tree);
        var writer = new TreeWriter();
        for (var node = reader.next(); node != null; node = reader.next()) {
            writer.add(node);
        }
        return bytes(writer);
    }

    private static byte[] bytes(TreeWriter writer) {
        var tree = writer.end();
        var bytes = new byte[tree.remaining()];
        tree.get(bytes);
        return bytes;
    }
}
