package io.bundlebackup.session.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class ServiceControllerTests extends SessionApiTestBase {
    @Test
    void tellsHowTheServiceIsDoing() {
        running();
        alice.session("b", "c");
        bob.session();
        work.staged(4_711);

        var status = alice.get("/api/v1/status").is(200).json();

        assertThat(status.propertyNames())
                .containsExactly(
                        "state",
                        "startedAt",
                        "freeBytes",
                        "stagedBytes",
                        "stagingMaxBytes",
                        "slots",
                        "slotsBusy",
                        "queued",
                        "sessionsLive");
        assertThat(status.path("state").asString()).isEqualTo("running");
        assertThat(Instant.parse(status.path("startedAt").asString())).isBefore(Instant.now());
        assertThat(status.path("freeBytes").asLong()).isPositive();
        assertThat(status.path("stagedBytes").asLong()).isEqualTo(4_711);
        assertThat(status.path("stagingMaxBytes").asLong()).isEqualTo(3L << 30);
        assertThat(status.path("slots").asInt()).isEqualTo(1);
        assertThat(status.path("slotsBusy").asInt()).isEqualTo(1);
        assertThat(status.path("queued").asInt()).isEqualTo(2);
        assertThat(status.path("sessionsLive").asInt()).isEqualTo(3);
    }

    @Test
    void tellsTheCallersPlacesInTheWholeQueue() {
        running();
        var path = alice.session("b");
        bob.session("c");
        alice.post(alice.session() + "/bundles", "{\"bundles\":[{\"bundleName\":\"d\",\"priority\":1}]}")
                .is(202);

        var queue = alice.get("/api/v1/queue").is(200).json().path("queued");
        var bobs = bob.get("/api/v1/queue").is(200).json().path("queued");

        assertThat(queue.size()).isEqualTo(2);
        assertThat(queue.path(0).propertyNames())
                .containsExactly("position", "sessionId", "bundleName", "priority", "queuedAt");
        assertThat(queue.path(0).path("bundleName").asString()).isEqualTo("d");
        assertThat(queue.path(0).path("position").asInt()).isEqualTo(1);
        assertThat(queue.path(1).path("bundleName").asString()).isEqualTo("b");
        assertThat(queue.path(1).path("position").asInt()).isEqualTo(2);
        assertThat(queue.path(1).path("sessionId").asString()).isEqualTo(ApiClient.id(path));
        assertThat(bobs.size()).isEqualTo(1);
        assertThat(bobs.path(0).path("position").asInt()).isEqualTo(3);
    }

    @Test
    void tellsNothingToStrangers() {
        new ApiClient(alice.port(), "wrong").get("/api/v1/status").isProblem(401, "unauthenticated", 201);
        new ApiClient(alice.port(), "wrong").get("/api/v1/queue").isProblem(401, "unauthenticated", 201);
    }
}
