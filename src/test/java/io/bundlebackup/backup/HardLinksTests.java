package io.bundlebackup.backup;

import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.archive.tar.TarTools;
import io.bundlebackup.session.state.FileCounts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
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
    void furtherNamesBecomeLinkEntriesInOnePart() throws Exception {
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
    void contentIsPackedOnceInEachPart() throws Exception {
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
    void furtherNamesOfABigFileAreListedAndNotDeliveredAgain() throws Exception {
        backup.file("a.db", BIG);
        backup.link("b.tar", "a.db");
        backup.link("d/c", "a.db");

        backup.backUp();

        assertThat(backup.client.announced).hasSize(3);
        var uri = uriOf("a.db") + ".db";
        assertThat(backup.lines())
                .containsExactly("0 part.0.tar", "a.db " + uri, "b.tar " + uri + " -> a.db", "d/c " + uri + " -> a.db");
        assertThat(backup.manifest(uri))
                .extracting(e -> String.valueOf(e.link()))
                .containsExactly("null", "a.db", "a.db");
        assertThat(backup.client.total).isEqualTo(new FileCounts.Tally(4, BIG + 12));
        assertWhole();
    }

    @Test
    void namesOutsideTheSelectionAreIgnored() throws Exception {
        backup.file("a", 10);
        Files.createLink(backup.directory.resolve("outside"), backup.at("a"));

        backup.backUp();

        assertThat(backup.lines()).containsExactly("0 part.0.tar", "a part.0.tar");
        backup.assertTotalsReached();
    }

    @Test
    void namesAreSeparatedWhenTheFirstIsReplacedBeforePacking() throws Exception {
        backup.file("a", 5);
        backup.link("b", "a");
        backup.link("c", "a");
        backup.client.afterScan(() -> replace("a", "another"));

        backup.backUp();

        assertThat(backup.client.failures).isEmpty();
        assertThat(backup.lines()).containsExactly("0 part.0.tar", "a part.0.tar", "b part.0.tar", "c part.0.tar -> b");
        backup.assertManifestsAgree();
        backup.assertSameFiles();
    }

    @Test
    void remainingNamesStayLinkedWhenOneIsReplaced() throws Exception {
        backup.file("a", 5);
        for (var name : new String[] {"b", "c", "d"}) {
            backup.link(name, "a");
        }
        backup.client.afterScan(() -> replace("b", "another"));

        backup.backUp();

        assertThat(backup.lines())
                .containsExactly(
                        "0 part.0.tar", "a part.0.tar", "b part.0.tar", "c part.0.tar -> a", "d part.0.tar -> a");
        assertThat(backup.manifest("part.0.tar"))
                .extracting(e -> String.valueOf(e.link()))
                .containsExactly("null", "null", "null", "null", "a", "a");
        backup.assertSameFiles();
    }

    @Test
    void namesAreLinkedWhenAllAreReplacedByOneFile() throws Exception {
        for (int size : new int[] {5, BIG}) {
            var first = "a" + size;
            backup.file(first, size);
            backup.link("b" + size, first);
        }
        backup.client.afterScan(() -> {
            for (int size : new int[] {5, BIG}) {
                var first = "a" + size;
                replace(first, "n".repeat(size));
                Files.delete(backup.at("b" + size));
                backup.link("b" + size, first);
            }
        });

        backup.backUp();

        assertThat(backup.lines()).contains("b5 part.0.tar -> a5").anyMatch(l -> l.endsWith(" -> a" + BIG));
        backup.assertManifestsAgree();
        backup.assertSameFiles();
    }

    @Test
    void namesLinkToTheFirstDeliveredName() throws Exception {
        backup.file("a", 5);
        backup.link("b", "a");
        backup.link("c", "a");
        backup.link("d", "a");
        backup.client.afterScan(() -> Files.delete(backup.at("a")));

        // The root, 0 and a; b, c and d.
        backup.cutAt(3_000, 1_000, 3).backUp();

        assertThat(backup.client.failures).containsExactly("a: it vanished while the backup ran");
        assertThat(backup.lines())
                .containsExactly("0 part.0.tar", "b part.1.tar", "c part.1.tar -> b", "d part.1.tar -> b");
        backup.assertManifestsAgree();
        backup.assertSameFiles();
    }

    @Test
    void furtherNamesOfABigFileAreDeliveredWhenTheFirstIsGone() throws Exception {
        backup.file("m", BIG);
        backup.link("n", "m");
        backup.link("o", "m");
        backup.client.afterScan(() -> Files.delete(backup.at("m")));

        backup.backUp();

        assertThat(backup.client.failures).containsExactly("m: it vanished while the backup ran");
        assertThat(backup.lines()).containsExactly("0 part.0.tar", "n " + uriOf("n"), "o " + uriOf("o") + " -> n");
        backup.assertManifestsAgree();
        backup.assertSameFiles();
        assertThat(backup.client.closed().files()).isEqualTo(backup.client.total.files() - 1);
    }

    @Test
    void furtherNamesOfABigFileAreDeliveredWhenTheyWereReplaced() throws Exception {
        backup.file("a", BIG);
        backup.link("b", "a");
        backup.link("c", "a");
        backup.client.afterScan(() -> replace("b", "small now"));

        backup.backUp();

        assertThat(backup.client.failures).isEmpty();
        assertThat(backup.lines())
                .containsExactly("0 part.0.tar", "a " + uriOf("a"), "b " + uriOf("b"), "c " + uriOf("a") + " -> a");
        backup.assertManifestsAgree();
        backup.assertSameFiles();
    }

    @Test
    void remainingLinksAreDeliveredWhenFirstNameIsReplaced() throws Exception {
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
    void furtherNamesOfABigFileThatIsGivenUpAreDelivered() throws Exception {
        backup.file("a", BIG);
        backup.link("b", "a");
        var uri = uriOf("a");
        whenAnnounced(uri, () -> Files.deleteIfExists(backup.at("a")));

        backup.backUp();

        assertThat(backup.client.failures).containsExactly("a: it kept changing, or is gone, and was given up");
        assertThat(backup.lines()).containsExactly("0 part.0.tar", "b " + uriOf("b"));
    }

    @Test
    void furtherNamesAreListedAgainWhenTheBigFileIsAnnouncedAgain() throws Exception {
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
        var digest = java.security.MessageDigest.getInstance("SHA-256").digest(path.getBytes(StandardCharsets.UTF_8));
        return java.util.HexFormat.of().formatHex(digest).substring(0, 16);
    }

    private void whenAnnounced(String uri, ImmediateClient.Action action) {
        backup.client.beforeFetching(uri, action);
    }

    /** As editors do: another file takes the name. */
    private void replace(String name, String text) throws IOException {
        var fresh = Files.writeString(backup.directory.resolve("fresh"), text);
        Files.move(fresh, backup.at(name), StandardCopyOption.ATOMIC_MOVE);
    }
}
