package io.bundlebackup.journey.restore;

import static io.bundlebackup.journey.SourceTree.file;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bundlebackup.archive.tar.TarBytes;
import io.bundlebackup.journey.JourneyTest;
import io.bundlebackup.journey.RestoreSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A machine that has been told of an application and has nothing of it yet. */
class RestoreNewMachineJourneyIntegrationTests extends JourneyTest {
    private static final int NO_SUCH_BUNDLE = 13500005;

    private String bundle = "";
    private Path data = Path.of("");

    @BeforeEach
    void removeData() throws IOException {
        bundle = service.bundle(file("a", "x"));
        data = service.source(bundle);
        Files.delete(data.resolve("a"));
        Files.delete(data);
    }

    private RestoreSession uploaded() {
        var restore = RestoreSession.of(alice, bundle);
        restore.upload(bundle, "x.tar", new TarBytes().file("a", "new").end()).is(200);
        return restore;
    }

    @Test
    void theRestoreMakesTheDataDirectory() {
        assertThat(alice.get("/api/v1/bundles/" + bundle).json().path("problem").asString(""))
                .contains(data.toString(), "does not exist");

        uploaded().restore(bundle);

        assertThat(data.resolve("a")).hasContent("new");
        assertThat(alice.get("/api/v1/bundles/" + bundle).json().has("problem")).isFalse();
    }

    @Test
    void aDryRunAndACancelledRestoreMakeNoDataDirectory() {
        var restore = uploaded();
        restore.tryOut(bundle).is(202);
        assertThat(restore.awaitTried(bundle).path("added").asLong(0)).isEqualTo(1);
        restore.session().cancel(bundle).is(200);

        await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
            assertThat(data).doesNotExist();
            assertThat(data.resolveSibling(".bundle-backup")).doesNotExist();
        });
    }

    @Test
    void aBackupIsRefusedWithTheDirectory() {
        var session = alice.backUp(bundle);

        var err = session.recorder().await("onBundleBegin", bundle).path("err");
        assertThat(err.path("code").asInt(0)).isEqualTo(NO_SUCH_BUNDLE);
        assertThat(err.path("message").asString("")).contains(data.toString(), "does not exist");
    }
}
