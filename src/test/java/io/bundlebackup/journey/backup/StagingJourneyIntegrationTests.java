package io.bundlebackup.journey.backup;

import static io.bundlebackup.journey.SourceTree.file;
import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.journey.DeliveredBackup;
import io.bundlebackup.journey.JourneyTest;
import io.bundlebackup.journey.SourceTree;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A staging area that holds next to nothing, and one slot. */
class StagingJourneyIntegrationTests extends JourneyTest {
    private static final int PARTS = 8;
    private static final int SIZE = 100_000;

    @Override
    public List<String> settings() {
        return List.of(
                "backup.scheduler.slots=1",
                "backup.pack.part-size=100KB",
                "backup.pack.part-files=1",
                "backup.staging.max-size=150KB");
    }

    private String bundle() {
        return service.bundle(
                IntStream.range(0, PARTS).mapToObj(i -> file("file-" + i, SIZE)).toArray(SourceTree.Node[]::new));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void bundlesWithIdleClientsDoNotStopOthers(boolean firstComeFirst) throws Exception {
        var first = bundle();
        var second = bundle();
        var session = alice.backUp(first, second);
        for (var bundle : List.of(first, second)) {
            session.awaitFile(bundle, file -> true, 2);
            session.awaitBundle(bundle, "phase", "waitingForClient");
        }
        assertThat(alice.get("/api/v1/status")
                        .is(200)
                        .json()
                        .path("stagedBytes")
                        .asLong(Long.MAX_VALUE))
                .isLessThan(4 * (SIZE + 20_480L));
        assertThat(alice.get("/api/v1/status").json().path("slotsBusy").asInt(-1))
                .isZero();

        var order = firstComeFirst ? List.of(first, second) : List.of(second, first);
        for (var bundle : order) {
            session.pull(session.bundleUrl(bundle, "/files"), folder);
            session.awaitBundle(bundle, "outcome", "completed");
            DeliveredBackup.of(folder, bundle).assertSameTreeAs(service.source(bundle));
        }
        session.recorder().await("onAllBundlesEnd");
        assertThat(alice.get("/api/v1/status").json().path("stagedBytes").asLong(-1))
                .isZero();
    }
}
