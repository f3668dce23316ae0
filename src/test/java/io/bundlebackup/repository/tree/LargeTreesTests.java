package io.bundlebackup.repository.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.bundlebackup.repository.blob.BlobId;
import io.bundlebackup.repository.blob.BlobReader;
import io.bundlebackup.repository.blob.BlobType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class LargeTreesTests {
    private static final int ENTRIES = 2_000;

    private final MemoryBlobs blobs = new MemoryBlobs();
    private final LargeTrees trees = new LargeTrees(1 << 20);

    @Test
    void pagesAndSingleEntriesAreThoseOfTheTree() throws IOException {
        long seed = System.nanoTime();
        var random = new Random(seed);
        var nodes = nodes(random);
        var id = tree(nodes);
        var tree = new SnapshotTree(blobs, id, trees);
        var whole = new SnapshotTree(blobs, id);
        for (int i = 0; i < 300; i++) {
            int at = random.nextInt(ENTRIES);
            int limit = 1 + random.nextInt(ENTRIES);
            var name = nodes.get(at).name();
            var between = Arrays.copyOf(name, name.length + 1);
            var expected = nodes.subList(at + 1, Math.min(ENTRIES, at + 1 + limit));
            assertThat(names(tree.list(id, name, limit))).as("seed %d", seed).isEqualTo(names(expected));
            assertThat(names(tree.list(id, between, limit))).as("seed %d", seed).isEqualTo(names(expected));
            assertThat(tree.find(name))
                    .as("seed %d", seed)
                    .usingRecursiveComparison()
                    .isEqualTo(whole.find(name));
            assertThat(tree.find(between)).as("seed %d", seed).isEmpty();
        }
        assertThat(names(tree.list(id, null, ENTRIES))).isEqualTo(names(nodes));
        assertThat(tree.list(id, new byte[] {(byte) 0xff, (byte) 0xff}, 9)).isEmpty();
    }

    @Test
    void aLargeTreeIsLoadedOnceAndReadAfterItsRepositoryHasLostIt() throws IOException {
        var nodes = nodes(new Random(1));
        var id = tree(nodes);
        var tree = new SnapshotTree(blobs, id, trees);
        tree.list(id, null, 10);
        blobs.lose(id);
        assertThat(tree.list(id, nodes.get(ENTRIES - 2).name(), 10)).hasSize(1);
        assertThat(tree.find(nodes.get(7).name())).isPresent();
        assertThat(blobs.takeLoaded()).containsExactly(id);
    }

    @Test
    void aTreeThatCannotBeReadIsNotRemembered() throws IOException {
        var good = nodes(new Random(2));
        var id = tree(good);
        var broken = bytes(good);
        Arrays.fill(broken, broken.length - 100, broken.length, (byte) 'x');
        var brokenId = blobs.save(BlobType.TREE, ByteBuffer.wrap(broken)).id();
        assertThatThrownBy(() -> new SnapshotTree(blobs, brokenId, trees).list(brokenId, null, 10))
                .isInstanceOf(InvalidTreeException.class);
        var content = bytes(good);
        blobs.lose(id);
        assertThatThrownBy(() -> new SnapshotTree(blobs, id, trees).list(id, null, 10))
                .isInstanceOf(IOException.class);
        blobs.save(BlobType.TREE, ByteBuffer.wrap(content));
        assertThat(new SnapshotTree(blobs, id, trees).list(id, null, 10)).hasSize(10);
    }

    @Test
    void theTreesThatWereUsedLongAgoMakeRoom() throws IOException {
        var ids = new ArrayList<BlobId>();
        long size = 0;
        for (int i = 0; i < 4; i++) {
            var nodes = nodes(new Random(i));
            ids.add(tree(nodes));
            size = Math.max(size, TreeParts.cut(bytes(nodes)).size());
        }
        var two = new LargeTrees(2 * size + size / 2);
        for (int i : List.of(0, 1, 0, 2, 0, 1)) {
            two.open(blobs, ids.get(i));
        }
        assertThat(blobs.takeLoaded()).containsExactly(ids.get(0), ids.get(1), ids.get(2), ids.get(1));

        var none = new LargeTrees(size / 2);
        none.open(blobs, ids.get(0));
        none.open(blobs, ids.get(0));
        assertThat(blobs.takeLoaded()).containsExactly(ids.get(0), ids.get(0));
    }

    @Test
    void aRememberedDirectoryTakesATenthOfItsTree() throws IOException {
        var writer = new TreeWriter();
        for (int i = 0; i < ENTRIES; i++) {
            writer.add(Node.file("a file with a name %06d".formatted(i), Instant.ofEpochSecond(i), 5, List.of()));
        }
        var tree = writer.end();
        var bytes = new byte[tree.remaining()];
        tree.get(bytes);
        assertThat(TreeParts.cut(bytes).size()).isLessThan(bytes.length / 10);
    }

    @Test
    @Timeout(20)
    void manyReadersLoadATreeOnceAndDoNotStopReadersOfAnother() throws Exception {
        var slow = tree(nodes(new Random(3)));
        var other = tree(nodes(new Random(4)));
        var begun = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        var stuck = new BlobReader() {
            @Override
            public byte[] load(BlobId id, BlobType type) throws IOException {
                if (id.equals(slow)) {
                    begun.countDown();
                    awaitUninterrupted(go);
                }
                return blobs.load(id, type);
            }

            @Override
            public int length(BlobId id, BlobType type) {
                return blobs.length(id, type);
            }
        };
        try (var readers = Executors.newVirtualThreadPerTaskExecutor()) {
            var pages = new ArrayList<Future<List<Node>>>();
            for (int i = 0; i < 8; i++) {
                pages.add(readers.submit(() -> new SnapshotTree(stuck, slow, trees).list(slow, null, 10)));
            }
            begun.await();
            assertThat(new SnapshotTree(stuck, other, trees).list(other, null, 10))
                    .hasSize(10);
            go.countDown();
            for (var page : pages) {
                assertThat(page.get()).hasSize(10);
            }
        }
        assertThat(blobs.takeLoaded()).containsExactly(other, slow);
    }

    @Test
    @Timeout(20)
    void aTreeThatAnotherThreadCouldNotReadTakesNoRoomOfOthers() throws Exception {
        var one = nodes(new Random(5));
        var id = tree(one);
        var other = tree(nodes(new Random(6)));
        var two = new LargeTrees(2 * TreeParts.cut(bytes(one)).size() + 10_000);
        var begun = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        var failsFirst = new BlobReader() {
            @Override
            public byte[] load(BlobId wanted, BlobType type) throws IOException {
                if (begun.getCount() > 0) {
                    begun.countDown();
                    awaitUninterrupted(go);
                    throw new IOException("the first read fails");
                }
                return blobs.load(wanted, type);
            }

            @Override
            public int length(BlobId wanted, BlobType type) {
                return blobs.length(wanted, type);
            }
        };
        var failing = Thread.ofPlatform()
                .start(() -> assertThatThrownBy(() -> two.open(failsFirst, id)).isInstanceOf(IOException.class));
        begun.await();
        var waiting = Thread.ofPlatform()
                .start(() -> assertThatCode(() -> two.open(failsFirst, id)).doesNotThrowAnyException());
        await().until(() -> waiting.getState() == Thread.State.BLOCKED);
        go.countDown();
        failing.join();
        waiting.join();
        blobs.takeLoaded();

        for (var each : List.of(id, other, id, other)) {
            two.open(blobs, each);
        }

        assertThat(blobs.takeLoaded()).containsExactly(id, other);
    }

    private static void awaitUninterrupted(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private static List<String> names(List<Node> nodes) {
        return nodes.stream().map(node -> HexFormat.of().formatHex(node.name())).toList();
    }

    /** Files whose names are random bytes, in order. */
    private List<Node> nodes(Random random) {
        var content = blobs.save(BlobType.DATA, ByteBuffer.wrap("x".getBytes(StandardCharsets.UTF_8)))
                .id();
        var nodes = new ArrayList<Node>();
        for (int i = 0; i < ENTRIES; i++) {
            var name = new byte[12 + random.nextInt(60)];
            random.nextBytes(name);
            for (int at = 0; at < name.length; at++) {
                if (name[at] == '/' || name[at] == 0) {
                    name[at] = 'a';
                }
            }
            var numbered = "%06d-".formatted(i).getBytes(StandardCharsets.UTF_8);
            System.arraycopy(numbered, 0, name, 0, numbered.length);
            nodes.add(new Node(
                    name,
                    NodeType.FILE,
                    0644,
                    Instant.ofEpochSecond(i, i),
                    Node.UNKNOWN,
                    Node.UNKNOWN,
                    1,
                    2,
                    i,
                    0,
                    i,
                    1,
                    null,
                    List.of(),
                    List.of(content),
                    null));
        }
        return nodes;
    }

    private BlobId tree(List<Node> nodes) {
        return blobs.save(BlobType.TREE, ByteBuffer.wrap(bytes(nodes))).id();
    }

    private static byte[] bytes(List<Node> nodes) {
        var writer = new TreeWriter();
        nodes.forEach(writer::add);
        var tree = writer.end();
        var bytes = new byte[tree.remaining()];
        tree.get(bytes);
        return bytes;
    }
}
