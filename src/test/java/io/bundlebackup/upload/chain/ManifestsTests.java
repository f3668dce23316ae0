package io.bundlebackup.upload.chain;

import static io.bundlebackup.upload.UploadFixture.ID;
import static io.bundlebackup.upload.UploadFixture.body;
import static io.bundlebackup.upload.UploadFixture.bytes;
import static io.bundlebackup.upload.UploadFixture.cut;
import static io.bundlebackup.upload.UploadFixture.named;
import static io.bundlebackup.upload.UploadFixture.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import io.bundlebackup.session.state.FileCounts.Tally;
import io.bundlebackup.upload.FakeBundles;
import io.bundlebackup.upload.FedBody;
import io.bundlebackup.upload.HeldBody;
import io.bundlebackup.upload.ManifestText;
import io.bundlebackup.upload.UploadTest;
import io.bundlebackup.upload.receive.BodyBrokenException;
import io.bundlebackup.upload.receive.ExpectedDigests;
import io.bundlebackup.upload.receive.UploadChunk;
import io.bundlebackup.upload.store.Upload;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class ManifestsTests extends UploadTest {
    private static final String INDEX = "manage.json";

    private void put(String uri, String text) throws IOException {
        fixture.manifests.put(named(uri), UploadChunk.whole(body(text), bytes(text).length));
    }

    private Generations generations() {
        return fixture.parts.generations;
    }

    private static ManifestText full() {
        return new ManifestText(1, null)
                .file("a", 10, "part.0.tar")
                .file("b", 20, "part.0.tar")
                .link("c", "b", 20, "part.0.tar")
                .file("d", 3_000_000, "0123456789abcdef.bin");
    }

    @Test
    void keepsAManifestAndTheFilesItLists() throws Exception {
        put(INDEX, full().text());

        var newest = generations().newest(ID).orElseThrow();
        assertThat(newest.generation()).isEqualTo(ManifestText.uuid(1).toString());
        assertThat(newest.parent()).isNull();
        assertThat(newest.index()).isEqualTo(INDEX);
        assertThat(newest.manifest()).hasContent(full().text());
        assertThat(generations().carried(ID, "part.0.tar")).isEqualTo(new Tally(3, 30));
        assertThat(generations().total(ID, false)).contains(new Tally(4, 3_000_030));
        assertThat(generations().total(ID, true)).contains(new Tally(0, 0));
        fixture.put("part.0.tar", "x");
        assertThat(generations().total(ID, true)).contains(new Tally(3, 30));
        assertThat(fixture.get(INDEX)).isEqualTo(new Upload(INDEX, 0, null, false, null, true));
        assertThat(fixture.told).containsExactly("changed " + INDEX, "complete part.0.tar");
    }

    @Test
    void namesMoreThanAreHeldInMemoryAtOnce() throws Exception {
        var text = new ManifestText(1, null);
        for (int i = 0; i < 300; i++) {
            text.file("f" + i, 2, "part." + i % 7 + ".tar");
        }
        put(INDEX, text.text());

        assertThat(generations().total(ID, false)).contains(new Tally(300, 600));
    }

    @Test
    void replacesThePreviousManifest() throws Exception {
        put(INDEX, full().text());
        put(INDEX, new ManifestText(2, null).file("z", 1, "part.9.tar").text());

        assertThat(generations().missing(ID))
                .containsExactly(
                        new MissingFile("part.9.tar", ManifestText.uuid(2).toString(), "not uploaded"));
    }

    @Test
    void keepsThePreviousManifestIfTheNewOneIsRefused() throws Exception {
        put(INDEX, full().text());
        var broken = full().text().substring(0, 300);

        assertThatThrownBy(() -> fixture.manifests.put(named(INDEX), UploadChunk.whole(cut(bytes(broken)), 5_000)))
                .isInstanceOf(BodyBrokenException.class);
        var wrong = new ExpectedDigests(new byte[32], null);
        assertThat(refusal(() -> fixture.manifests.put(
                                named(INDEX),
                                UploadChunk.whole(body(full().text()), -1).digested(wrong, wrong)))
                        .type())
                .isEqualTo(ProblemType.DIGEST_MISMATCH);
        assertThat(refusal(() -> put(INDEX, broken)).type()).isEqualTo(ProblemType.INVALID_MANIFEST);

        assertThat(generations().newest(ID).orElseThrow().manifest()).hasContent(full().text());
        assertThat(generations().total(ID, false)).contains(new Tally(4, 3_000_030));
    }

    private long lineOf(String text) {
        ProblemException refused = refusal(() -> put(INDEX, text));
        assertThat(refused.type()).as(refused.detail()).isEqualTo(ProblemType.INVALID_MANIFEST);
        return (Long) refused.members().getOrDefault("line", 0L);
    }

    @Test
    void refusesAnInvalidManifestWithItsLine() {
        var good = full().text();
        var lines = good.lines().toList();

        assertThat(lineOf("")).isEqualTo(1);
        assertThat(lineOf("[{\"fileName\":\"part.0.tar\"}]\n")).isEqualTo(1);
        assertThat(lineOf(new ManifestText("com.example.other", 1, null).text()))
                .isEqualTo(1);
        assertThat(lineOf(good.replace("version=2.0", "version=1.0"))).isEqualTo(1);
        assertThat(lineOf(good.replace(";inode;", ";"))).isEqualTo(2);
        assertThat(lineOf(good.substring(0, good.length() - 1))).as("truncated").isEqualTo(lines.size());
        assertThat(lineOf(good + lines.getLast() + "\n")).as("doubled").isEqualTo(lines.size() + 1);
        assertThat(lineOf(good + lines.get(3) + "\n")).as("unsorted").isEqualTo(lines.size() + 1);
        assertThat(lineOf(good.replace("\nd;", "\n../d;"))).isEqualTo(lines.size());
        assertThat(lineOf(good.replace("\nd;", "\nd/../../e;"))).isEqualTo(lines.size());
        assertThat(lineOf(good.replace("\nd;", "\n/d;"))).isEqualTo(lines.size());
        assertThat(lineOf(good.replace("0123456789abcdef.bin", "../part.0.tar")))
                .isEqualTo(lines.size());
    }

    @Test
    void refusesOneThatIsTooLarge() {
        var text = "x".repeat(100_001);

        assertThat(refusal(() -> put(INDEX, text)).type()).isEqualTo(ProblemType.TOO_LARGE);
        assertThat(refusal(() -> fixture.manifests.put(named(INDEX), UploadChunk.whole(body(text), -1)))
                        .type())
                .isEqualTo(ProblemType.TOO_LARGE);
    }

    @Test
    void takesNoneOnceTheBundleIsPublished() {
        fixture.bundles.state = FakeBundles.State.PUBLISHED;

        assertThat(refusal(() -> put(INDEX, full().text())).type()).isEqualTo(ProblemType.PUBLISHED);
    }

    private CompletableFuture<ProblemException> refusedOf(InputStream arriving) {
        return CompletableFuture.supplyAsync(
                () -> refusal(() -> fixture.manifests.put(named(INDEX), UploadChunk.whole(arriving, -1))));
    }

    @Test
    void saysWhyIfItsFileWentWithTheBundleMeanwhile() throws Exception {
        var body = new HeldBody(bytes(full().text()), 20);
        var late = refusedOf(body);
        body.awaitPause();
        fixture.bundles.state = FakeBundles.State.ENDED;
        fixture.uploads.discard(ID);
        body.goOn();

        assertThat(late.get().type()).isEqualTo(ProblemType.BUNDLE_NOT_RUNNING);
        Awaitility.await().untilAsserted(() -> assertThat(fixture.onDisk()).isEmpty());
    }

    @Test
    void takesNoMoreOfOneOnceTheBundleIsPublished() {
        var body = new FedBody().give("version");
        var late = refusedOf(body);
        Awaitility.await().until(() -> fixture.bundles.arrivals == 1);
        fixture.bundles.state = FakeBundles.State.PUBLISHED;

        Awaitility.await().until(() -> {
            body.give("=2.0");
            return late.isDone();
        });
        assertThat(late.join().type()).isEqualTo(ProblemType.PUBLISHED);
    }

    @Test
    void removesAManifestWithItsUpload() throws Exception {
        put(INDEX, full().text());

        fixture.uploads.delete(named(INDEX));

        assertThat(generations().newest(ID)).isEqualTo(Optional.empty());
        assertThat(fixture.onDisk()).isEmpty();
    }

    @Test
    void knowsAManifestAfterARestart() throws Exception {
        put(INDEX, full().text());

        fixture.restart();

        assertThat(generations().total(ID, false)).contains(new Tally(4, 3_000_030));
    }
}
