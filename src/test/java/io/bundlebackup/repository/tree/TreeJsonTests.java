package io.bundlebackup.repository.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bundlebackup.repository.blob.BlobId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TreeJsonTests {
    private static final BlobId ID = BlobId.parse("00".repeat(31) + "2a");
    private static final Instant TIME = Instant.parse("2026-02-03T04:05:06.000000007Z");

    @Test
    void treesOfResticAreReadAndWrittenByteForByte() throws IOException {
        byte[] tree;
        try (var in = TreeJsonTests.class.getResourceAsStream("restic-tree.json")) {
            tree = in.readAllBytes();
        }

        var writer = new TreeWriter();
        read(tree).forEach(writer::add);

        assertThat(text(writer)).isEqualTo(new String(tree, StandardCharsets.UTF_8));
    }

    @Test
    void everyByteOfANameIsKept() throws IOException {
        for (int first = 1; first < 256; first++) {
            if (first == '/') {
                continue;
            }
            var name = new byte[] {(byte) first, 'x', (byte) first};
            assertThat(back(file(name)).name()).isEqualTo(name);
            name = new byte[] {(byte) 0xe2, (byte) 0x80, (byte) first};
            assertThat(back(file(name)).name()).isEqualTo(name);
        }
    }

    @Test
    void everyFieldIsKept() throws IOException {
        var link = new Node(
                new byte[] {'l'},
                NodeType.SYMBOLIC_LINK,
                07777,
                TIME,
                Instant.EPOCH,
                Node.UNKNOWN,
                4_294_967_295L,
                1,
                -1,
                7,
                0,
                1,
                new byte[] {'a', (byte) 0xff, '"'},
                List.of(new NodeAttribute("user.a\"b", new byte[] {0, -1})),
                null,
                null);

        assertThat(back(link)).usingRecursiveComparison().isEqualTo(link);
        var file = file(new byte[] {'f'});
        assertThat(back(file)).usingRecursiveComparison().isEqualTo(file);
        assertThat(file.mode()).isEqualTo(0100600);
    }

    @Test
    void timesOutsideOfRfc3339AreMovedIntoIt() throws IOException {
        var late = Node.directory("d", Instant.MAX, ID);
        assertThat(back(late).mtime()).isEqualTo(Instant.parse("9999-12-31T23:59:59.999999999Z"));
        var early = Node.directory("d", Instant.MIN, ID);
        assertThat(back(early).mtime()).isEqualTo(Instant.parse("0000-01-01T00:00:00Z"));
    }

    @Test
    void timesOfOtherZonesAreRead() throws IOException {
        var tree =
                "{\"x\":[1],\"nodes\":[{\"name\":\"a\",\"type\":\"fifo\",\"new\":{\"a\":[]},\"mtime\":\"2020-06-01T02:00:00.5+02:00\"}],\"y\":1}";
        var node = read(tree.getBytes(StandardCharsets.UTF_8)).getFirst();
        assertThat(node.mtime()).isEqualTo(Instant.parse("2020-06-01T00:00:00.5Z"));
        assertThat(node.type()).isEqualTo(NodeType.FIFO);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{}",
                "{\"nodes\":{}}",
                "{\"nodes\":[",
                "{\"nodes\":[{\"type\":\"file\",\"content\":[]}]}",
                "{\"nodes\":[{\"name\":\"..\",\"type\":\"file\",\"content\":[]}]}",
                "{\"nodes\":[{\"name\":\"a/b\",\"type\":\"file\",\"content\":[]}]}",
                "{\"nodes\":[{\"name\":\"a\\\\x2fb\",\"type\":\"file\",\"content\":[]}]}",
                "{\"nodes\":[{\"name\":\"a\\\\q\",\"type\":\"file\",\"content\":[]}]}",
                "{\"nodes\":[{\"name\":\"a\\\\\",\"type\":\"file\",\"content\":[]}]}",
                "{\"nodes\":[{\"name\":\"a\",\"type\":\"file\",\"content\":[\"12\"]}]}",
                "{\"nodes\":[{\"name\":\"a\",\"type\":\"file\",\"content\":[1]}]}",
                "{\"nodes\":[{\"name\":\"a\",\"type\":\"fifo\",\"extended_attributes\":[1]}]}",
                "{\"nodes\":[{\"name\":{\"name\":\"a\"},\"type\":\"fifo\"}]}",
                "{\"nodes\":[{\"name\":\"a\",\"type\":\"file\",\"size\":-1,\"content\":[]}]}",
                "{\"nodes\":[{\"name\":\"a\",\"type\":\"file\",\"content\":null}]}",
                "{\"nodes\":[{\"name\":\"a\",\"type\":\"dir\"}]}",
                "{\"nodes\":[{\"name\":\"a\",\"type\":\"fifo\",\"mtime\":\"yesterday\"}]}",
                "{\"nodes\":[{\"name\":\"a\",\"type\":\"fifo\",\"mtime\":\"2020-13-01T00:00:00Z\"}]}",
                "{\"nodes\":[{\"name\":\"b\",\"type\":\"fifo\"},{\"name\":\"a\",\"type\":\"fifo\"}]}",
                "{\"nodes\":[{\"name\":\"a\",\"type\":\"fifo\"},{\"name\":\"a\",\"type\":\"fifo\"}]}"
            })
    void damagedTreesAreRefused(String tree) {
        assertThatThrownBy(() -> read(tree.getBytes(StandardCharsets.UTF_8))).isInstanceOf(InvalidTreeException.class);
    }

    @Test
    void nodesOutOfOrderAreNotWritten() {
        var writer = new TreeWriter();
        writer.add(file(new byte[] {(byte) 0xff}));
        assertThatThrownBy(() -> writer.add(file(new byte[] {'a'}))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void snapshotsAreReadAsTheyWereWritten() throws IOException {
        var snapshot = new Snapshot(
                TIME,
                ID,
                ID,
                List.of("/data"),
                "local",
                "root",
                5,
                6,
                List.of("bundle:com.example.app", "run:1"),
                "bundle-backup 1",
                ID,
                new Snapshot.Summary(TIME, TIME, 1, 2, 3, 4, 5, 6, 7));
        assertThat(Snapshot.parse(snapshot.toJson())).isEqualTo(snapshot);
        var plain = new Snapshot(TIME, null, ID, List.of("/"), "", "", 0, 0, List.of(), "", null, null);
        assertThat(Snapshot.parse(plain.toJson())).isEqualTo(plain);
    }

    @Test
    void snapshotsOfResticAreRead() throws IOException {
        var json = """
                {"time":"2026-11-27T20:28:49.346295661+02:00","tree":"54b16197e216e0b496f2cea2d664474d37c2729e2a73778e322f185c5eb1d6dd",
                "paths":["/srv"],"hostname":"vm","username":"root","excludes":["x"]}
                """;
        var snapshot = Snapshot.parse(json.getBytes(StandardCharsets.UTF_8));
        assertThat(snapshot.time()).isEqualTo(Instant.parse("2026-11-27T18:28:49.346295661Z"));
        assertThat(snapshot.paths()).containsExactly("/srv");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{}", "{\"time\":\"2020-01-01T00:00:00Z\"}", "{\"time\":\"x\",\"tree\":\"y\"}"})
    void damagedSnapshotsAreRefused(String json) {
        assertThatThrownBy(() -> Snapshot.parse(json.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(InvalidTreeException.class);
    }

    private static Node file(byte[] name) {
        return new Node(
                name, NodeType.FILE, 0600, TIME, TIME, TIME, 1, 2, 3, 0, 4, 2, null, List.of(), List.of(ID, ID), null);
    }

    private static Node back(Node node) throws IOException {
        var writer = new TreeWriter();
        writer.add(node);
        return read(text(writer).getBytes(StandardCharsets.UTF_8)).getFirst();
    }

    private static String text(TreeWriter writer) {
        return StandardCharsets.UTF_8.decode(writer.end()).toString();
    }

    private static List<Node> read(byte[] tree) throws IOException {
        var nodes = new ArrayList<Node>();
        var reader = new TreeReader(tree);
        for (var node = reader.next(); node != null; node = reader.next()) {
            nodes.add(node);
        }
        return nodes;
    }
}
