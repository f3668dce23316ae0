package io.bundlebackup.upload;

import static io.bundlebackup.upload.UploadFixture.BUNDLE;
import static io.bundlebackup.upload.UploadFixture.SESSION;
import static io.bundlebackup.upload.UploadFixture.body;
import static io.bundlebackup.upload.UploadFixture.named;
import static io.bundlebackup.upload.UploadFixture.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.manifest.RawPath;
import io.bundlebackup.problem.ProblemType;
import io.bundlebackup.session.FileCounts.Tally;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the newest generation lists without a name is looked for in the older ones. */
class ResolutionsTests {
    private static final BundleKey KEY = new BundleKey(SESSION, BUNDLE);

    @TempDir
    Path root = Path.of("");

    private UploadFixture fixture;

    @BeforeEach
    void open() {
        fixture = new UploadFixture(root);
    }

    @AfterEach
    void close() throws Exception {
        fixture.requireNoGarbage();
        fixture.close();
    }

    private void manifest(String uri, ManifestText manifest) throws IOException {
        fixture.manifests.put(named(uri), Incoming.whole(body(manifest.text()), -1));
    }

    private Generations generations() {
        return fixture.parts.generations;
    }

    private Path resolved() throws Exception {
        return generations().resolved(SESSION, BUNDLE).orElseThrow().manifest();
    }

    private List<Missing> missing() throws Exception {
        generations().resolve(KEY);
        return generations().missing(SESSION, BUNDLE);
    }

    private static Missing missing(String uri, int generation, String reason) {
        return new Missing(uri, ManifestText.uuid(generation).toString(), reason);
    }

    private static Missing unknown(String uri, int generation, String path, long more) {
        return new Missing(
                uri,
                ManifestText.uuid(generation).toString(),
                "content unknown",
                new Missing.Files(RawPath.of(path), more));
    }

    private static ManifestText full() {
        return new ManifestText(1, null)
                .file("a", 10, 'a', "part.0.tar")
                .file("b", 20, 'b', "part.0.tar")
                .directory("d")
                .file("d/big", 3_000_000, 'd', "0123456789abcdef.bin");
    }

    private static ManifestText increment(String... names) {
        return new ManifestText(2, 1)
                .file("a", 10, 'a', names[0])
                .file("b", 21, 'e', "2000_part.0.tar")
                .directory("d")
                .file("d/big", 3_000_000, 'd', names[1]);
    }

    @Test
    void namesWhatAnOlderGenerationCarries() throws Exception {
        manifest("manage.json", full());
        manifest("2000_manage.json", increment("", ""));

        assertThat(resolved())
                .hasContent(increment("part.0.tar", "0123456789abcdef.bin").text());
        assertThat(missing())
                .containsExactly(
                        missing("0123456789abcdef.bin", 1, "not uploaded"),
                        missing("2000_part.0.tar", 2, "not uploaded"),
                        missing("part.0.tar", 1, "not uploaded"));
    }

    @Test
    void countsWhatItNamesAsIfItHadBeenWrittenSo() throws Exception {
        manifest("2000_manage.json", increment("", ""));
        assertThat(generations().total(SESSION, BUNDLE, false)).contains(new Tally(3, 3_000_031));
        manifest("manage.json", full());
        resolved();

        assertThat(generations().carried(SESSION, BUNDLE, "part.0.tar")).isEqualTo(new Tally(1, 10));
        assertThat(generations().total(SESSION, BUNDLE, false)).contains(new Tally(3, 3_000_031));
        fixture.put("part.0.tar", "x");
        assertThat(generations().total(SESSION, BUNDLE, true)).contains(new Tally(1, 10));
    }

    @Test
    void takesTheNewestThatKnowsAndPassesOverThoseThatDoNot() throws Exception {
        manifest(
                "manage.json",
                new ManifestText(1, null).file("a", 1, 'a', "part.0.tar").file("b", 1, 'b', "part.1.tar"));
        manifest(
                "2000_manage.json",
                new ManifestText(2, 1).file("a", 1, 'a', "2000_part.0.tar").file("b", 1, 'b', ""));
        manifest(
                "3000_manage.json", new ManifestText(3, 2).file("a", 1, 'a', "").file("b", 1, 'b', ""));
        manifest(
                "4000_manage.json", new ManifestText(4, 3).file("a", 1, 'a', "").file("b", 1, 'b', ""));

        assertThat(missing())
                .containsExactly(
                        missing("2000_part.0.tar", 2, "not uploaded"), missing("part.1.tar", 1, "not uploaded"));
    }

    @Test
    void saysWhatNoGenerationHas() throws Exception {
        manifest("manage.json", full().file("e", 0, '0', ""));
        manifest(
                "2000_manage.json",
                new ManifestText(2, 1)
                        .file("a", 10, 'f', "")
                        .file("b", 19, 'b', "")
                        .file("c", 1, 'c', "")
                        .file("d", 1, '0', "")
                        .file("e", 0, '0', ""));

        assertThat(missing()).containsExactly(unknown("2000_manage.json", 2, "a", 4));
        var refused = refusal(
                () -> fixture.parts.publishing.publish(FakeBundles.OWNER, SESSION, BUNDLE, false, "answer", null));
        assertThat(refused.type()).isEqualTo(ProblemType.UPLOAD_INCOMPLETE);
        assertThat(refused.detail())
                .contains("no generation that is uploaded has the content of a and of 4 more files");
        assertThat(refused.members().get("missing"))
                .isEqualTo(List.of(Map.of(
                        "uri",
                        "2000_manage.json",
                        "generation",
                        ManifestText.uuid(2).toString(),
                        "reason",
                        "content unknown",
                        "path",
                        "a",
                        "more",
                        4L)));
        assertThat(fixture.bundles.transitions).isZero();
    }

    @Test
    void namesTheGenerationToLookIntoNext() throws Exception {
        manifest("3000_manage.json", new ManifestText(3, 2).file("a", 10, 'a', ""));
        assertThat(missing()).containsExactly(unknown("3000_manage.json", 2, "a", 0));

        manifest("2000_manage.json", increment("", ""));
        assertThat(missing()).containsExactly(unknown("3000_manage.json", 1, "a", 0));

        manifest("manage.json", full());
        assertThat(missing()).containsExactly(missing("part.0.tar", 1, "not uploaded"));
    }

    @Test
    void looksAnewWhenAManifestIsReplacedOrGoes() throws Exception {
        manifest("manage.json", full());
        manifest("2000_manage.json", new ManifestText(2, 1).file("a", 10, 'a', ""));
        var before = resolved();
        assertThat(resolved()).isEqualTo(before);

        manifest("manage.json", new ManifestText(1, null).file("a", 10, 'a', "part.7.tar"));
        assertThat(missing()).containsExactly(missing("part.7.tar", 1, "not uploaded"));
        assertThat(before).doesNotExist();

        fixture.uploads.delete(named("manage.json"));
        assertThat(missing()).containsExactly(unknown("2000_manage.json", 1, "a", 0));

        fixture.uploads.delete(named("2000_manage.json"));
        assertThat(generations().resolved(SESSION, BUNDLE)).isEmpty();
        assertThat(fixture.onDisk()).isEmpty();
    }

    @Test
    void withoutALookTheNewestIsInProgress() throws Exception {
        manifest("2000_manage.json", increment("", ""));

        assertThat(generations().isResolved(KEY)).isFalse();
        assertThat(generations().missing(SESSION, BUNDLE))
                .containsExactly(missing("2000_manage.json", 2, "in progress"));
    }

    @Test
    void aFurtherNameIsLookedForByItsOwnPathThenByItsFirstName() throws Exception {
        manifest(
                "manage.json",
                new ManifestText(1, null)
                        .file("a", 5, "part.0.tar")
                        .link("b", "a", 5, "part.1.tar")
                        .file("x", 7, "part.2.tar"));
        manifest(
                "2000_manage.json",
                new ManifestText(2, 1)
                        .file("a", 5, "")
                        .link("b", "a", 5, "")
                        .link("c", "a", 5, "")
                        .file("x", 7, "2000_part.0.tar")
                        .link("y", "x", 7, ""));

        assertThat(resolved())
                .hasContent(new ManifestText(2, 1)
                        .file("a", 5, "part.0.tar")
                        .link("b", "a", 5, "part.1.tar")
                        .link("c", "a", 5, "part.0.tar")
                        .file("x", 7, "2000_part.0.tar")
                        .link("y", "x", 7, "2000_part.0.tar")
                        .text());
    }

    @Test
    void aFurtherNameOfWhatNobodyHasIsMissingToo() throws Exception {
        manifest("2000_manage.json", new ManifestText(2, 1).file("a", 5, "").link("b", "a", 5, ""));

        assertThat(missing()).containsExactly(unknown("2000_manage.json", 1, "a", 1));
    }

    @Test
    void aFurtherNameOfNothingIsRefusedByItsLine() throws Exception {
        manifest("2000_manage.json", new ManifestText(2, 1).link("b", "a", 5, ""));

        var refused = refusal(() -> generations().resolve(KEY));

        assertThat(refused.type()).isEqualTo(ProblemType.INVALID_MANIFEST);
        assertThat(refused.members()).containsEntry("line", 4L);
    }

    @Test
    void looksIntoAnyNumberOfGenerations() throws Exception {
        int count = 2 * Resolving.AT_ONCE + 3;
        for (int i = 1; i <= count; i++) {
            var text = new ManifestText(i, i == 1 ? null : i - 1);
            for (int file = 1; file <= i; file++) {
                text.file(String.format("f%03d", file), file, file == i ? i + "_part.0.tar" : "");
            }
            manifest(i + "_manage.json", text);
        }

        assertThat(missing()).hasSize(count).allMatch(each -> each.reason().equals("not uploaded"));
        assertThat(Files.readString(resolved())).contains("f001;").contains(";1_part.0.tar\n");
    }

    @Test
    void isMadeAgainAfterARestart() throws Exception {
        manifest("manage.json", full());
        manifest("2000_manage.json", increment("", ""));
        var before = Files.readString(resolved());

        fixture.restart();
        fixture.requireNoGarbage();

        assertThat(fixture.onDisk()).hasSize(2);
        assertThat(resolved()).hasContent(before);
    }

    @Test
    void goesWithTheUploads() throws Exception {
        manifest("manage.json", full());
        manifest("2000_manage.json", increment("", ""));
        resolved();

        fixture.uploads.discard(SESSION, BUNDLE);

        assertThat(generations().resolved(SESSION, BUNDLE)).isEmpty();
        Awaitility.await().untilAsserted(() -> assertThat(fixture.onDisk()).isEmpty());
    }

    /** As made by a time alone: nobody told it a parent. */
    @Test
    void ofThoseThatLeaveContentToNobodyTheYoungestIsTheNewest() throws Exception {
        manifest("2000_manage.json", timed(2, 2_000));
        manifest("1000_manage.json", timed(3, 3_000));
        manifest("manage.json", full().at(1_000));

        assertThat(newest()).isEqualTo(ManifestText.uuid(3).toString());
        assertThat(missing()).containsExactly(missing("part.0.tar", 1, "not uploaded"));

        manifest("4000_manage.json", new ManifestText(4, null).at(4_000).file("a", 10, 'a', "4000_part.0.tar"));
        assertThat(refusal(this::newest).detail())
                .contains(ManifestText.uuid(3).toString(), ManifestText.uuid(2).toString());
    }

    private static ManifestText timed(int generation, long begunAt) {
        return new ManifestText(generation, null).at(begunAt).file("a", 10, 'a', "");
    }

    private @Nullable String newest() {
        return generations().newest(SESSION, BUNDLE).map(Generation::generation).orElse(null);
    }

    @Test
    void whatLeavesContentToAGenerationThatIsHereIsNotTakenForTheYoungest() throws Exception {
        manifest("manage.json", full().at(1_000));
        manifest("2000_manage.json", new ManifestText(2, 1).at(3_000).file("a", 10, 'a', ""));
        manifest("3000_manage.json", new ManifestText(3, 1).at(2_000).file("a", 10, 'a', ""));

        assertThat(refusal(this::newest).type()).isEqualTo(ProblemType.INVALID_MANIFEST);
    }
}
