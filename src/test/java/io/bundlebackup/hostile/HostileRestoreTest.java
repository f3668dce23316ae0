package io.bundlebackup.hostile;

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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import tools.jackson.databind.JsonNode;

/**
 * Restores of prepared, harmful uploads into the tree of an application. The tree stays as it was, byte for byte, and so does a directory
 * outside, to which a link of the tree leads. After each of them a good restore of the same bundle succeeds.
 */
abstract class HostileRestoreTest extends JourneyTest {
    static final String PART = "part.0.tar";
    static final int INVALID = 13900020;

    private @Nullable String planted;
    private @Nullable Path beyond;
    private @Nullable Picture before;

    @Override
    public List<String> settings() {
        return List.of("backup.limits.upload-entries=1000");
    }

    @BeforeEach
    void plant() throws IOException {
        beyond = Files.createDirectory(folder.resolve("outside"));
        Files.writeString(beyond.resolve("kept"), "outside");
        planted = service.bundle(
                dir("d", file("inside", 5_000), link("out", beyond.toString())), file("good", "the old one"));
        before = Picture.of(service.source(planted));
    }

    String bundle() {
        return Objects.requireNonNull(planted);
    }

    Path outside() {
        return Objects.requireNonNull(beyond);
    }

    @AfterEach
    void restoresGoodUploadsAfterwards() throws IOException {
        assertOutsideUntouched();
        var restore = RestoreSession.of(alice, bundle());
        restore.uploadManifest(bundle(), HandMadeManifest.ofFiles("good", "the new one"))
                .is(204);
        restore.upload(bundle(), PART, good("the new one").end()).is(200);
        restore.restore(bundle());
        assertThat(service.source(bundle()).resolve("good")).hasContent("the new one");
        assertThat(service.source(bundle()).resolve("d")).doesNotExist();
        assertOutsideUntouched();
    }

    /** The beginning of a part, with an entry that nothing is wrong with. */
    static TarBytes good(String content) {
        return new TarBytes().file("good", content);
    }

    static TarBytes good() {
        return good("hi");
    }

    /** Its manifest. */
    static HandMadeManifest listed() {
        return HandMadeManifest.ofFiles("good", "hi");
    }

    /** Refused after the publication, with all signs of that: the {@code err}. */
    JsonNode refused(Consumer<RestoreSession> uploads) {
        return failed(INVALID, uploads);
    }

    JsonNode failed(int code, Consumer<RestoreSession> uploads) {
        var restore = RestoreSession.of(alice, bundle());
        uploads.accept(restore);
        restore.publish(bundle()).is(202);
        var err = restore.awaitFailed(bundle(), code);
        restore.session().recorder().await("onAllBundlesEnd");
        assertThat(restore.session().bundle(bundle()).path("err")).isEqualTo(err);
        assertUntouched(restore.session().id());
        return err;
    }

    /** As {@link #refused(Consumer)}, and with this cause; null for an absent member. */
    void refused(@Nullable String path, @Nullable String uri, String reason, Consumer<RestoreSession> uploads) {
        var err = refused(uploads);
        assertThat(err.path("message").asString("")).contains(reason);
        assertThat(err.path("path").asString(null)).as(err.toString()).isEqualTo(path);
        assertThat(err.path("uri").asString(null)).as(err.toString()).isEqualTo(uri);
    }

    /** A part is refused with a manifest that does not list its wrong entry, and without one. */
    void refusedPart(TarBytes tar, @Nullable String path, String reason) {
        refusedPart(tar.end(), path, reason);
    }

    void refusedPart(byte[] part, @Nullable String path, String reason) {
        refused(
                path,
                PART,
                reason,
                restore -> restore.upload(bundle(), PART, part).is(200));
        refused(path, PART, reason, restore -> {
            restore.uploadManifest(bundle(), listed()).is(204);
            restore.upload(bundle(), PART, part).is(200);
        });
    }

    /** A manifest is refused at once, by its line; the bundle keeps waiting and can still be restored. */
    void refusedManifest(HandMadeManifest manifest, int line, String reason) {
        var restore = RestoreSession.of(alice, bundle());
        var problem = restore.uploadManifest(bundle(), manifest)
                .isProblem(400, "invalid-manifest", INVALID)
                .json();
        assertThat(problem.path("line").asInt(-1)).as(problem.toString()).isEqualTo(line);
        assertThat(problem.path("detail").asString("")).contains(reason);
        restore.upload(bundle(), PART, good().end()).is(200);
        assertThat(restore.uploads(bundle())).hasSize(1);
        restore.session().cancel(bundle()).is(200);
        restore.session().recorder().await("onAllBundlesEnd");
        assertUntouched(restore.session().id());
    }

    void assertUntouched(String sessionId) {
        Picture.of(service.source(bundle())).assertSameAs(Objects.requireNonNull(before), "the application's data");
        assertOutsideUntouched();
        await().atMost(Duration.ofSeconds(5))
                .until(() -> service.uploaded(sessionId).isEmpty()
                        && service.beside(bundle()).isEmpty());
    }

    private void assertOutsideUntouched() {
        assertThat(outside()).isDirectoryContaining("glob:**/kept").isDirectoryNotContaining("glob:**/[!k]*");
        assertThat(outside().resolve("kept")).hasContent("outside");
    }
}
