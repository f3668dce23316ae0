package io.bundlebackup.vault.work;

import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.bundle.selection.PathSelection;
import io.bundlebackup.manifest.ManifestReader;
import io.bundlebackup.posix.RawFiles;
import io.bundlebackup.repository.blob.BlobId;
import io.bundlebackup.repository.blob.BlobType;
import io.bundlebackup.repository.tree.Node;
import io.bundlebackup.repository.tree.SnapshotTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SnapshotWorkTests {
    private final SnapshotChain chain;

    SnapshotWorkTests() throws IOException {
        chain = new SnapshotChain();
    }

    @AfterEach
    void close() {
        chain.close();
    }

    @Test
    void aSnapshotHasDataManifestAndCapabilities() throws Exception {
        chain.file("a/b/c", "content");
        chain.file("empty", "");
        Files.createSymbolicLink(chain.source.resolve("link"), Path.of("a"));

        var facts = chain.backUp().facts();

        chain.assertSame();
        var tree = new SnapshotTree(chain.blobs, facts.tree());
        try (var capabilities = tree.content(tree.find("capabilities.json").orElseThrow())) {
            assertThat(capabilities.readAllBytes()).isEqualTo(SnapshotChain.CAPABILITIES);
        }
        try (var manifest =
                new ManifestReader(tree.content(tree.find("manifest").orElseThrow()))) {
            assertThat(manifest.header().generation()).isEqualTo(chain.last().id());
        }
        assertThat(chain.last().lines()).allMatch(line -> line.fileName().isEmpty());
        assertThat(facts.files()).isEqualTo(2);
        assertThat(facts.bytes()).isEqualTo(7);
        assertThat(facts.changed()).isEqualTo(6);
        assertThat(facts.failedCount()).isZero();
        assertThat(facts.addedBytes()).isPositive();
        assertThat(chain.last().log().files).isEqualTo(2);
        assertThat(chain.last().log().bytes).isEqualTo(7);
    }

    @Test
    void nothingOfAnUnchangedTreeIsBuiltOrLoaded() throws Exception {
        chain.file("a/b/c", "content");
        chain.file("d", "more");
        var first = chain.backUp();
        chain.blobs.takeLoaded();

        var second = chain.backUp();

        assertThat(data(second.facts().tree())).isEqualTo(data(first.facts().tree()));
        assertThat(chain.blobs.takeLoaded()).doesNotContain(data(first.facts().tree()));
        assertThat(second.facts().changed()).isZero();
        assertThat(second.facts().removed()).isZero();
        assertThat(second.facts().files()).isEqualTo(2);
        assertThat(second.log().files).isZero();
        chain.assertSame();
    }

    @Test
    void onlyDirectoriesAboveChangesAreBuiltAndLoaded() throws Exception {
        chain.file("a/b/c", "content");
        chain.file("a/e/f", "content of f");
        chain.file("g/h", "content of h");
        var first = chain.backUp();
        var before = new SnapshotTree(chain.blobs, first.facts().tree());
        chain.file("a/b/c", "other content");
        chain.blobs.takeLoaded();

        var second = chain.backUp();

        var loaded = chain.blobs.takeLoaded();
        var after = new SnapshotTree(chain.blobs, second.facts().tree());
        assertThat(loaded).contains(subtree(before, "data/a"), subtree(before, "data/a/b"));
        assertThat(loaded).doesNotContain(subtree(before, "data/a/e"), subtree(before, "data/g"));
        assertThat(subtree(after, "data/g")).isEqualTo(subtree(before, "data/g"));
        assertThat(subtree(after, "data/a/e")).isEqualTo(subtree(before, "data/a/e"));
        assertThat(second.facts().changed()).isEqualTo(1);
        chain.assertSame();
    }

    @Test
    void changesOfAttributesStoreNoContent() throws Exception {
        var file = chain.file("a/b", "content");
        chain.backUp();
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--------"));
        Files.setPosixFilePermissions(chain.source.resolve("a"), PosixFilePermissions.fromString("rwx------"));

        var log = chain.backUp().log();

        assertThat(log.stored).isZero();
        assertThat(log.files)
                .as("the scan does not read the file, so storing it does")
                .isEqualTo(1);
        chain.assertSame();
    }

    @Test
    void removedEntriesAreCounted() throws Exception {
        chain.file("a/b", "content");
        chain.file("a/c", "content");
        chain.file("d/e", "content");
        chain.backUp();
        Files.delete(chain.source.resolve("a/b"));
        Files.delete(chain.source.resolve("d/e"));
        Files.delete(chain.source.resolve("d"));

        assertThat(chain.backUp().facts().removed()).isEqualTo(3);

        chain.assertSame();
    }

    @Test
    void aNewNameOfAnUnchangedFileIsAHardLink() throws Exception {
        chain.file("a/one", "content");
        chain.file("b/other", "x");
        chain.backUp();
        Files.createLink(chain.source.resolve("b/two"), chain.source.resolve("a/one"));
        chain.backUp();
        chain.assertSame();
        Files.delete(chain.source.resolve("a/one"));
        chain.backUp();
        chain.assertSame();
    }

    @Test
    void recentFilesAreBackedUpAsOthers() throws Exception {
        chain.clockAhead(Duration.ZERO);
        chain.file("a/b", "content");
        chain.backUp();
        chain.assertSame();
        chain.backUp();
        chain.assertSame();
        assertThat(chain.last().log().stored).isZero();
        assertThat(chain.last().facts().changed()).isZero();
    }

    @Test
    void aLargeFileIsCutAndAChangedBlockStoresFewPieces() throws Exception {
        var content = new byte[20 << 20];
        new Random(1).nextBytes(content);
        Files.write(chain.source.resolve("large"), content);
        chain.backUp();
        chain.assertSame();
        var pieces = new SnapshotTree(chain.blobs, chain.last().facts().tree())
                .find("data/large")
                .flatMap(node -> Optional.ofNullable(node.content()))
                .orElseThrow();
        assertThat(pieces.size()).isBetween(8, 40);

        content[10 << 20]++;
        Files.write(chain.source.resolve("large"), content);
        var facts = chain.backUp().facts();

        chain.assertSame();
        assertThat(facts.addedBytes()).isLessThan(10 << 20);
    }

    @Test
    void directoriesThatTheSelectionDoesNotTakeAreMade() throws Exception {
        chain.selecting(PathSelection.of(List.of("a/b/*.txt"), List.of()));
        chain.file("a/b/c.txt", "content");
        chain.file("a/b/d", "left out");
        chain.file("e/f", "left out");
        chain.backUp();
        var tree = new SnapshotTree(chain.blobs, chain.last().facts().tree());
        assertThat(tree.find("data/a/b/c.txt")).isPresent();
        assertThat(tree.find("data/a/b/d")).isEmpty();
        assertThat(tree.find("data/e")).isEmpty();

        chain.file("a/b/e.txt", "new");
        chain.backUp();

        tree = new SnapshotTree(chain.blobs, chain.last().facts().tree());
        assertThat(tree.list(subtree(tree, "data/a/b"), null, 9)).hasSize(2);
        assertThat(chain.last().log().files).isEqualTo(1);
    }

    @Test
    void anUnreadableFileKeepsItsEarlierContent() throws Exception {
        chain.file("a/b", "content");
        chain.file("c", "other");
        chain.backUp();
        chain.file("a/b", "later content");

        chain.backUp(chain.blobs, chain.blobs, () -> delete(chain.source.resolve("a/b")));

        assertThat(chain.last().log().failed).containsExactly("a/b: it vanished while the backup ran");
        assertThat(chain.last().facts().failedCount()).isEqualTo(1);
        assertThat(text("data/a/b")).isEqualTo("content");
        assertThat(chain.last().line("a/b").ctime()).isNull();
        try (var manifest = ManifestReader.open(chain.last().facts().manifest())) {
            assertThat(manifest.header().failures().count()).isEqualTo(1);
        }
    }

    @Test
    void aFileThatWasNeverReadIsMissing() throws Exception {
        chain.file("a/b", "content");
        chain.file("c", "other");
        chain.backUp(chain.blobs, chain.blobs, () -> delete(chain.source.resolve("a/b")));
        assertThat(chain.last().facts().failedCount()).isEqualTo(1);
        assertThat(new SnapshotTree(chain.blobs, chain.last().facts().tree()).find("data/a/b"))
                .isEmpty();
        assertThat(text("data/c")).isEqualTo("other");
    }

    @Test
    void withoutTheParentsTreesEverythingIsStored() throws Exception {
        chain.file("a/b", "content");
        chain.file("a/c", "content of c");
        var first = chain.backUp();
        chain.blobs.lose(subtree(new SnapshotTree(chain.blobs, first.facts().tree()), "data/a"));
        chain.file("a/b", "other content");

        chain.backUp();

        assertThat(chain.last().log().damaged).hasSize(1);
        chain.assertSame();

        chain.blobs.lose(BlobType.TREE);
        chain.backUp();

        assertThat(chain.last().log().damaged).hasSize(1);
        chain.assertSame();
    }

    @Test
    void aLostPieceOfAnUnchangedFileIsStoredAgain() throws Exception {
        chain.file("a/b", "content");
        chain.file("a/c", "content of c");
        var first = chain.backUp();
        var lost = new SnapshotTree(chain.blobs, first.facts().tree())
                .find("data/a/c")
                .map(Node::content)
                .orElseThrow()
                .getFirst();
        chain.blobs.lose(lost);
        Files.writeString(chain.source.resolve("a/b"), "!", StandardOpenOption.APPEND);

        chain.backUp();

        assertThat(chain.last().log().damaged).hasSize(1);
        chain.assertSame();
    }

    @Test
    void namesThatAreNotUtf8AreKept() throws Throwable {
        chain.file("\u00ff\u0001/a\"\\", "content");
        RawFiles.setXattr(chain.file("x", ""), "user.k".getBytes(StandardCharsets.US_ASCII), new byte[] {0, -1});
        chain.backUp();
        chain.assertSame();
    }

    private static void delete(Path path) {
        try {
            Files.delete(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String text(String path) throws IOException {
        var tree = new SnapshotTree(chain.blobs, chain.last().facts().tree());
        try (var in = tree.content(tree.find(path).orElseThrow())) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private BlobId data(BlobId root) throws IOException {
        return subtree(new SnapshotTree(chain.blobs, root), "data");
    }

    private static BlobId subtree(SnapshotTree tree, String path) throws IOException {
        return tree.find(path).map(Node::subtree).orElseThrow();
    }
}
