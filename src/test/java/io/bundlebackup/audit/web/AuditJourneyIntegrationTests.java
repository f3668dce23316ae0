package io.bundlebackup.audit.web;

import static io.bundlebackup.journey.SourceTree.files;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bundlebackup.audit.AuditVerification;
import io.bundlebackup.journey.JourneyTest;
import io.bundlebackup.journey.RunningService;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What the audit log says of requests and of what they start, over HTTP. */
class AuditJourneyIntegrationTests extends JourneyTest {
    @Test
    void aBackupIsInTheLogWithItsCallerAddressAndOutcome() throws IOException {
        var bundle = service.bundle(files(20));
        var session = alice.backUp(bundle);
        session.pull(folder);
        session.awaitBundle(bundle, "state", "ended");

        awaitEntry("bundleEnded", bundle);
        assertThat(of("createSession").getFirst().toString())
                .contains("\"caller\":\"alice\"", "\"address\":\"127.0.0.1\"", "\"status\":201", "\"durationMs\":");
        assertThat(of("bundleAppended", bundle).getFirst().path("sessionId").asString())
                .isEqualTo(session.id());
        assertThat(of("getFile", bundle)).isNotEmpty();
        assertThat(of("getFile", bundle).getLast().path("answerBytes").asLong()).isPositive();
        assertThat(of("bundleEnded", bundle).getFirst().path("outcome").asString())
                .isEqualTo("completed");
        assertThat(of("getStatus")).isEmpty();
        assertThat(AuditVerification.verify(service.data().resolve("audit")).whole())
                .isTrue();
    }

    @Test
    void refusalsSignInsAndProblemsAreInTheLogAndSecretsAreNot() throws IOException {
        var wrong = "a-wrong-token-that-is-secret";
        service.client(wrong).post("/api/v1/sessions", "{\"type\":\"backup\"}").is(401);
        service.client("")
                .post("/api/v1/login", "{\"token\":\"" + wrong + "\"}")
                .is(401);
        service.client("")
                .post("/api/v1/login", "{\"token\":\"" + RunningService.ALICE + "\"}")
                .is(204);
        service.client(RunningService.BOB)
                .post("/api/v1/vaults/main/runs", "{\"kind\":\"backup\"}")
                .is(403);
        alice.delete("/api/v1/sessions/nothing%22%7D").is(404);
        var ticket =
                alice.post("/api/v1/tickets", "").is(201).json().path("ticket").asString();

        await().untilAsserted(() -> assertThat(of("createTicket")).isNotEmpty());
        assertThat(of("createSession").stream()
                        .map(entry -> entry.path("status").asInt()))
                .contains(401);
        assertThat(of("signIn").stream().map(entry -> entry.path("caller").asString("nobody")))
                .contains("alice", "nobody");
        assertThat(of("startRuns").getFirst().toString())
                .contains("\"caller\":\"bob\"", "\"problem\":\"permission-denied\"", "\"code\":201");
        assertThat(of("releaseSession").getFirst().path("problem").asString()).isEqualTo("no-such-session");
        assertThat(Files.readString(service.data().resolve("audit/audit.jsonl")))
                .doesNotContain(wrong, RunningService.ALICE, ticket);
    }

    @Test
    void pagesGoFromTheNewestToTheOldestAndFiltersCountTogether() {
        for (int i = 0; i < 5; i++) {
            alice.open();
        }
        await().untilAsserted(() -> assertThat(of("createSession")).hasSizeGreaterThanOrEqualTo(5));

        var seqs = new ArrayList<Long>();
        var next = "";
        do {
            var page = alice.get("/api/v1/audit?operation=createSession&caller=alice&limit=2" + next)
                    .is(200)
                    .json();
            page.path("entries").forEach(entry -> seqs.add(entry.path("seq").asLong()));
            next = page.path("next").isString() ? "&after=" + page.path("next").asString() : "";
        } while (!next.isEmpty());

        assertThat(seqs).hasSizeGreaterThanOrEqualTo(5).doesNotHaveDuplicates();
        assertThat(seqs).isSortedAccordingTo(Comparator.reverseOrder());
        assertThat(entries("?caller=nobody")).isEmpty();
        assertThat(entries("?to=2020-01-01T00:00:00Z")).isEmpty();
        assertThat(entries("?from=2020-01-01T00:00:00Z&limit=3")).hasSize(3);
        alice.get("/api/v1/audit?after=%2B").isInvalidParameter("after");
        alice.get("/api/v1/audit?from=yesterday").isInvalidParameter("from");
    }

    private void awaitEntry(String operation, String bundle) {
        await().untilAsserted(() -> assertThat(of(operation, bundle)).isNotEmpty());
    }

    private List<JsonNode> of(String operation) {
        return entries("?operation=" + operation);
    }

    private List<JsonNode> of(String operation, String bundle) {
        return entries("?operation=" + operation + "&bundleName=" + URLEncoder.encode(bundle, StandardCharsets.UTF_8));
    }

    private List<JsonNode> entries(String query) {
        var page = alice.get("/api/v1/audit" + query).is(200).json();
        return StreamSupport.stream(page.path("entries").spliterator(), false).toList();
    }
}
