package io.bundlebackup.session.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.problem.ErrorCode;
import io.bundlebackup.problem.Failure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What was and was not done. */
class ReportControllerTests extends SessionApiTestBase {
    private static String report(String session, String query) {
        return session + "/bundles/a/report" + query;
    }

    private void fail(String session, String path) {
        work.step(
                ApiClient.id(session),
                "a",
                task -> task.fileFailed(path, ErrorCode.IO_ERROR, "it vanished while the backup ran"));
    }

    @Test
    void leavesOutWhatIsNotKnownYet() {
        var session = running();
        fail(session, "files/a");

        var report = alice.get(report(session, "")).is(200).json();

        assertThat(report.propertyNames()).containsExactlyInAnyOrder("dryRun", "failed");
        assertThat(report.path("dryRun").asBoolean(true)).isFalse();
        assertThat(report.path("failed").toString())
                .isEqualTo(
                        "[{\"path\":\"files/a\",\"code\":13900005,\"message\":\"it vanished while the backup ran\"}]");
    }

    @Test
    void saysHowItEnded() {
        var session = running();
        work.step(
                ApiClient.id(session),
                "a",
                task -> task.remark("run/socket", ErrorCode.INVALID_ARGUMENT, "it is a socket"));
        work.finish(ApiClient.id(session), "a", 7L);
        awaitEnded(session, "a");

        var report = alice.get(report(session, "")).is(200).json();

        assertThat(report.propertyNames())
                .containsExactlyInAnyOrder("outcome", "dryRun", "finishedAt", "files", "bytes", "failed");
        assertThat(report.path("outcome").asString()).isEqualTo("completed");
        assertThat(report.path("finishedAt").asString())
                .isEqualTo(
                        alice.get(session + "/bundles/a").json().path("endedAt").asString());
        assertThat(report.path("files").asLong(-1)).isZero();
        assertThat(report.path("bytes").asLong(-1)).isZero();
        assertThat(report.path("failed").path(0).path("path").asString()).isEqualTo("run/socket");
        assertThat(report.path("failed").path(0).path("code").asInt()).isEqualTo(13900020);
    }

    @Test
    void reportsABundleThatCouldNotTakePart() {
        var session = alice.session("forbidden");

        var report = alice.get(session + "/bundles/forbidden/report").is(200).json();

        assertThat(report.path("outcome").asString()).isEqualTo("rejected");
        assertThat(report.path("failed").size()).isZero();
    }

    @Test
    void listsEveryFailureInPages() {
        var session = running();
        for (int i = 0; i < 5; i++) {
            fail(session, "file-" + i);
        }

        var found = new ArrayList<String>();
        var sizes = new ArrayList<Integer>();
        for (var query = "?limit=2"; !query.isEmpty(); ) {
            var page = alice.get(report(session, query)).is(200).json();
            page.path("failed").forEach(failed -> found.add(failed.path("path").asString()));
            sizes.add(page.path("failed").size());
            query = page.has("next") ? "?limit=2&after=" + page.path("next").asString() : "";
        }

        assertThat(found).containsExactly("file-0", "file-1", "file-2", "file-3", "file-4");
        assertThat(sizes).containsExactly(2, 2, 1);
    }

    @Test
    void saysNoNextWhenAPageIsJustFull() {
        var session = running();
        fail(session, "one");
        fail(session, "two");

        assertThat(alice.get(report(session, "?limit=2")).is(200).json().has("next"))
                .isFalse();
    }

    @Test
    void marksAnEncodedPath() {
        var session = running();
        fail(session, "odd%0Aname");

        var failed =
                alice.get(report(session, "")).is(200).json().path("failed").path(0);

        assertThat(failed.path("path").asString()).isEqualTo("odd%0Aname");
        assertThat(failed.path("encodeFlag").asInt()).isEqualTo(1);
    }

    @Test
    void theViewOfTheBundleMarksAnEncodedPathToo() {
        var session = running();
        work.fail(ApiClient.id(session), "a", new Failure(13900005, "gone", "odd%0Aname", null));
        awaitEnded(session, "a");

        assertThat(alice.get(session + "/bundles/a").json().path("err").toString())
                .isEqualTo("{\"code\":13900005,\"message\":\"gone\",\"path\":\"odd%0Aname\",\"encodeFlag\":1}");
    }

    @Test
    void waitsForTheEnd() throws Exception {
        var session = running();
        var asked = CompletableFuture.supplyAsync(() -> alice.get(report(session, "?wait=60")));
        fail(session, "files/a");
        assertThat(asked).isNotDone();
        work.finish(ApiClient.id(session), "a", 7L);

        JsonNode report = asked.get(10, TimeUnit.SECONDS).is(200).json();

        assertThat(report.path("outcome").asString()).isEqualTo("completed");
        assertThat(report.path("failed").size()).isEqualTo(1);
    }

    @Test
    void answersAtOnceWhenItHasEnded() {
        var session = running();
        work.finish(ApiClient.id(session), "a", 7L);
        awaitEnded(session, "a");

        var began = System.nanoTime();
        alice.get(report(session, "?wait=60")).is(200);

        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(30));
    }

    @Test
    void answersWhenThePatienceIsOver() {
        var session = running();

        assertThat(alice.get(report(session, "?wait=1")).is(200).json().has("outcome"))
                .isFalse();
    }

    @Test
    void staysReadableAfterTheRelease() {
        var session = running();
        fail(session, "files/a");
        alice.delete(session).is(204);
        awaitEnded(session, "a");

        var report = alice.get(report(session, "?wait=60")).is(200).json();

        assertThat(report.path("outcome").asString()).isEqualTo("cancelled");
        assertThat(report.path("failed").size()).isEqualTo(1);
    }

    @Test
    void isTheCallersOwn() {
        var session = running();

        bob.get(report(session, "")).isProblem(404, "no-such-session", 13900020);
        alice.get(session + "/bundles/b/report").isProblem(404, "no-such-bundle", 13900020);
        alice.get("/api/v1/sessions/none/bundles/a/report").isProblem(404, "no-such-session", 13900020);
    }

    @ParameterizedTest
    @ValueSource(strings = {"limit=0", "limit=1001", "limit=x", "wait=-1", "wait=61", "after=!", "after=YWJj"})
    void refusesParametersOutOfRange(String query) {
        var session = running();

        alice.get(report(session, "?" + query)).isInvalidParameter(query.substring(0, query.indexOf('=')));
    }
}
