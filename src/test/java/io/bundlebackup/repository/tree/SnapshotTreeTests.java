package io.bundlebackup.repository.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bundlebackup.repository.blob.BlobId;
import io.bundlebackup.repository.blob.BlobType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SnapshotTreeTests {
    private final MemoryBlobs blobs = new MemoryBlobs();
    private final BlobId one = data("0123");
    private final BlobId two = data("456");
    private final BlobId three = data("789abc");
    private final Node file = Node.file("f", Instant.EPOCH, 13, List.of(one, two, three));
    private final BlobId inner = tree(file);
    private final BlobId root = tree(
            Node.file("a", Instant.EPOCH, 0, List.of()),
            Node.directory("d", Instant.EPOCH, inner),
            Node.file("d!", Instant.EPOCH, 4, List.of(one)));
    private final SnapshotTree tree = new SnapshotTree(blobs, root);

    @Test
    void findsPaths() throws IOException {
        assertThat(tree.find("a"))
                .hasValueSatisfying(node -> assertThat(node.isFile()).isTrue());
        assertThat(tree.find("d/f"))
                .hasValueSatisfying(node -> assertThat(node.size()).isEqualTo(13));
        assertThat(tree.find("d/g")).isEmpty();
        assertThat(tree.find("a/f")).isEmpty();
        assertThat(tree.find("d/")).isEmpty();
        assertThat(tree.find("")).isEmpty();
        assertThat(tree.directory(new byte[0])).contains(root);
        assertThat(tree.directory(new byte[] {'d'})).contains(inner);
        assertThat(tree.directory(new byte[] {'a'})).isEmpty();
    }

    @Test
    void listsPages() throws IOException {
        assertThat(names(tree.list(root, null, 2))).containsExactly("a", "d");
        assertThat(names(tree.list(root, new byte[] {'d'}, 2))).containsExactly("d!");
        assertThat(names(tree.list(root, new byte[] {'b'}, 9))).containsExactly("d", "d!");
    }

    @Test
    void walksInTheOrderOfPaths() throws IOException, InterruptedException {
        var paths = new ArrayList<String>();
        tree.walk(root, (path, _) -> paths.add(new String(path, StandardCharsets.UTF_8)));
        assertThat(paths).containsExactly("a", "d", "d/f", "d!");
    }

    @Test
    void readsEveryPartOfAFile() throws IOException {
        var whole = "0123456789abc";
        for (int from = 0; from <= whole.length(); from++) {
            for (int to = from; to <= whole.length(); to++) {
                try (var in = tree.content(file, from, to - from)) {
                    assertThat(in.readAllBytes()).asString().isEqualTo(whole.substring(from, to));
                }
            }
        }
    }

    @Test
    void loadsNoBlobThatAPartDoesNotNeed() throws IOException {
        blobs.takeLoaded();
        try (var in = tree.content(file, 5, 2)) {
            in.readAllBytes();
        }
        assertThat(blobs.takeLoaded()).containsExactly(two);
    }

    @Test
    void fewerBytesThanTheSizeAreAnError() throws IOException {
        var cut = Node.file("f", Instant.EPOCH, 5, List.of(one));
        try (var in = tree.content(cut)) {
            assertThatThrownBy(in::readAllBytes).isInstanceOf(InvalidTreeException.class);
        }
    }

    @Test
    void missingBlobsAreAnError() throws IOException {
        blobs.lose(two);
        try (var in = tree.content(file)) {
            assertThat(in.readNBytes(4)).asString().isEqualTo("0123");
            assertThatThrownBy(in::read).isInstanceOf(IOException.class);
        }
        blobs.lose(inner);
        assertThatThrownBy(() -> tree.find("d/f")).isInstanceOf(IOException.class);
    }

    private static List<String> names(List<Node> nodes) {
        return nodes.stream()
                .map(node -> new String(node.name(), StandardCharsets.UTF_8))
                .toList();
    }

    private BlobId data(String text) {
        return blobs.save(BlobType.DATA, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)))
                .id();
    }

    private BlobId tree(Node... nodes) {
        var writer = new TreeWriter();
        for (var node : nodes) {
            writer.add(node);
        }
        return blobs.save(BlobType.TREE, writer.end()).id();
    }
}
