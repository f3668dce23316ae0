package io.bundlebackup.journey.restore;

import static io.bundlebackup.journey.SourceTree.dir;
import static io.bundlebackup.journey.SourceTree.file;
import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.archive.tar.TarBytes;
import io.bundlebackup.bundle.Trees;
import io.bundlebackup.journey.GatedWork.At;
import io.bundlebackup.journey.JourneyTest;
import io.bundlebackup.journey.RestoreSession;
import io.bundlebackup.journey.Restored;
import io.bundlebackup.posix.RawFiles;
import io.bundlebackup.posix.SmallDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A volume of its own in an application's data, which no restore may take with it or empty; needs the right to mount. */
class RestoreMountsJourneyIntegrationTests extends JourneyTest {
    private static final int NOT_ALLOWED = 13500001;
    private static final byte[] TAR = new TarBytes().file("a", "new").end();
    private static final AtomicInteger BUNDLES = new AtomicInteger();

    private String bundle = "";
    private @Nullable SmallDisk around;
    private @Nullable SmallDisk volume;

    @BeforeEach
    void plant() throws IOException {
        bundle = "com.example.mounts" + BUNDLES.incrementAndGet();
        Files.createDirectories(service.source(bundle));
    }

    private void fill() {
        service.bundleNamed(bundle, Trees.FACTS, file("a", "old"), dir("uploads"));
    }

    private Path data() {
        return service.source(bundle);
    }

    private void mount() throws Exception {
        volume = SmallDisk.mountedOn(data().resolve("uploads"), "1m");
        Files.writeString(data().resolve("uploads/precious"), "kept");
    }

    @AfterEach
    void unmount() throws Exception {
        if (volume != null) {
            volume.close();
        }
        if (around != null) {
            alice.sessions().forEach(session -> session.release().is(204));
            around.close();
        }
    }

    private void assertUntouched() {
        assertThat(data().resolve("a")).hasContent("old");
        assertThat(data().resolve("uploads/precious")).hasContent("kept");
    }

    /** Also where the data itself is a mount point. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void isRefusedAtTheAppendAndNamed(boolean dataIsOne) throws Exception {
        if (dataIsOne) {
            around = SmallDisk.mountedOn(data(), "1m");
        }
        fill();
        mount();

        var restore = RestoreSession.of(alice, bundle);

        var err = restore.session().recorder().await("onBundleBegin", bundle).path("err");
        assertThat(err.path("code").asInt(0)).isEqualTo(NOT_ALLOWED);
        assertThat(err.path("message").asString("")).contains("mounted", "uploads");
        assertThat(alice.get("/api/v1/bundles/" + bundle).json().path("problem").asString(""))
                .contains("mounted", "uploads");
        assertUntouched();
    }

    /** When nobody has thought of it any more; before the point of no return, and behind it. */
    @ParameterizedTest
    @EnumSource(names = {"VERIFYING", "APPLYING"})
    void isSeenRightBeforeTheExchange(At moment) throws Exception {
        fill();
        service.works().hold(bundle, moment);
        var restore = RestoreSession.of(alice, bundle);
        restore.upload(bundle, "x.tar", TAR).is(200);
        restore.publish(bundle).is(202);
        service.works().awaitHeld(bundle);
        mount();
        service.works().letGo(bundle);

        var err = restore.awaitFailed(bundle, NOT_ALLOWED);

        assertThat(err.path("message").asString("")).contains("mounted", "uploads");
        assertUntouched();
        Restored.awaitBeside(data(), bundle, List.of());
    }

    /** What lies in the service's own directory, which is in the data then, is not the application's. */
    @Test
    void aDryRunOnAMountPointDoesNotCountTheServicesFiles() throws Exception {
        around = SmallDisk.mountedOn(data(), "1m");
        service.bundleNamed(bundle, Trees.FACTS, file("a", "old"));
        RawFiles.makeFifo(data().resolve("fifo"));
        var restore = RestoreSession.of(alice, bundle);
        restore.upload(bundle, "x.tar", TAR).is(200);
        restore.restore(bundle);
        restore.session().recorder().await("onAllBundlesEnd");
        var again = RestoreSession.of(alice, bundle);
        again.upload(bundle, "x.tar", TAR).is(200);

        again.tryOut(bundle).is(202);

        var report = again.awaitTried(bundle);
        assertThat(report.path("removed").asLong(-1)).as(report.toString()).isZero();
        assertThat(report.path("added").asLong(-1)).isZero();
    }

    @Test
    void preventsUndoingARestore() throws Exception {
        fill();
        var restore = RestoreSession.of(alice, bundle);
        restore.upload(
                        bundle,
                        "x.tar",
                        new TarBytes().file("a", "old").header("uploads/", '5').end())
                .is(200);
        restore.restore(bundle);
        var id = RestoreSession.previous(alice, bundle).getFirst();
        mount();

        var answer = RestoreSession.undo(alice, bundle, id);

        answer.isProblem(400, "invalid-argument", 13900020);
        assertThat(answer.json().path("detail").asString("")).contains("mounted", "uploads");
        assertUntouched();
    }
}
