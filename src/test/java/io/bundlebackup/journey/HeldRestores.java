package io.bundlebackup.journey;

import static io.bundlebackup.journey.SourceTree.dir;
import static io.bundlebackup.journey.SourceTree.file;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bundlebackup.backup.Picture;
import io.bundlebackup.bundle.Trees;
import io.bundlebackup.journey.HeldBundles.Held;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Brings one bundle of a restore session into a phase and holds it there; knows what its data is before and would be after. Phases are
 * named as in {@code ControlTable}.
 */
public final class HeldRestores {
    private static final AtomicInteger TARGETS = new AtomicInteger();

    private final RunningService service;
    private final Client client;
    private final Path folder;
    private final HeldBundles others;
    private final SavedBackup backup;
    private final String target;
    private final Picture before;
    private @Nullable BackupSession session;

    /**
     * @param folder a directory of the test, where commands of applications write who they are
     * @param others against the same service
     */
    public HeldRestores(RunningService service, Client client, Path folder, HeldBundles others) {
        this.service = service;
        this.client = client;
        this.folder = folder;
        this.others = others;
        this.target = "com.example.restored" + TARGETS.incrementAndGet();
        this.backup = SavedBackup.of(folder.resolve("saved"), file("a", "new"), dir("d", file("b", "new")));
        service.bundleNamed(target, Trees.FACTS, file("a", "old"), file("d", "old"), dir("only", file("old", "x")));
        this.before = Picture.of(service.source(target));
    }

    public Held in(String phase) {
        return switch (phase) {
            case "restore queued" -> queued();
            case "restore waiting for its client" -> inPhase(begun(), "waitingForClient");
            case "restore uploading" -> uploading();
            case "restore waiting for a slot" -> waitingForSlot();
            case "restore verifying" -> held(GatedWork.At.VERIFYING, "verifying");
            case "restore in its extension" -> extension();
            case "restore applying" -> held(GatedWork.At.APPLYING, "applying");
            case "restore in place" -> held(GatedWork.At.PLACED, "applying");
            case "restore completed" -> completed();
            default -> throw new IllegalArgumentException(phase);
        };
    }

    private Held begun() {
        session = SavedBackup.begin(client, target);
        return new Held(session, SavedBackup.SOURCE);
    }

    private static Held inPhase(Held held, String phase) {
        held.session().awaitBundle(held.bundle(), "phase", phase);
        return held;
    }

    /** Behind another that waits for its client. */
    private Held queued() {
        var first = service.bundle(file("a", "first"));
        facts("{\"versionCode\":1,\"versionName\":\"1\",\"restoreDeps\":\"" + first + "\"}");
        session = SavedBackup.beginAll(
                client,
                SavedBackup.restored(SavedBackup.SOURCE, target),
                SavedBackup.restored("com.example.first", first));
        session.awaitBundle("com.example.first", "phase", "waitingForClient");
        var held = new Held(session, SavedBackup.SOURCE);
        session.awaitBundle(held.bundle(), "state", "queued");
        backup.uploadAll(client, session);
        return held;
    }

    private void facts(String json) {
        try {
            Files.writeString(service.source(target).resolveSibling("bundle.json"), json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Held uploading() {
        var held = begun();
        inPhase(held, "waitingForClient");
        backup.uploadAll(client, held.session());
        return inPhase(held, "uploading");
    }

    private Held published() {
        var held = begun();
        backup.uploadAll(client, held.session());
        SavedBackup.publish(client, held.session()).is(202);
        return held;
    }

    private Held waitingForSlot() {
        others.packing();
        return inPhase(published(), "waitingForSlot");
    }

    private Held held(GatedWork.At at, String phase) {
        service.works().hold(target, at);
        var held = published();
        service.works().awaitHeld(target);
        return inPhase(held, phase);
    }

    private Held extension() {
        facts("{\"versionCode\":1,\"versionName\":\"1\",\"extension\":{\"onRestore\":"
                + "[\"sh\",\"-c\",\"echo $$ > $OUT/command; while ! [ -e $OUT/go ]; do sleep 0.02; done\"],\"environment\":{\"OUT\":\""
                + folder + "\"}}}");
        var held = published();
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> Files.exists(folder.resolve("command")) && Files.size(folder.resolve("command")) > 0);
        return inPhase(held, "extension");
    }

    private Held completed() {
        var held = published();
        held.session().awaitBundle(held.bundle(), "state", "ended");
        return held;
    }

    /** Lets everybody go on, and ends what another waits for. */
    public void letGo() {
        others.letGo();
        service.works().letGo();
        if (session != null && session.view().path("bundles").size() > 1) {
            session.withdraw("com.example.first").is(204);
        }
    }

    /** The data is byte for byte what it was, nothing is beside it, and no upload is left. */
    public void assertOldTree() {
        Picture.of(service.source(target)).assertSameAs(before, "the data");
        assertLeft(List.of());
    }

    /** The data is what was restored, and what it was is kept. */
    public void assertNewTree() {
        Picture.of(service.source(target)).assertSameAs(backup.picture(), "the data");
        var kept = "previous-" + (session == null ? "" : session.id());
        assertLeft(List.of(kept));
        Picture.of(Restored.beside(service.source(target), target).resolve(kept).resolve("tree"))
                .assertSameAs(before, "what is kept");
    }

    /** It is removed in the background. */
    private void assertLeft(List<String> expected) {
        Restored.awaitBeside(service.source(target), target, expected);
        await().atMost(Duration.ofSeconds(5))
                .pollInterval(Duration.ofMillis(20))
                .untilAsserted(() -> assertThat(uploads()).isEmpty());
    }

    private List<String> uploads() throws IOException {
        return session == null
                ? List.of()
                : Restored.names(service.data().resolve("uploads").resolve(session.id()));
    }
}
