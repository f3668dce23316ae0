package io.bundlebackup.journey.restore;

import static io.bundlebackup.journey.SourceTree.dir;
import static io.bundlebackup.journey.SourceTree.file;
import static io.bundlebackup.journey.SourceTree.link;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bundlebackup.archive.tar.TarBytes;
import io.bundlebackup.backup.Picture;
import io.bundlebackup.journey.HandMadeManifest;
import io.bundlebackup.journey.JourneyTest;
import io.bundlebackup.journey.RestoreSession;
import io.bundlebackup.journey.SourceTree;
import io.bundlebackup.posix.RawFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What a restore leaves of what was there, and what a dry run says of that beforehand. */
class RestoreModesJourneyIntegrationTests extends JourneyTest {
    private static final String FACTS = "{\"versionCode\":1000000,\"versionName\":\"1.0.0\"";

    private Path saved(String bundle) {
        var session = alice.backUp(bundle);
        session.pull(folder);
        session.recorder().await("onAllBundlesEnd");
        return folder.resolve(bundle);
    }

    /** The paths below a bundle's data, without the root. */
    private List<String> paths(String bundle) {
        var source = service.source(bundle);
        try (Stream<Path> all = Files.walk(source)) {
            return all.filter(path -> !path.equals(source))
                    .map(path -> source.relativize(path).toString())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void change(String bundle) throws IOException {
        var source = service.source(bundle);
        SourceTree.tree(file("a", "changed"), file("new", "new"), dir("d", file("also-new", "new")), dir("new-d"))
                .plant(source);
        Files.delete(source.resolve("d/b"));
        Files.delete(source.resolve("to-a"));
    }

    private String bundle() {
        return service.bundle(file("a", "hi"), dir("d", file("b", "ho")), link("to-a", "a"));
    }

    @Test
    void replacesEverything() throws IOException {
        var bundle = bundle();
        var saved = saved(bundle);
        var before = Picture.of(service.source(bundle));
        change(bundle);

        var restore = RestoreSession.with(alice, bundle, "\"restoreMode\":\"replace\"");
        restore.uploadAll(bundle, saved, new Random(1));
        restore.restore(bundle);

        Picture.of(service.source(bundle)).assertSameAs(before, "the replaced tree");
    }

    @Test
    void mergeKeepsUnlistedEntries() throws IOException {
        var bundle = bundle();
        var saved = saved(bundle);
        change(bundle);

        var restore = RestoreSession.with(alice, bundle, "\"restoreMode\":\"merge\"");
        restore.uploadAll(bundle, saved, new Random(2));
        restore.restore(bundle);

        assertThat(paths(bundle)).containsExactly("a", "d", "d/also-new", "d/b", "new", "new-d", "to-a");
        assertThat(service.source(bundle).resolve("a")).hasContent("hi");
        assertThat(service.source(bundle).resolve("d/also-new")).hasContent("new");
    }

    @Test
    void mergeReplacesEntriesOfOtherTypes() throws IOException {
        var bundle = bundle();
        var saved = saved(bundle);
        var source = service.source(bundle);
        Files.delete(source.resolve("a"));
        Files.delete(source.resolve("d/b"));
        SourceTree.tree(dir("a", file("below", "x")), dir("d", dir("b", file("below", "x"))))
                .plant(source);

        var restore = RestoreSession.with(alice, bundle, "\"restoreMode\":\"merge\"");
        restore.uploadAll(bundle, saved, new Random(3));
        restore.restore(bundle);

        assertThat(paths(bundle)).containsExactly("a", "d", "d/b", "to-a");
        assertThat(source.resolve("a")).hasContent("hi");
    }

    /** What counts is the selection that the target has now, not what there was when the backup was made. */
    @Test
    void replacingKeepsWhatTheSelectionLeavesOutNow() throws IOException {
        var bundle = "com.example.selected";
        service.bundleNamed(bundle, FACTS + "}", file("a", "hi"), file("cache", "then"), dir("d", file("b", "ho")));
        var saved = saved(bundle);
        var source = service.source(bundle);
        Files.writeString(
                source.resolveSibling("bundle.json"),
                FACTS + ",\"includes\":[\"a\",\"d\",\"logs\",\"cache\"],\"excludes\":[\"logs/kept\",\"d/kept\"]}");
        SourceTree.tree(
                        file("a", "changed"),
                        file("outside", "kept"),
                        dir("logs", file("kept", "kept"), file("gone", "gone")),
                        dir("d", file("kept", "kept"), file("gone", "gone")))
                .plant(source);

        var restore = RestoreSession.of(alice, bundle);
        restore.uploadAll(bundle, saved, new Random(4));
        restore.restore(bundle);

        assertThat(paths(bundle)).containsExactly("a", "cache", "d", "d/b", "d/kept", "logs", "logs/kept", "outside");
        assertThat(source.resolve("a")).hasContent("hi");
        assertThat(source.resolve("cache")).hasContent("then");
        assertThat(source.resolve("outside")).hasContent("kept");
    }

    /** The name is the service's, which has nothing in this data: its directory lies beside it. */
    @ParameterizedTest
    @ValueSource(strings = {"replace", "merge"})
    void entriesWithTheServicesNameAreReportedByABackupAndKeptByARestore(String mode) throws IOException {
        var bundle = service.bundle(file("a", "hi"), dir(".bundle-backup", file("mine", "mine")));
        var backup = alice.backUp(bundle);
        backup.pull(folder);
        backup.recorder().await("onAllBundlesEnd");
        var told = alice.get(backup.bundleUrl(bundle, "/report")).is(200).json().path("failed");
        assertThat(told.toString()).contains("the name of the service's own directory");
        assertThat(backup.bundle(bundle).path("failedCount").asInt(0)).isZero();
        Files.writeString(service.source(bundle).resolve("a"), "changed");

        var restore = RestoreSession.with(alice, bundle, "\"restoreMode\":\"" + mode + "\"");
        restore.uploadAll(bundle, folder.resolve(bundle), new Random(6));
        restore.restore(bundle);

        assertThat(paths(bundle)).containsExactly(".bundle-backup", ".bundle-backup/mine", "a");
        assertThat(service.source(bundle).resolve("a")).hasContent("hi");
    }

    @Test
    void aDryRunOfAMergeCountsNoFifoAsRemoved() throws Exception {
        var bundle = service.bundle(file("a", "old"));
        RawFiles.makeFifo(service.source(bundle).resolve("fifo"));
        var restore = RestoreSession.with(alice, bundle, "\"restoreMode\":\"merge\"");
        restore.upload(bundle, "x.tar", new TarBytes().file("a", "new").end()).is(200);

        restore.tryOut(bundle).is(202);
        var report = restore.awaitTried(bundle);
        restore.publish(bundle).is(202);
        restore.awaitCompleted(bundle);

        assertThat(changes(report)).containsExactlyEntriesOf(new TreeMap<>(Map.of("a", "changed")));
        assertThat(paths(bundle)).containsExactly("a", "fifo");
    }

    /** Each would be an event and a commit of its own. */
    @Test
    void manyEntriesThatCannotBeKeptAreReportedAsANumber() throws Exception {
        var bundle = service.bundle(dir("a"));
        RawFiles.run("sh", "-c", "cd " + service.source(bundle) + "/a && seq 1100 | sed s/^/f/ | xargs touch");
        var restore = RestoreSession.with(alice, bundle, "\"restoreMode\":\"merge\"");
        restore.upload(bundle, "x.tar", new TarBytes().file("a", "new").end()).is(200);
        restore.restore(bundle);

        var told = restore.session().recorder().events().stream()
                .map(JsonNode::toString)
                .filter(event -> event.contains("in its place") || event.contains("kept"))
                .toList();
        assertThat(told).hasSize(1_001).last().asString().contains("100 further entries");
    }

    @Test
    void theSelectionOfTheTargetCountsNotThatOfTheSource() throws IOException {
        var bundle = bundle();
        var target = "com.example.selective";
        service.bundleNamed(target, FACTS + ",\"excludes\":[\"mine\"]}", file("mine", "kept"), file("old", "old"));
        var saved = saved(bundle);

        var restore = RestoreSession.with(alice, bundle, "\"restoreTo\":\"" + target + "\"");
        restore.uploadAll(bundle, saved, new Random(5));
        restore.restore(bundle);

        assertThat(paths(target)).containsExactly("a", "d", "d/b", "mine", "to-a");
        assertThat(paths(bundle)).containsExactly("a", "d", "d/b", "to-a");
    }

    @Test
    void aDryRunListsEveryChangeAndChangesNothing() throws IOException {
        var bundle = bundle();
        var saved = saved(bundle);
        change(bundle);
        var before = Picture.of(service.source(bundle));
        var restore = RestoreSession.of(alice, bundle);
        restore.uploadAll(bundle, saved, new Random(6));

        var published = restore.tryOut(bundle).is(202).json();
        var report = restore.awaitTried(bundle);

        assertThat(published.path("dryRun").asBoolean(false)).isTrue();
        assertThat(report.has("outcome")).isFalse();
        assertThat(changes(report))
                .containsExactlyEntriesOf(new TreeMap<>(Map.of(
                        "a", "changed",
                        "d/also-new", "removed",
                        "d/b", "added",
                        "new", "removed",
                        "new-d", "removed",
                        "to-a", "added")));
        assertThat(report.path("added").asLong(0)).isEqualTo(2);
        assertThat(report.path("changed").asLong(0)).isEqualTo(1);
        assertThat(report.path("removed").asLong(0)).isEqualTo(3);
        assertPagesAreTheWhole(restore, bundle, changes(report));
        Picture.of(service.source(bundle)).assertSameAs(before, "after the dry run");
        assertThat(restore.session().bundle(bundle).path("phase").asString("")).isEqualTo("waitingForClient");
        await().atMost(Duration.ofSeconds(5)).until(() -> service.beside(bundle).isEmpty());
        restore.restore(bundle);
        assertThat(paths(bundle)).containsExactly("a", "d", "d/b", "to-a");
    }

    private static TreeMap<String, String> changes(JsonNode report) {
        var changes = new TreeMap<String, String>();
        report.path("changes")
                .forEach(change -> changes.put(
                        change.path("path").asString(""), change.path("change").asString("")));
        return changes;
    }

    private static void assertPagesAreTheWhole(
            RestoreSession restore, String bundle, TreeMap<String, String> expected) {
        var found = new ArrayList<String>();
        var page = restore.report(bundle, "?limit=2");
        while (true) {
            assertThat(page.path("changes").size()).isLessThanOrEqualTo(2);
            page.path("changes").forEach(change -> found.add(change.path("path").asString("")));
            if (!page.has("next")) {
                break;
            }
            page = restore.report(bundle, "?limit=2&after=" + page.path("next").asString(""));
        }
        assertThat(found).containsExactlyElementsOf(expected.keySet());
    }

    @Test
    void aDryRunOfAMergeRemovesNothing() throws IOException {
        var bundle = bundle();
        var saved = saved(bundle);
        change(bundle);
        var restore = RestoreSession.with(alice, bundle, "\"restoreMode\":\"merge\"");
        restore.uploadAll(bundle, saved, new Random(7));

        restore.tryOut(bundle).is(202);

        assertThat(restore.awaitTried(bundle).path("removed").asLong(-1)).isZero();
        restore.session().cancel(bundle).is(200);
        var ours = service.source(bundle).resolveSibling(".bundle-backup");
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(
                        () -> assertThat(ours).as("after a dry run alone").doesNotExist());
    }

    /** What was unpacked for the dry run is not what counts. */
    @Test
    void anUploadThatIsReplacedAfterADryRunCounts() {
        var bundle = bundle();
        var restore = RestoreSession.of(alice, bundle);
        restore.uploadManifest(bundle, HandMadeManifest.ofFiles("a", "1st")).is(204);
        restore.upload(bundle, "part.0.tar", new TarBytes().file("a", "1st").end())
                .is(200);
        restore.tryOut(bundle).is(202);
        restore.awaitTried(bundle);

        restore.upload(bundle, "part.0.tar", new TarBytes().file("a", "2nd").end())
                .is(200);
        restore.tryOut(bundle).is(202);
        var err = restore.awaitFailed(bundle, 13900020);

        assertThat(err.path("path").asString("")).isEqualTo("a");
        assertThat(service.source(bundle).resolve("a")).hasContent("hi");
    }

    @Test
    void aManifestThatIsReplacedAfterADryRunCounts() {
        var bundle = bundle();
        var restore = RestoreSession.of(alice, bundle);
        restore.uploadManifest(bundle, HandMadeManifest.ofFiles("a", "1st")).is(204);
        restore.upload(bundle, "part.0.tar", new TarBytes().file("a", "1st").end())
                .is(200);
        restore.tryOut(bundle).is(202);
        restore.awaitTried(bundle);

        restore.upload(bundle, "part.0.tar", new TarBytes().file("b", "2nd").end())
                .is(200);
        restore.uploadManifest(bundle, HandMadeManifest.ofFiles("b", "2nd")).is(204);
        restore.restore(bundle);

        assertThat(paths(bundle)).containsExactly("b");
    }
}
