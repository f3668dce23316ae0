package io.bundlebackup.journey.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bundlebackup.journey.BackupSession;
import io.bundlebackup.journey.HeldBundles;
import io.bundlebackup.journey.HeldBundles.Held;
import io.bundlebackup.journey.JourneyTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Sessions that nobody uses, one for each phase of a bundle: which expire, and which the service still has to do something for. */
class IdleSessionsIntegrationTests extends JourneyTest {
    private static final int IDLE_SECONDS = 1;
    private static final Duration FAR_BEYOND = Duration.ofMillis(2_500);

    /** Each phase, and how its bundle ends when the session expires. */
    private static final Map<String, String> EXPIRE = new LinkedHashMap<>();

    static {
        EXPIRE.put("not appended", "");
        EXPIRE.put("held at rate 0", "cancelled");
        EXPIRE.put("held by full staging", "cancelled");
        EXPIRE.put("waiting for its client", "cancelled");
        EXPIRE.put("index announced", "cancelled");
        EXPIRE.put("completed", "completed");
        EXPIRE.put("failed", "failed");
        EXPIRE.put("cancelled", "cancelled");
        EXPIRE.put("rejected", "rejected");
    }

    /** Two that take a slot for good, and one that somebody who packs takes it from. */
    private static final List<String> STAY = List.of("extension", "scanning", "waiting for a slot");

    @Override
    public List<String> settings() {
        var settings = new ArrayList<>(List.of(HeldBundles.SETTINGS));
        settings.set(0, "backup.scheduler.slots=3");
        return settings;
    }

    @Test
    void sessionsWithWorkOfTheServiceStay() {
        var bundles = new HeldBundles(service, alice, folder, IDLE_SECONDS);
        var stay = new LinkedHashMap<String, Held>();
        STAY.forEach(phase -> stay.put(phase, bundles.in(phase)));
        var packing = alice.sessions().getLast();
        stay.put("queued", bundles.backUp(800, bundles.small()));
        alice.sessions().forEach(BackupSession::disconnect);

        await().pollDelay(FAR_BEYOND).until(() -> true);

        stay.forEach(
                (phase, held) -> assertThat(held.session().state()).as(phase).isEqualTo("running"));
        assertThat(packing.state()).as("packing").isEqualTo("running");
        alice.sessions().forEach(BackupSession::reconnect);
    }

    @Test
    void sessionsWaitingForTheirClientExpire() {
        var bundles = new HeldBundles(service, alice, folder, IDLE_SECONDS);
        var expire = new LinkedHashMap<String, Held>();
        EXPIRE.keySet().forEach(phase -> expire.put(phase, bundles.in(phase)));
        alice.sessions().forEach(BackupSession::disconnect);

        await().atMost(FAR_BEYOND).until(() -> status("sessionsLive") == 0);

        expire.forEach((phase, held) -> {
            assertThat(held.session().state()).as(phase).isEqualTo("expired");
            assertThat(held.session().view().at("/bundles/0/outcome").asString(""))
                    .as(phase)
                    .isEqualTo(EXPIRE.get(phase));
            service.awaitNothingStaged(held.session().id());
        });
        await().until(() -> status("stagedBytes") == 0);
        alice.sessions().forEach(BackupSession::reconnect);
    }

    private long status(String member) {
        return alice.get("/api/v1/status").is(200).json().path(member).asLong(-1);
    }
}
