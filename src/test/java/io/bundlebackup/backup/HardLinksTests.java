package io.bundlebackup.backup;

import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.archive.TarTools;
import io.bundlebackup.session.FileCounts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Files with several names. */
class HardLinksTests {
    private static final int BIG = 3_001;

    private BackupFixture backup;

    HardLinksTests() throws IOException {
        backup = new BackupFixture();
    }

    @BeforeEach
    void oneFileBefore() throws IOException {
        backup.file("0", "first of all");
    }

    @AfterEach
    void tidyUp() {
        backup.close();
    }

    private void assertWhole() throws IOException {
        backup.assertTotalsReached();
        backup.assertManifestsAgree();
        backup.assertSameTree();
    }

    @Test
    void becomeLinkEntriesInOnePart() throws Exception {
        backup.file("a", 1_000);
        backup.link("b", "a");
        backup.link("d/c", "a");

        backup.backUp();

        assertThat(backup.lines())
                .containsExactly("0 part.0.tar", "a part.0.tar", "b part.0.tar -> a", "d/c part.0.tar -> a");
        assertThat(backup.client.total).isEqualTo(new FileCounts.Tally(4, 1_012));
        var listed =
                TarTools.run("tar", "-tvf", backup.folder.resolve("part.0.tar").toString());
        assertThat(listed).contains(" b link to a\n", " d/c link to a\n");
        assertWhole();
    }

    @Test
    void arePackedAgainInEachPartAndLinkedThere() throws Exception {
        backup.file("a", 1_000);
        for (var name : new String[] {"b", "c", "d", "e"}) {
            backup.link(name, "a");
        }

        // The root, 0 and a; b, c and d; e.
        backup.cutAt(3_000, 100_000, 3).backUp();

        assertThat(backup.lines())
                .containsExactly(
                        "0 part.0.tar",
                        "a part.0.tar",
                        "b part.1.tar -> a",
                        "c part.1.tar -> a",
                        "d part.1.tar -> a",
                        "e part.2.tar -> a");
        assertThat(backup.manifest("part.1.tar"))
                .extracting(e -> String.valueOf(e.link()))
                .containsExactly("null", "b", "b");
        assertThat(backup.client.total).isEqualTo(new FileCounts.Tally(6, 3_012));
        assertWhole();
    }

    @Test
    void ofABigFileAreLinesOfItsManifestAndNotSentAgain() throws Exception {
        backup.file("a.db", BIG);
        backup.link("b.tar", "a.db");
        backup.link("d/c", "a.db");

        backup.backUp();

        assertThat(backup.client.announced).hasSize(3);
        var uri = backup.client.announced.get(1).startsWith("part")
                ? backup.client.announced.getFirst()
                : backup.client.announced.get(1);
        assertThat(backup.lines())
                .containsExactly("0 part.0.tar", "a.db " + uri, "b.tar " + uri + " -> a.db", "d/c " + uri + " -> a.db");
        assertThat(backup.manifest(uri))
                .extracting(e -> String.valueOf(e.link()))
                .containsExactly("null", "a.db", "a.db");
        assertThat(backup.client.total).isEqualTo(new FileCounts.Tally(4, BIG + 12));
        assertWhole();
    }

    @Test
    void outsideOfWhatIsTakenDoNotCount() throws Exception {
        backup.file("a", 10);
        Files.createLink(backup.directory.resolve("outside"), backup.at("a"));

        backup.backUp();

        assertThat(backup.lines()).containsExactly("0 part.0.tar", "a part.0.tar");
        backup.assertTotalsReached();
    }

    @Test
    void standForThemselvesWhenTheFirstIsReplacedBeforeItIsPacked() throws Exception {
        backup.file("a", 5);
        backup.link("b", "a");
        backup.link("c", "a");
        backup.file("gone", 1);

        // Each in a part of its own, and more parts than are packed ahead of the first announcement.
        whenAnnounced("part.1.tar", () -> replace("z1", "another z1"));
        backup.file("z1", 5);
        for (int i = 2; i < 20; i++) {
            backup.link("z" + i, "z1");
        }
        backup.cutAt(3_000, 1, 1).backUp();

        backup.assertManifestsAgree();
        var lines = backup.lines();
        assertThat(lines).filteredOn(line -> line.startsWith("z1 ")).allMatch(line -> !line.contains("->"));
        var second =
                lines.stream().filter(l -> l.startsWith("z10 ")).findFirst().orElseThrow();
        assertThat(second).doesNotContain("->");
        assertThat(lines).filteredOn(l -> l.startsWith("z2 ")).allMatch(l -> l.endsWith("-> z10"));
    }

    @Test
    void ofABigFileAreSentByThemselvesWhenTheFirstIsGone() throws Exception {
        backup.file("m", BIG);
        backup.link("n", "m");
        backup.link("o", "m");
        whenAnnounced("part.0.tar", () -> {});
        backup.file("a", BIG);
        for (int i = 0; i < 20; i++) {
            backup.file("b" + i, BIG + i);
        }
        whenFirstAnnounced(() -> Files.delete(backup.at("m")));

        backup.backUp();

        assertThat(backup.client.failures).containsExactly("m: it vanished while the backup ran");
        backup.assertManifestsAgree();
        var lines = backup.lines();
        assertThat(lines).noneMatch(line -> line.startsWith("m "));
        assertThat(lines).filteredOn(l -> l.startsWith("n ")).hasSize(1).allMatch(l -> !l.contains("->"));
        assertThat(lines).filteredOn(l -> l.startsWith("o ")).hasSize(1).allMatch(l -> l.endsWith("-> n"));
        assertThat(backup.client.closed().files()).isEqualTo(backup.client.total.files() - 1);
    }

    @Test
    void ofABigFileAreSentByThemselvesWhenTheFirstIsReplacedAfterItWasAnnounced() throws Exception {
        backup.file("a", BIG);
        backup.link("b", "a");
        var uri = uriOf("a");
        whenAnnounced(uri, () -> {
            if (backup.client.announced.size() < 3) {
                replace("a", "r".repeat(BIG + 5));
            }
        });

        backup.backUp();

        assertThat(backup.client.failures).isEmpty();
        assertThat(backup.lines()).containsExactly("0 part.0.tar", "a " + uri, "b " + uriOf("b"));
        backup.assertManifestsAgree();
        backup.assertSameFiles();
    }

    @Test
    void ofABigFileThatIsGivenUpAreSentByThemselves() throws Exception {
        backup.file("a", BIG);
        backup.link("b", "a");
        var uri = uriOf("a");
        whenAnnounced(uri, () -> Files.deleteIfExists(backup.at("a")));

        backup.backUp();

        assertThat(backup.client.failures).containsExactly("a: it kept changing, or is gone, and was given up");
        assertThat(backup.lines()).containsExactly("0 part.0.tar", "b " + uriOf("b"));
    }

    @Test
    void comeAlongWhenTheBigFileIsAnnouncedAnew() throws Exception {
        backup.file("a", BIG);
        backup.link("b", "a");
        backup.link("c", "a");
        var uri = uriOf("a");
        whenAnnounced(uri, () -> {
            if (backup.client.announced.size() < 3) {
                Files.writeString(backup.at("b"), "n".repeat(BIG + 1));
                Files.delete(backup.at("c"));
            }
        });

        backup.backUp();

        assertThat(backup.client.failures).containsExactly("c: it vanished while the backup ran");
        assertThat(backup.lines()).containsExactly("0 part.0.tar", "a " + uri, "b " + uri + " -> a");
        backup.assertManifestsAgree();
        backup.assertSameFiles();
    }

    private static String uriOf(String path) throws Exception {
        var digest = java.security.MessageDigest.getInstance("SHA-256").digest(path.getBytes());
        return java.util.HexFormat.of().formatHex(digest).substring(0, 16);
    }

    private void whenAnnounced(String uri, ImmediateClient.Action action) {
        backup.client.beforeFetching(uri, action);
    }

    private void whenFirstAnnounced(ImmediateClient.Action action) throws Exception {
        whenAnnounced(uriOf("a"), action);
    }

    /** As editors do: another file takes the name. */
    private void replace(String name, String text) throws IOException {
        var fresh = Files.writeString(backup.directory.resolve("fresh"), text);
        Files.move(fresh, backup.at(name), StandardCopyOption.ATOMIC_MOVE);
    }
}
