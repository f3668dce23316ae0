package io.bundlebackup.journey.control;

import static io.bundlebackup.journey.SourceTree.file;
import static io.bundlebackup.journey.SourceTree.files;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bundlebackup.journey.BackupSession;
import io.bundlebackup.journey.Client;
import io.bundlebackup.journey.JourneyTest;
import io.bundlebackup.manifest.ManifestHeader;
import io.bundlebackup.manifest.ManifestWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Priorities, send rates and timers. One slot, and a part for every entry. */
class SteeringJourneyIntegrationTests extends JourneyTest {
    private String bundle = "";

    @Override
    public List<String> settings() {
        return List.of("backup.scheduler.slots=1", "backup.pack.part-files=1");
    }

    @BeforeEach
    void make() {
        bundle = service.bundle(file("a", "hi"), file("b", "ho"));
    }

    /** Holds the only slot: announces one of 60 parts a second. */
    private BackupSession holdTheSlot() {
        var slow = service.bundle(files(60));
        var session = alice.backUpAtRate(1, slow);
        session.recorder().await("onBundleBegin", slow);
        return session;
    }

    private static String onlyBundle(BackupSession session) {
        return session.view().path("bundles").path(0).path("bundleName").asString("");
    }

    @Test
    void theHighestPriorityBeginsFirstAndCanChangeWhileQueued() {
        var blocker = holdTheSlot();
        var low = service.bundle(file("x", ""));
        var high = service.bundle(file("x", ""));
        var raised = service.bundle(file("x", ""));
        var last = service.bundle(file("x", ""));
        var session = alice.create("{\"type\":\"backup\",\"bundles\":[" + withPriority(low, 0) + ","
                + withPriority(high, 5) + "," + withPriority(raised, 0) + "," + withPriority(last, -1) + "]}");
        assertThat(queue()).containsExactly(high, low, raised, last);

        assertThat(session.setPriority(raised, 9).is(200).json().path("result").asBoolean(false))
                .isTrue();
        assertThat(queue()).containsExactly(raised, high, low, last);
        blocker.setRate(onlyBundle(blocker), 800).is(200);
        session.pull(folder);
        session.recorder().await("onAllBundlesEnd");

        assertThat(session.recorder().events().stream()
                        .filter(event -> event.path("type").asString("").equals("onBundleBegin"))
                        .map(event -> event.path("bundleName").asString("")))
                .containsExactly(raised, high, low, last);
        assertThat(session.setPriority(raised, 1).is(200).json().path("result").asBoolean(true))
                .isFalse();
    }

    private static String withPriority(String bundle, int priority) {
        return "{\"bundleName\":\"" + bundle + "\",\"priority\":" + priority + ",\"sendRate\":800}";
    }

    private List<String> queue() {
        var queue = alice.get("/api/v1/queue").is(200).json().path("queued");
        var names = new ArrayList<String>();
        for (int i = 0; i < queue.size(); i++) {
            assertThat(queue.path(i).path("position").asInt(0)).isEqualTo(i + 1);
            names.add(queue.path(i).path("bundleName").asString(""));
        }
        return names;
    }

    @Test
    void aBundleWaitingForItsClientHoldsNoSlot() {
        var waiting = alice.backUp(bundle);
        waiting.awaitBundle(bundle, "phase", "waitingForClient");
        var held = alice.backUpAtRate(0, bundle);
        held.awaitBundle(bundle, "phase", "waitingForClient");
        var other = alice.backUp(bundle);

        other.pull(folder);

        other.recorder().await("onAllBundlesEnd");
        waiting.pull(folder.resolve("waiting"));
        waiting.recorder().await("onAllBundlesEnd");
    }

    @Test
    void rateZeroHoldsAnnouncementsUntilTheRateIsRaised() {
        var session = alice.backUpAtRate(0, bundle);
        session.awaitBundle(bundle, "phase", "waitingForClient");
        var page = alice.get(session.url("/files?wait=1")).is(200).json();
        assertThat(page.path("files")).isEmpty();
        assertThat(page.path("more").asBoolean(false)).isTrue();

        assertThat(session.setRate(bundle, 801).is(200).json().path("sendRate").asInt(0))
                .isEqualTo(800);
        session.awaitFile(bundle, file -> true, 3);
        assertThat(session.setRate(bundle, 0).is(200).json().path("result").asBoolean(false))
                .isTrue();
        for (var file : session.files("limit=10")) {
            session.close(file).is(204);
        }
        session.recorder().await("onResultReport", bundle);
        assertThat(alice.get(session.url("/files?state=ready&wait=1"))
                        .is(200)
                        .json()
                        .path("files"))
                .as("the index is held too")
                .isEmpty();
        session.setRate(bundle, 1).is(200);
        session.close(session.awaitFile(bundle, "index")).is(204);
        session.recorder().await("onAllBundlesEnd");
        assertThat(session.setRate(bundle, 1).is(200).json().path("result").asBoolean(true))
                .isFalse();
    }

    @Test
    void theTimeoutOfAnAppendRunsFromTheBegin() {
        holdTheSlot();
        var queued =
                alice.create("{\"type\":\"backup\",\"bundles\":[{\"bundleName\":\"" + bundle + "\",\"timeout\":0}]}");
        assertThat(queued.setTimer(bundle, 0).is(200).json().path("result").asBoolean(true))
                .isFalse();
        assertThat(queued.bundle(bundle).path("state").asString("")).isEqualTo("queued");
        alice.sessions().getFirst().release().is(204);

        var end = queued.recorder().await("onBundleEnd", bundle);
        assertThat(end.path("err").path("code").asInt(0)).isEqualTo(13500003);
        assertThat(end.path("data").path("outcome").asString("")).isEqualTo("failed");
        queued.recorder().await("onAllBundlesEnd");
    }

    @Test
    void withdrawingABundleRemovesItsManifest() throws IOException {
        holdTheSlot();
        var manifest = new ByteArrayOutputStream();
        new ManifestWriter(manifest, new ManifestHeader(bundle, UUID.randomUUID(), null, 1)).close();
        var session = alice.create("{\"type\":\"incrementalBackup\"}");
        alice.put(session.url("/manifests/" + bundle), manifest.toByteArray()).is(204);
        session.append(Client.appended(800, bundle)).is(202);
        assertThat(service.uploaded(session.id())).isNotEmpty();

        session.withdraw(bundle).is(204);

        await().until(() -> service.uploaded(session.id()).isEmpty());
    }
}
