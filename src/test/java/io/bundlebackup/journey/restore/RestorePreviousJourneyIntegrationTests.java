package io.bundlebackup.journey.restore;

import static io.bundlebackup.journey.SourceTree.file;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bundlebackup.archive.tar.TarBytes;
import io.bundlebackup.client.Answer;
import io.bundlebackup.journey.HandMadeManifest;
import io.bundlebackup.journey.JourneyTest;
import io.bundlebackup.journey.RestoreSession;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.DriverManager;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Earlier states: how many are kept, and how restores are undone. */
class RestorePreviousJourneyIntegrationTests {
    /** What services of any number of kept states have in common. */
    abstract static class Kept extends JourneyTest {
        private final int kept;

        Kept(int kept) {
            this.kept = kept;
        }

        @Override
        public List<String> settings() {
            return List.of("backup.restore.keep-previous=" + kept, "backup.restore.allow-set-id=false");
        }

        RestoreSession restored(String bundle, String content) {
            var restore = RestoreSession.of(alice, bundle);
            restore.upload(bundle, "x.tar", new TarBytes().file("a", content).end())
                    .is(200);
            restore.restore(bundle);
            restore.session().recorder().await("onAllBundlesEnd");
            return restore;
        }

        void assertPresent(String bundle, String content) {
            assertThat(service.source(bundle).resolve("a")).hasContent(content);
        }

        @Test
        void asManyAreKeptAsAreConfigured() {
            var bundle = service.bundle(file("a", "0"));
            assertThat(RestoreSession.previous(alice, bundle)).isEmpty();
            for (int i = 1; i <= 4; i++) {
                restored(bundle, "" + i);
                int expected = Math.min(i, kept);
                await().atMost(Duration.ofSeconds(5))
                        .until(() -> service.beside(bundle).size() == expected);
                assertThat(RestoreSession.previous(alice, bundle)).hasSize(expected);
                assertPresent(bundle, "" + i);
            }
            for (int i = 0; i < kept; i++) {
                var id = RestoreSession.previous(alice, bundle).getLast();
                RestoreSession.undo(alice, bundle, id).is(200);
            }
            assertPresent(bundle, "" + (4 - (kept == 0 ? 0 : 1)));
        }

        @Test
        void setIdBitsAreLeftOutWithARemarkWhereTheyAreForbidden() throws IOException {
            var bundle = service.bundle(file("a", "0"));
            var restore = RestoreSession.of(alice, bundle);
            var manifest = new HandMadeManifest()
                    .directory(".")
                    .line("a", 0104755, 1, HandMadeManifest.sha256("1"), "", "part.0.tar");
            restore.uploadManifest(bundle, manifest).is(204);
            restore.upload(bundle, "part.0.tar", new TarBytes().file("a", "1").end())
                    .is(200);

            var end = restore.restore(bundle);

            assertPresent(bundle, "1");
            assertThat(Files.getAttribute(service.source(bundle).resolve("a"), "unix:mode"))
                    .isEqualTo(0100755);
            assertThat(restore.report(bundle, "").path("failed").toString()).contains("set-user-ID");
            assertThat(end.path("data").path("failedCount").asInt(0)).isZero();
        }

        @Test
        void aRestoreThatFailsKeepsTheStatesThatThereAre() {
            var bundle = service.bundle(file("a", "0"));
            restored(bundle, "1");
            await().atMost(Duration.ofSeconds(5))
                    .until(() -> service.beside(bundle).size() == Math.min(1, kept));
            var before = RestoreSession.previous(alice, bundle);
            var restore = RestoreSession.of(alice, bundle);
            restore.upload(bundle, "x.tar", new byte[100]).is(200);
            restore.publish(bundle).is(202);
            restore.awaitFailed(bundle, 13900020);
            restore.session().recorder().await("onAllBundlesEnd");
            assertThat(RestoreSession.previous(alice, bundle)).isEqualTo(before);
            assertPresent(bundle, "1");
        }
    }

    @Nested
    class None extends Kept {
        None() {
            super(0);
        }
    }

    @Nested
    class One extends Kept {
        One() {
            super(1);
        }

        @Test
        void undoesAndUndoesTheUndoing() {
            var bundle = service.bundle(file("a", "old"));
            var before = Instant.now().minusSeconds(1);
            var restore = restored(bundle, "new");

            var states = states(bundle);
            assertThat(states).hasSize(1);
            var state = states.get(0);
            assertThat(state.path("sessionId").asString(""))
                    .isEqualTo(restore.session().id());
            assertThat(state.path("size").asLong(-1)).isEqualTo(3);
            assertThat(Instant.parse(state.path("replacedAt").asString(""))).isAfter(before);
            var id = state.path("id").asString("");
            for (int i = 0; i < 3; i++) {
                RestoreSession.undo(alice, bundle, id).is(200);
                assertPresent(bundle, i % 2 == 0 ? "old" : "new");
                assertThat(RestoreSession.previous(alice, bundle)).containsExactly(id);
            }
        }

        /** The answer of the first could not be kept, as after a kill: what is in place is not exchanged back. */
        @Test
        void anUndoWithAKeyIsCarriedOutOnceAlsoIfItsAnswerCouldNotBeKept() throws Exception {
            var bundle = service.bundle(file("a", "old"));
            restored(bundle, "new");
            var path = "/api/v1/bundles/" + bundle + "/previous/"
                    + RestoreSession.previous(alice, bundle).getFirst() + "/restore";
            Answer first;
            try (var database = DriverManager.getConnection(
                            "jdbc:sqlite:" + service.data().resolve("state.db"));
                    var statement = database.createStatement()) {
                statement.execute(
                        "create trigger refused before insert on reply begin select raise(fail, 'refused'); end");
                try {
                    first = alice.post(path, "", "Idempotency-Key", "k").is(200);
                } finally {
                    statement.execute("drop trigger refused");
                }
            }
            assertPresent(bundle, "old");

            for (int i = 0; i < 2; i++) {
                var again = alice.post(path, "", "Idempotency-Key", "k").is(200);

                assertPresent(bundle, "old");
                assertThat(again.header("Idempotency-Replayed")).contains("true");
                assertThat(again.json()).isEqualTo(first.json());
            }
            assertThat(first.header("Idempotency-Replayed")).isEmpty();
        }

        private JsonNode states(String bundle) {
            return alice.get("/api/v1/bundles/" + bundle + "/previous")
                    .is(200)
                    .json()
                    .path("previous");
        }

        /** Which might take longer than a client waits, who would then undo the undoing. */
        @Test
        void anUndoIsAnsweredBeforeWhatItPutAsideIsMeasured() {
            var bundle = service.bundle(file("a", "older"));
            restored(bundle, "new");
            var before = states(bundle).get(0);

            var answer = RestoreSession.undo(alice, bundle, before.path("id").asString(""))
                    .is(200)
                    .json()
                    .path("previous");

            assertThat(answer).hasSize(1);
            assertThat(answer.get(0).has("size")).isFalse();
            assertThat(answer.get(0).path("id")).isEqualTo(before.path("id"));
            assertThat(answer.get(0).path("sessionId")).isEqualTo(before.path("sessionId"));
            var measured = states(bundle).get(0);
            assertThat(measured.path("size").asLong(-1)).isEqualTo(3);
            assertThat(measured.path("replacedAt"))
                    .isEqualTo(answer.get(0).path("replacedAt"))
                    .isNotEqualTo(before.path("replacedAt"));
        }

        @Test
        void removesAStateFromTheListAndFromTheDisk() {
            var bundle = service.bundle(file("a", "old"));
            restored(bundle, "new");
            var path = "/api/v1/bundles/" + bundle + "/previous/"
                    + RestoreSession.previous(alice, bundle).getFirst();

            alice.delete(path).is(204);

            assertThat(RestoreSession.previous(alice, bundle)).isEmpty();
            await().atMost(Duration.ofSeconds(5))
                    .until(() -> service.beside(bundle).isEmpty());
            assertPresent(bundle, "new");
            alice.delete(path).isProblem(404, "no-such-file", 13900020);
        }

        @Test
        void refusesStatesThatAreNotThere() {
            var bundle = service.bundle(file("a", "old"));
            RestoreSession.undo(alice, bundle, "0".repeat(32)).isProblem(404, "no-such-file", 13900020);
            restored(bundle, "new");
            for (var id : List.of("0".repeat(32), "x", "%2E%2E", "..%2F..", "new-x")) {
                var answer = RestoreSession.undo(alice, bundle, id);
                assertThat(answer.status()).as(id).isBetween(400, 404);
            }
            RestoreSession.undo(alice, "com.example.nowhere", "0".repeat(32))
                    .isProblem(404, "no-such-bundle", 13900020);
            alice.get("/api/v1/bundles/com.example.nowhere/previous").isProblem(404, "no-such-bundle", 13900020);
            assertPresent(bundle, "new");
        }
    }

    @Nested
    class Two extends Kept {
        Two() {
            super(2);
        }

        @Test
        void givesBackAnyOfThem() {
            var bundle = service.bundle(file("a", "0"));
            restored(bundle, "1");
            var oldest = RestoreSession.previous(alice, bundle).getFirst();
            restored(bundle, "2");
            assertThat(RestoreSession.previous(alice, bundle)).hasSize(2).last().isEqualTo(oldest);

            RestoreSession.undo(alice, bundle, oldest).is(200);

            assertPresent(bundle, "0");
            // It now keeps what was present a moment ago.
            assertThat(RestoreSession.previous(alice, bundle))
                    .hasSize(2)
                    .first()
                    .isEqualTo(oldest);
            RestoreSession.undo(alice, bundle, oldest).is(200);
            assertPresent(bundle, "2");
        }
    }
}
