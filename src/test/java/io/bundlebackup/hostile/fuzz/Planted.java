package io.bundlebackup.hostile.fuzz;

import static io.bundlebackup.journey.SourceTree.file;
import static org.awaitility.Awaitility.await;

import io.bundlebackup.client.Answer;
import io.bundlebackup.client.HttpCaller;
import io.bundlebackup.journey.Client;
import io.bundlebackup.journey.RestoreSession;
import io.bundlebackup.journey.RunningService;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Things in a service for requests to meet: sessions in every state, files, uploads, snapshots, runs, schedules. */
final class Planted {
    private static final String SESSIONS = "/api/v1/sessions";
    private static final String SCHEDULE = "fuzzed";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final HttpCaller caller;
    private final List<String> bundles;
    private final List<Map<String, String>> places = new ArrayList<>();

    Planted(RunningService service, HttpCaller caller) {
        this.caller = caller;
        this.bundles = IntStream.range(0, 5)
                .mapToObj(i -> service.bundle(file("a.txt", "content"), file("b.txt", "more")))
                .toList();
    }

    /** Values of parameters of paths; what belongs together is in one map. */
    List<Map<String, String>> places() {
        return List.copyOf(places);
    }

    /** Removes what requests have left, and plants anew. */
    void renew() {
        clear();
        places.clear();
        var snapshot = vault();
        var previous = restored(snapshot);
        var backup = create("{\"type\":\"backup\",\"bundles\":" + Client.appended(800, bundles.get(0)) + "}");
        var closed = create("{\"type\":\"backup\",\"bundles\":" + Client.appended(800, bundles.get(0)) + "}");
        closeAll(closed);
        var held = create("{\"type\":\"backup\",\"bundles\":" + Client.appended(0, bundles.get(1)) + "}");
        var increment = create("{\"type\":\"incrementalBackup\",\"bundles\":" + Client.plainly(bundles.get(3)) + "}");
        var restore = create(
                RestoreSession.request(Client.plainly(bundles.get(2)), RestoreSession.capabilities(bundles.get(2))));
        var uploads = SESSIONS + "/" + restore + "/bundles/" + bundles.get(2) + "/uploads/";
        caller.put(uploads + "part.0.tar", new byte[512]).is(200);
        var gone = create("{\"type\":\"backup\"}");
        caller.delete(SESSIONS + "/" + gone).is(204);
        for (var session : List.of(backup, closed, held, increment, restore, gone, create("{\"type\":\"backup\"}"))) {
            for (int i = 0; i < bundles.size() - 1; i++) {
                place(session, bundles.get(i), snapshot, previous);
            }
        }
        // Most requests are to meet the bundle that the session has.
        for (int i = 0; i < 5; i++) {
            place(backup, bundles.get(0), snapshot, previous);
            place(held, bundles.get(1), snapshot, previous);
            place(restore, bundles.get(2), snapshot, previous);
            place(increment, bundles.get(3), snapshot, previous);
        }
    }

    private void place(String session, String bundle, Map<String, String> vault, String previous) {
        var place = new HashMap<>(vault);
        place.put("sessionId", session);
        place.put("bundleName", places.size() % 4 == 0 ? bundles.get(4) : bundle);
        place.put("uri", places.size() % 7 == 0 ? "manage.json" : "part.0.tar");
        place.put("id", previous);
        place.put("name", SCHEDULE);
        place.put("vault", "main");
        place.put("timeZone", "Europe/Berlin");
        place.put("to", vault.getOrDefault("snapshotId", ""));
        place.put("path", "a.txt");
        place.put("paths", "a.txt");
        place.put("token", RunningService.ALICE);
        place.put("restoreTo", bundle);
        places.add(place);
    }

    private String create(String json) {
        return caller.post(SESSIONS, json).is(201).json().path("sessionId").asString();
    }

    private void closeAll(String session) {
        var list = SESSIONS + "/" + session + "/files?state=ready";
        for (var page = caller.get(list + "&wait=5").json();
                page.path("more").asBoolean();
                page = caller.get(list + "&wait=5").json()) {
            page.path("files")
                    .forEach(file -> caller.delete(file.path("contentUrl").asString()));
        }
    }

    /** A run, its snapshot, and a schedule. */
    private Map<String, String> vault() {
        var bundle = bundles.get(4);
        var run = caller.post("/api/v1/vaults/main/runs", "{\"kind\":\"backup\",\"bundles\":[\"" + bundle + "\"]}")
                .is(202)
                .json()
                .path("runs")
                .path(0)
                .path("runId")
                .asString();
        await().atMost(PATIENCE).until(() -> view(run).json().has("snapshotId"));
        caller.put(
                        "/api/v1/schedules/" + SCHEDULE,
                        "{\"vault\":\"main\",\"bundles\":[\"" + bundle + "\"],\"cron\":\"0 0 4 1 1 *\"}")
                .is(200);
        return Map.of(
                "runId", run, "snapshotId", view(run).json().path("snapshotId").asString());
    }

    private Answer view(String run) {
        return caller.get("/api/v1/runs/" + run + "?wait=1").is(200);
    }

    /** Restores the bundle of the snapshot; returns the state that it had before. */
    private String restored(Map<String, String> snapshot) {
        var bundle = bundles.get(4);
        var session = create("{\"type\":\"restore\",\"bundles\":[{\"bundleName\":\"" + bundle
                + "\",\"fromSnapshot\":{\"vault\":\"main\",\"snapshotId\":\"" + snapshot.get("snapshotId") + "\"}}]}");
        var url = SESSIONS + "/" + session + "/bundles/" + bundle;
        caller.post(url + "/publish", "{}").is(202);
        await().atMost(PATIENCE)
                .until(() -> caller.get(url).json().path("state").asString("").equals("ended"));
        return caller.get("/api/v1/bundles/" + bundle + "/previous")
                .is(200)
                .json()
                .path("previous")
                .path(0)
                .path("id")
                .asString();
    }

    /** Ends everything that is live. */
    void clear() {
        for (var state : List.of("open", "running", "completed")) {
            var list =
                    caller.get(SESSIONS + "?limit=1000&state=" + state).is(200).json();
            list.path("sessions")
                    .forEach(session -> caller.delete(
                            SESSIONS + "/" + session.path("sessionId").asString()));
        }
        caller.get("/api/v1/schedules")
                .is(200)
                .json()
                .path("schedules")
                .forEach(schedule -> caller.delete(
                        "/api/v1/schedules/" + schedule.path("name").asString()));
        for (var state : List.of("queued", "running")) {
            var list =
                    caller.get("/api/v1/runs?limit=1000&state=" + state).is(200).json();
            list.path("runs")
                    .forEach(run ->
                            caller.post("/api/v1/runs/" + run.path("runId").asString() + "/cancel", ""));
        }
    }
}
