package io.bundlebackup.journey.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bundlebackup.journey.Client;
import io.bundlebackup.journey.RestoreSession;
import java.time.Duration;
import tools.jackson.databind.JsonNode;

/** A snapshot in the vault {@code main}, as callers with the authority make and restore one. */
public record VaultBackup(String bundle, String snapshotId) {
    /** Backs up a bundle and waits for the snapshot. */
    public static VaultBackup of(Client client, String bundle) {
        var ended = awaitEnd(client, "backup", bundle);
        return new VaultBackup(bundle, ended.path("snapshotId").asString());
    }

    /** Orders a run and waits until it has completed. */
    static JsonNode awaitEnd(Client client, String kind, String bundle) {
        var order = "{\"kind\":\"" + kind + "\",\"bundles\":[\"" + bundle + "\"]}";
        var run = client.post("/api/v1/vaults/main/runs", order)
                .is(202)
                .json()
                .path("runs")
                .path(0);
        var url = "/api/v1/runs/" + run.path("runId").asString();
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(20))
                .until(() ->
                        client.get(url).is(200).json().path("state").asString().equals("ended"));
        var ended = client.get(url).json();
        assertThat(ended.path("outcome").asString()).as(ended.toString()).isEqualTo("completed");
        return ended;
    }

    /** The member {@code fromSnapshot}. */
    String member(String... paths) {
        var wanted = paths.length == 0 ? "" : ",\"paths\":[\"" + String.join("\",\"", paths) + "\"]";
        return "\"fromSnapshot\":{\"vault\":\"main\",\"snapshotId\":\"" + snapshotId + "\"" + wanted + "}";
    }

    /** What creates a session that restores the snapshot. */
    String request(String members) {
        return "{\"type\":\"restore\",\"bundles\":[{\"bundleName\":\"" + bundle + "\"," + members + "}]}";
    }

    /** Begins a restore of everything, or of some paths. */
    RestoreSession begin(Client client, String target, String... paths) {
        return beginWith(client, "\"restoreTo\":\"" + target + "\"," + member(paths));
    }

    RestoreSession beginWith(Client client, String members) {
        return new RestoreSession(client, client.create(request(members)));
    }
}
