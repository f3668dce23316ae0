package io.bundlebackup.journey.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bundlebackup.client.Answer;
import io.bundlebackup.client.HttpCaller;
import io.bundlebackup.journey.Client;
import io.bundlebackup.journey.JourneyTest;
import io.bundlebackup.journey.RunningService;
import io.bundlebackup.journey.SourceTree;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Every operation of the OpenAPI document, called by every kind of caller. An operation without a row in the table fails the test, so
 * that nobody can add an operation without saying who may call it.
 */
class PrivilegeMatrixIntegrationTests extends JourneyTest {
    /** What an operation needs. Each needs what those above it need, too. */
    private enum Right {
        OPEN,
        KNOWN_CALLER,
        SYSTEM,
        VAULT,
        VAULT_ADMIN
    }

    /**
     * What an operation works on: nothing of a caller or a bundle; a session of its caller; a bundle, also by its snapshots, runs and
     * schedules; the bundle of a session.
     */
    private enum Target {
        NONE,
        SESSION,
        BUNDLE,
        SESSION_BUNDLE
    }

    private record Row(Right right, Target target, String query, String body) {
        static Row of(String[] columns) {
            return new Row(
                    Right.valueOf(columns[1]),
                    Target.valueOf(columns[2]),
                    columns.length > 3 && columns[3].startsWith("?") ? columns[3] : "",
                    columns.length > 3 && columns[3].startsWith("{") ? columns[3] : "{}");
        }
    }

    private record Operation(String id, String method, String path, boolean takesBody) {}

    /** Operation, right, target, and the query or the body of the request if it needs one. */
    private static final String TABLE = """
            getVersion                OPEN         NONE
            signIn                    OPEN         NONE
            signOut                   OPEN         NONE
            getIssuer                 OPEN         NONE
            beginSignIn               OPEN         NONE
            finishSignIn              OPEN         NONE
            getLogin                  KNOWN_CALLER NONE
            createTicket              SYSTEM       NONE
            getStatus                 SYSTEM       NONE
            getQueue                  SYSTEM       NONE
            listAuditEntries          SYSTEM       NONE
            listBundles               SYSTEM       NONE
            getBundle                 SYSTEM       BUNDLE
            getBackupInfo             SYSTEM       BUNDLE
            listPreviousStates        SYSTEM       BUNDLE
            removePreviousState       SYSTEM       BUNDLE
            restorePreviousState      SYSTEM       BUNDLE
            getLocalCapabilities      SYSTEM       BUNDLE   ?bundleName={bundleName}
            getLocalCapabilitiesSince SYSTEM       BUNDLE   {"dataList":[{"bundleName":"{bundleName}","lastIncrementalTime":0}]}
            listCallerEvents          SYSTEM       NONE
            listSessions              SYSTEM       NONE
            createSession             SYSTEM       NONE
            getSession                SYSTEM       SESSION
            releaseSession            SYSTEM       SESSION
            listSessionBundles        SYSTEM       SESSION
            appendBundles             SYSTEM       SESSION  {"bundles":[{"bundleName":"com.example.other"}]}
            getSessionCapabilities    SYSTEM       SESSION
            getDataSize               SYSTEM       SESSION
            scanDataSize              SYSTEM       SESSION  {"isPreciseScan":false,"dataList":[{"bundleName":"com.example.other","lastIncrementalTime":0}]}
            listEvents                SYSTEM       SESSION
            listSessionFiles          SYSTEM       SESSION
            putPreviousManifest       SYSTEM       SESSION_BUNDLE
            getSessionBundle          SYSTEM       SESSION_BUNDLE
            withdrawBundle            SYSTEM       SESSION_BUNDLE
            cancelBundle              SYSTEM       SESSION_BUNDLE
            getReport                 SYSTEM       SESSION_BUNDLE
            updatePriority            SYSTEM       SESSION_BUNDLE {"priority":1}
            updateSendRate            SYSTEM       SESSION_BUNDLE {"sendRate":60}
            updateTimer               SYSTEM       SESSION_BUNDLE {"timeout":900000}
            listFiles                 SYSTEM       SESSION_BUNDLE
            getFile                   SYSTEM       SESSION_BUNDLE
            getFileManifest           SYSTEM       SESSION_BUNDLE
            closeFile                 SYSTEM       SESSION_BUNDLE
            listUploads               SYSTEM       SESSION_BUNDLE
            requestUpload             SYSTEM       SESSION_BUNDLE {"uri":"part.0.tar"}
            getUpload                 SYSTEM       SESSION_BUNDLE
            putUpload                 SYSTEM       SESSION_BUNDLE
            patchUpload               SYSTEM       SESSION_BUNDLE
            deleteUpload              SYSTEM       SESSION_BUNDLE
            putUploadManifest         SYSTEM       SESSION_BUNDLE
            publish                   SYSTEM       SESSION_BUNDLE {"uri":""}
            listVaults                VAULT        NONE
            getVault                  VAULT        NONE
            listVaultBundles          VAULT        NONE
            getRetention              VAULT        BUNDLE   ?bundleName={bundleName}
            startRuns                 VAULT        BUNDLE   {"kind":"backup","bundles":["{bundleName}"]}
            listSnapshots             VAULT        NONE
            getSnapshot               VAULT        BUNDLE
            changeSnapshot            VAULT        BUNDLE   {"note":"a note"}
            deleteSnapshot            VAULT_ADMIN  BUNDLE
            undeleteSnapshot          VAULT_ADMIN  BUNDLE
            getSnapshotArchive        VAULT        BUNDLE
            getSnapshotFile           VAULT        BUNDLE   ?path=a.txt
            getSnapshotManifest       VAULT        BUNDLE
            listSnapshotChanges       VAULT        BUNDLE   ?to={snapshotId}
            listSnapshotEntries       VAULT        BUNDLE
            listRuns                  VAULT        NONE
            getRun                    VAULT        BUNDLE
            cancelRun                 VAULT        BUNDLE
            getRunReport              VAULT        BUNDLE
            listRunEvents             VAULT        BUNDLE
            listSchedules             VAULT        NONE
            createSchedule            VAULT_ADMIN  NONE
            getSchedule               VAULT        BUNDLE
            replaceSchedule           VAULT_ADMIN  BUNDLE   {"vault":"main","bundles":["com.carol.*"],"cron":"0 0 4 1 1 *"}
            deleteSchedule            VAULT_ADMIN  BUNDLE
            listNextRuns              VAULT        BUNDLE
            listTimesOfCron           VAULT        NONE
            """;

    /** A caller who may not learn that something exists gets one of these. */
    private static final Set<String> NOT_THERE =
            Set.of("no-such-session", "no-such-bundle", "no-such-snapshot", "no-such-run", "no-such-schedule");

    private final Map<String, Row> rows = new TreeMap<>();
    private final List<String> wrong = new ArrayList<>();
    private final Map<String, String> there = new HashMap<>();
    private List<Operation> operations = List.of();

    @BeforeEach
    void read() {
        TABLE.lines().map(line -> line.split(" +", 4)).forEach(columns -> rows.put(columns[0], Row.of(columns)));
        var found = new ArrayList<Operation>();
        alice.get("/v3/api-docs")
                .is(200)
                .json()
                .path("paths")
                .forEachEntry((path, methods) -> methods.forEachEntry((method, operation) -> found.add(new Operation(
                        operation.path("operationId").asString(),
                        method.toUpperCase(),
                        path,
                        operation.has("requestBody")))));
        operations = found;
    }

    @Test
    void everyOperationHasARow() {
        var ids = new TreeSet<>(operations.stream().map(Operation::id).toList());

        assertThat(rows.keySet()).as("add a row for each new operation").isEqualTo(ids);
    }

    @Test
    void everyOperationKnowsWhoMayCallIt() {
        plant();
        try (var carol = service.client(RunningService.CAROL);
                var norma = service.client(RunningService.NO_ADMIN)) {
            operations.forEach(this::refusesWhoHasNoRight);
            operations.forEach(operation -> refusesAnotherBundle(operation, carol));
            operations.forEach(operation -> refusesAnotherCaller(operation, norma));
        }
        // What deletes comes last, and what is inside first.
        operations.stream()
                .sorted(Comparator.comparing(
                                (Operation operation) -> operation.method().equals("DELETE"))
                        .thenComparing(operation -> -operation.path().length()))
                .forEach(this::letsTheOwnerIn);

        assertThat(wrong).isEmpty();
    }

    /** These answer with an outcome of each bundle, not with a status: {@link ReachJourneyIntegrationTests} has the sizes of bundles. */
    @Test
    void aBundleThatABodyNamesIsRejectedForWhoDoesNotReachIt() {
        var bundles = "\"bundles\":[{\"bundleName\":\"" + service.bundle(SourceTree.file("a.txt", "content")) + "\"}]}";
        try (var carol = service.client(RunningService.CAROL)) {
            var created = carol.post("/api/v1/sessions", "{\"type\":\"backup\"," + bundles)
                    .is(201);
            var empty = carol.post("/api/v1/sessions", "{\"type\":\"backup\"}").is(201);
            var appended =
                    carol.post(session(empty) + "/bundles", "{" + bundles).is(202);

            assertThat(List.of(carol.get(session(created) + "/bundles").text(), appended.text()))
                    .allSatisfy(answer -> assertThat(answer).contains("\"rejected\"", "13500001"));
            carol.delete(session(created)).is(204);
            carol.delete(session(empty)).is(204);
        }
    }

    private static String session(Answer created) {
        return "/api/v1/sessions/" + created.json().path("sessionId").asString();
    }

    /** A bundle of Alice with a session, a snapshot, a run and a schedule. */
    private void plant() {
        var bundle = service.bundle(SourceTree.file("a.txt", "content"));
        var session = alice.backUp(bundle);
        session.awaitFile(bundle, "part");
        var run = alice.post("/api/v1/vaults/main/runs", "{\"kind\":\"backup\",\"bundles\":[\"" + bundle + "\"]}")
                .is(202)
                .json()
                .path("runs")
                .path(0)
                .path("runId")
                .asString();
        await().atMost(Duration.ofSeconds(20))
                .until(() -> !alice.get("/api/v1/runs/" + run)
                        .json()
                        .path("snapshotId")
                        .isMissingNode());
        alice.post(
                        "/api/v1/schedules",
                        "{\"name\":\"matrix\",\"vault\":\"main\",\"bundles\":[\"" + bundle
                                + "\"],\"cron\":\"0 0 4 1 1 *\"}")
                .is(201);
        there.put("bundleName", bundle);
        there.put("sessionId", session.id());
        there.put("runId", run);
        there.put(
                "snapshotId",
                alice.get("/api/v1/runs/" + run).json().path("snapshotId").asString());
        there.put("name", "matrix");
        there.put("vault", "main");
        there.put("uri", "part.0.tar");
        there.put("id", "0".repeat(32));
    }

    private String filled(String text, Map<String, String> values) {
        var filled = text;
        for (var value : values.entrySet()) {
            filled = filled.replace("{" + value.getKey() + "}", value.getValue());
        }
        return filled;
    }

    private Answer call(Operation operation, HttpCaller caller, Map<String, String> values) {
        var row = rows.get(operation.id());
        var url = filled(operation.path() + row.query(), values);
        return switch (operation.id()) {
            case "putUpload" -> caller.put(url, new byte[1]);
            case "putUploadManifest", "putPreviousManifest" ->
                caller.put(url, new byte[1], "Content-Type", "text/plain");
            case "patchUpload" ->
                caller.send(
                        "PATCH",
                        url,
                        "x",
                        "Content-Type",
                        "application/partial-upload",
                        "Upload-Offset",
                        "0",
                        "Upload-Complete",
                        "?1");
            default ->
                operation.takesBody()
                        ? caller.send(
                                operation.method(), url, filled(row.body(), values), "Content-Type", "application/json")
                        : caller.send(operation.method(), url, null);
        };
    }

    private void expect(Operation operation, String who, Answer answer, int status, String type) {
        var found = answer.status() + " " + slug(answer);
        if (!found.equals(status + " " + type)) {
            wrong.add(operation.id() + " by " + who + ": " + found + " instead of " + status + " " + type);
        }
    }

    private static String slug(Answer answer) {
        var type = answer.status() >= 400 && answer.body().length > 0
                ? answer.json().path("type").asString("")
                : "";
        return type.substring(type.lastIndexOf('/') + 1);
    }

    private void refusesWhoHasNoRight(Operation operation) {
        var right = rows.get(operation.id()).right();
        if (right == Right.OPEN) {
            return;
        }
        expect(operation, "no token", as(operation, ""), 401, "unauthenticated");
        expect(operation, "a wrong token", as(operation, "wrong"), 401, "unauthenticated");
        expect(operation, "an expired token", as(operation, RunningService.EXPIRED), 401, "unauthenticated");
        if (right.compareTo(Right.SYSTEM) >= 0) {
            expect(operation, "no authority", as(operation, RunningService.POWERLESS), 403, "permission-denied");
            expect(operation, "not system", as(operation, RunningService.NO_SYSTEM), 403, "not-a-system-caller");
        }
        if (right.compareTo(Right.VAULT) >= 0) {
            expect(operation, "without vault", as(operation, RunningService.BOB), 403, "permission-denied");
        }
        if (right == Right.VAULT_ADMIN) {
            expect(operation, "without vault-admin", as(operation, RunningService.NO_ADMIN), 403, "permission-denied");
        }
    }

    private Answer as(Operation operation, String token) {
        return call(operation, callers.computeIfAbsent(token, service::client), there);
    }

    private final Map<String, Client> callers = new HashMap<>();

    private void refusesAnotherBundle(Operation operation, Client carol) {
        var target = rows.get(operation.id()).target();
        if (target == Target.BUNDLE || target == Target.SESSION_BUNDLE) {
            var answer = call(operation, carol, there);
            boolean notThere = answer.status() == 404 && NOT_THERE.contains(slug(answer));
            if (!notThere && !mayNotRestore(answer)) {
                wrong.add(operation.id() + " by a caller who does not reach the bundle: " + answer.status() + " "
                        + slug(answer));
            }
        }
    }

    /** Carol may not change data either, which tells nothing of the bundle. */
    private static boolean mayNotRestore(Answer answer) {
        return answer.status() == 403 && answer.text().contains("type restore");
    }

    /** Another's session is answered like one that does not exist. */
    private void refusesAnotherCaller(Operation operation, Client norma) {
        var target = rows.get(operation.id()).target();
        if (target == Target.SESSION || target == Target.SESSION_BUNDLE) {
            var unknown = new HashMap<>(there);
            unknown.put("sessionId", "f".repeat(32));
            var answer = call(operation, norma, there);
            expect(operation, "another caller", answer, 404, "no-such-session");
            var without = call(operation, norma, unknown);
            assertThat(answer.text().replace(there.get("sessionId"), "f".repeat(32)))
                    .as(operation.id())
                    .isEqualTo(without.text());
        }
    }

    private void letsTheOwnerIn(Operation operation) {
        var answer = call(operation, alice, there);
        if (answer.status() == 401 && !operation.id().equals("signIn")
                || answer.status() == 403
                || NOT_THERE.contains(slug(answer))
                || answer.status() >= 500) {
            wrong.add(operation.id() + " by its owner: " + answer.status() + " " + answer.text());
        }
    }
}
