package io.bundlebackup.upload.chain;

import static io.bundlebackup.upload.UploadFixture.ID;
import static io.bundlebackup.upload.UploadFixture.body;
import static io.bundlebackup.upload.UploadFixture.named;
import static io.bundlebackup.upload.UploadFixture.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.capacity.Capacity;
import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import io.bundlebackup.upload.FakeBundles;
import io.bundlebackup.upload.HeldBody;
import io.bundlebackup.upload.ManifestText;
import io.bundlebackup.upload.UploadFixture;
import io.bundlebackup.upload.UploadTest;
import io.bundlebackup.upload.receive.UploadChunk;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which generation is the newest, what of it is missing, and that publishing looks at it. */
class GenerationsTests extends UploadTest {
    private void manifest(String uri, ManifestText manifest) throws IOException {
        fixture.manifests.put(named(uri), UploadChunk.whole(body(manifest.text()), -1));
    }

    private List<MissingFile> missing() {
        return fixture.parts.generations.missing(ID);
    }

    private static MissingFile missing(String uri, @Nullable Integer generation, String reason) {
        return new MissingFile(
                uri, generation == null ? null : ManifestText.uuid(generation).toString(), reason);
    }

    private String publish(boolean dryRun) {
        return fixture.parts.publishing.publish(FakeBundles.OWNER, ID, dryRun, "answer", null);
    }

    private void check(String uri) {
        fixture.parts.publishing.check(named(uri));
    }

    private ProblemException refusedCheck(String uri) {
        return refusal(() -> check(uri));
    }

    private ProblemException refused() {
        return refusal(() -> publish(false));
    }

    @Test
    void theNewestGenerationIsNoParentOfAnotherRegardlessOfClocks() throws Exception {
        manifest("3000_manage.json", new ManifestText(1, null));
        manifest("1000_manage.json", new ManifestText(3, 2));
        manifest("2000_manage.json", new ManifestText(2, 1));

        assertThat(fixture.parts.generations.newest(ID).orElseThrow().generation())
                .isEqualTo(ManifestText.uuid(3).toString());
        assertThat(fixture.parts.generations.all(ID))
                .extracting(Generation::index)
                .containsExactly("1000_manage.json", "2000_manage.json", "3000_manage.json");
    }

    @Test
    void twoNewestAreRefusedByName() throws Exception {
        manifest("1000_manage.json", new ManifestText(2, 1));
        manifest("2000_manage.json", new ManifestText(3, 1));

        assertThat(refused().type()).isEqualTo(ProblemType.INVALID_MANIFEST);
        assertThat(refused().detail())
                .contains(ManifestText.uuid(2).toString(), ManifestText.uuid(3).toString());
    }

    @Test
    void generationsInACircleAreRefused() throws Exception {
        manifest("1000_manage.json", new ManifestText(2, 1));
        manifest("2000_manage.json", new ManifestText(1, 2));

        assertThat(refused().type()).isEqualTo(ProblemType.INVALID_MANIFEST);
    }

    @Test
    void manifestsOfPartsAreNoGenerations() throws Exception {
        manifest("part.0.tar", new ManifestText(1, null).file("a", 1, "part.0.tar"));
        manifest("manage.json", new ManifestText(1, null).file("a", 1, "part.0.tar"));

        assertThat(missing()).containsExactly(missing("part.0.tar", 1, "not uploaded"));
    }

    @Test
    void manifestsWhoseNamesEndLikeThatOfAnIndexAreNoGenerations() throws Exception {
        for (var uri : List.of("xmanage.json", "x_manage.json", "_manage.json", "1_2_manage.json", "manage.json.")) {
            manifest(uri, new ManifestText(1, null).file("a", 1, "part.0.tar"));
        }
        manifest("7_manage.json", new ManifestText(2, null).file("a", 1, "part.0.tar"));

        assertThat(fixture.parts.generations.all(ID))
                .extracting(Generation::index)
                .containsExactly("7_manage.json");
    }

    @Test
    void findsIndexesWithoutReadingTheManifestsOfOtherFiles() {
        assertThat(fixture.plan(ManifestRows.INDEXES))
                .anyMatch(step -> step.matches("SEARCH upload_manifest USING .*upload_index.*"));
        assertThat(fixture.plan(ManifestRows.INDEXES)).noneMatch(step -> step.startsWith("SCAN"));
    }

    @Test
    void namesMissingFilesWithTheirGeneration() throws Exception {
        manifest(
                "2000_manage.json",
                new ManifestText(2, 1)
                        .file("a", 1, "part.0.tar")
                        .file("b", 1, "1000_part.0.tar")
                        .file("c", 1, "1500_part.0.tar")
                        .file("d", 1, "2000_part.0.tar")
                        .file("e", 1, "2000_part.1.tar"));
        manifest("1000_manage.json", new ManifestText(1, null).file("x", 1, "1000_part.7.tar"));
        fixture.putCut("2000_part.0.tar", "hel", 5);
        fixture.put("2000_part.1.tar", "hello");

        assertThat(missing())
                .containsExactly(
                        missing("1000_part.0.tar", 1, "not uploaded"),
                        missing("1500_part.0.tar", 2, "generation missing"),
                        missing("2000_part.0.tar", 2, "incomplete"),
                        missing("part.0.tar", 2, "not uploaded"));
    }

    @Test
    void namesTheFirstThousand() throws Exception {
        var text = new ManifestText(1, null);
        IntStream.range(0, 1_100).forEach(i -> text.file("f" + i, 1, String.format("%016x.b", i)));
        var more = text.text();
        fixture.close();
        root = Files.createTempDirectory(root, "large");
        fixture = new UploadFixture(root, 10_000_000);
        fixture.manifests.put(named("manage.json"), UploadChunk.whole(body(more), -1));

        assertThat(missing()).hasSize(1_000);
        assertThat(missing().getFirst().uri()).isEqualTo(String.format("%016x.b", 0));
    }

    @Test
    void anUploadInProgressIsMissing() throws Exception {
        manifest("manage.json", new ManifestText(1, null).file("a", 1, "part.0.tar"));
        fixture.put("part.0.tar", "hello");
        assertThat(missing()).isEmpty();
        var bytes = HeldBody.largerThanABuffer(1);
        var body = new HeldBody(bytes, Capacity.UPLOAD_BUFFER);
        try (var thread = Executors.newVirtualThreadPerTaskExecutor()) {
            var request = thread.submit(
                    () -> fixture.uploads.receive(named("part.0.tar"), UploadChunk.whole(body, bytes.length)));
            body.awaitPause();

            assertThat(missing()).containsExactly(missing("part.0.tar", 1, "in progress"));
            assertThat(refused().type()).isEqualTo(ProblemType.UPLOAD_INCOMPLETE);
            body.goOn();
            assertThat(request.get().complete()).isTrue();
        }
        assertThat(missing()).isEmpty();
    }

    @Test
    void publishingStopsUnneededUploads() throws Exception {
        manifest("manage.json", new ManifestText(1, null).file("a", 1, "part.0.tar"));
        fixture.put("part.0.tar", "hello");
        var bytes = HeldBody.largerThanABuffer(1);
        var body = new HeldBody(bytes, Capacity.UPLOAD_BUFFER);
        try (var thread = Executors.newVirtualThreadPerTaskExecutor()) {
            var request = thread.submit(() ->
                    refusal(() -> fixture.uploads.receive(named("part.9.tar"), UploadChunk.whole(body, bytes.length))));
            body.awaitPause();

            publish(false);
            body.goOn();

            assertThat(request.get().type()).isEqualTo(ProblemType.PUBLISHED);
        }
    }

    @Test
    void withoutAManifestTarsAreAllThatIsNeeded() throws Exception {
        assertThat(missing()).containsExactly(missing("manage.json", null, "not uploaded"));
        fixture.put("mine.tar", "hello");
        assertThat(missing()).isEmpty();

        fixture.putCut("other.tar", "hel", 5);
        assertThat(missing()).containsExactly(missing("other.tar", null, "incomplete"));
        fixture.put("0123456789abcdef.bin", "hello");
        assertThat(missing())
                .containsExactly(
                        missing("manage.json", null, "manifest missing"), missing("other.tar", null, "incomplete"));
    }

    @Test
    void anAnnouncedTarIsMissingUntilItIsUploaded() {
        fixture.handles.declare(named("mine.tar"), null, null);

        assertThat(missing()).containsExactly(missing("mine.tar", null, "not uploaded"));
    }

    @Test
    void publishesOnceAndAnswersAgainTheSame() throws Exception {
        fixture.put("mine.tar", "hello");

        assertThat(publish(false)).isEqualTo("answer");
        assertThat(publish(false)).isEqualTo("answer");

        assertThat(fixture.bundles.transitions).isEqualTo(1);
        assertThat(refusal(() -> publish(true)).type()).isEqualTo(ProblemType.PUBLISHED);
    }

    @Test
    void aNamedUploadIsCheckedAndNothingIsPublished() throws Exception {
        fixture.put("mine.tar", "hello");
        fixture.handles.declare(named("part.0.tar"), null, null);
        manifest("manage.json", new ManifestText(1, null).file("a", 1, "part.0.tar"));

        check("mine.tar");
        check("manage.json");

        assertThat(fixture.bundles.transitions).isZero();
        assertThat(refusedCheck("part.1.tar").type()).isEqualTo(ProblemType.NO_SUCH_FILE);
        var refused = refusedCheck("part.0.tar");
        assertThat(refused.type()).isEqualTo(ProblemType.UPLOAD_INCOMPLETE);
        assertThat(String.valueOf(refused.members().get("missing"))).contains("part.0.tar", "not uploaded");
    }

    @Test
    void aNamedUploadIsCheckedAfterThePublicationTooAndRefusedAfterTheEnd() throws Exception {
        fixture.put("mine.tar", "hello");
        publish(false);

        check("mine.tar");

        fixture.bundles.state = FakeBundles.State.ENDED;
        assertThat(refusedCheck("mine.tar").type()).isEqualTo(ProblemType.BUNDLE_NOT_RUNNING);
        assertThat(refusedCheck("other.tar").type()).isEqualTo(ProblemType.BUNDLE_NOT_RUNNING);
    }

    @Test
    void aPublishDuringADryRunIsRefusedAndADryRunAgainIsTheSame() throws Exception {
        fixture.put("mine.tar", "hello");
        publish(true);

        assertThat(publish(true)).isEqualTo("answer");
        assertThat(refused().type()).isEqualTo(ProblemType.PUBLISHED);
        assertThat(fixture.bundles.transitions).isEqualTo(1);
    }

    @Test
    void endedBundlesAreNotChecked() {
        fixture.bundles.state = FakeBundles.State.ENDED;

        assertThat(refused().type()).isEqualTo(ProblemType.BUNDLE_NOT_RUNNING);
    }
}
