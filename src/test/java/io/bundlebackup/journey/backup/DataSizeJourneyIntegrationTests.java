package io.bundlebackup.journey.backup;

import static io.bundlebackup.journey.SourceTree.file;
import static io.bundlebackup.journey.SourceTree.files;
import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.journey.BackupSession;
import io.bundlebackup.journey.Client;
import io.bundlebackup.journey.JourneyTest;
import io.bundlebackup.journey.RunningService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** How much a backup will take, before it is made. */
class DataSizeJourneyIntegrationTests extends JourneyTest {
    private static final String REPORT = "onBackupSizeReport";
    private static final long LONG_AGO = 1_000_000_000;

    @Override
    public List<String> settings() {
        return List.of(
                SMALL_PARTS, "backup.size-report-interval=300ms", "spring.lifecycle.timeout-per-shutdown-phase=2s");
    }

    private static JsonNode awaitLast(BackupSession session) {
        return session.recorder()
                .await(
                        "last report",
                        event -> event.path("type").asString("").equals(REPORT)
                                && event.path("data")
                                        .path("scanning")
                                        .asString("?")
                                        .isEmpty())
                .path("data");
    }

    private static String size(String bundle, long whole, long increment) {
        return "{\"bundleName\":\"" + bundle + "\",\"name\":\"" + bundle + "\",\"dataSize\":" + whole
                + ",\"incDataSize\":" + increment + "}";
    }

    @Test
    void aPreciseScanMeasuresWhatTheBackupDelivers() throws IOException {
        var bundle = service.bundle(files(30), file("big.bin", 3 << 20));
        Files.createLink(
                service.source(bundle).resolve("big2.bin"),
                service.source(bundle).resolve("big.bin"));
        var session = alice.open();

        var begun = session.measure(true, 0, bundle).is(202).json();
        assertThat(begun.toString()).isEqualTo("{\"scaned\":[],\"scanning\":\"" + bundle + "\"}");
        var told = awaitLast(session);

        assertThat(session.sizes()).isEqualTo(told);
        assertThat(told.path("scaned").path(0).path("incDataSize").asLong(0)).isEqualTo(-1);
        session.append(Client.appended(800, bundle)).is(202);
        session.pull(folder);
        session.recorder().await("onAllBundlesEnd");
        assertThat(session.bundle(bundle).path("bytesTotal").asLong(-1))
                .isEqualTo(told.path("scaned").path(0).path("dataSize").asLong(-2));
        session.measure(true, 0, bundle).isProblem(409, "already-appended", 13900001);
    }

    @Test
    void aPreciseScanMeasuresChanges() throws IOException {
        var bundle = service.bundle(file("old.bin", 1_000), file("new.bin", 10));
        var future = Instant.now().getEpochSecond() + 1_000;
        Files.setLastModifiedTime(
                service.source(bundle).resolve("new.bin"), FileTime.from(Instant.ofEpochSecond(future)));
        var session = alice.open();

        session.measure(true, future, bundle, "com.example.unknown").is(202);

        assertThat(awaitLast(session).path("scaned").toString())
                .isEqualTo("[" + size(bundle, 1_010, 10) + "," + size("com.example.unknown", -1, -1) + "]");
    }

    @Test
    void aQuickScanNeedsNoWalkOnceTheSizeIsKnown() {
        var bundle = service.bundle(file("a.bin", 1_000));
        var session = alice.open();
        session.measure(false, LONG_AGO, bundle).is(202);
        assertThat(awaitLast(session).path("scaned").toString()).isEqualTo("[" + size(bundle, 1_000, -1) + "]");
        service.scans().hold(bundle);

        var second = alice.open();
        second.measure(false, LONG_AGO, bundle).is(202);

        assertThat(awaitLast(second).path("scaned").toString()).isEqualTo("[" + size(bundle, 1_000, -1) + "]");
        service.scans().letGo(bundle);
    }

    @Test
    void aRunContinuesAfterARestartOfTheService() {
        var fast = service.bundle(file("a.bin", 1_000));
        var slow = service.bundle(file("a.bin", 2_000));
        service.scans().hold(slow);
        var session = alice.open();
        session.measure(true, 0, fast, slow).is(202);
        session.recorder().await("report", event -> event.path("data").has("scaned"));

        service.restart();
        service.scans().letGo(slow);
        alice.close();
        alice = service.client(RunningService.ALICE);
        var back = alice.adopt(alice.get(session.url("")).is(200));

        assertThat(awaitLast(back).path("scaned").toString()).isEqualTo("[" + size(slow, 2_000, -1) + "]");
        assertThat(back.sizes().path("scaned").toString())
                .isEqualTo("[" + size(fast, 1_000, -1) + "," + size(slow, 2_000, -1) + "]");
        back.recorder().await("onBackupServiceDied");
    }
}
