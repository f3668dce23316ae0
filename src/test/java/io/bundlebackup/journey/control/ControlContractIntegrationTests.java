package io.bundlebackup.journey.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bundlebackup.client.Answer;
import io.bundlebackup.journey.BackupSession;
import io.bundlebackup.journey.Client;
import io.bundlebackup.journey.HeldBundles;
import io.bundlebackup.journey.HeldBundles.Held;
import io.bundlebackup.journey.HeldRestores;
import io.bundlebackup.journey.JourneyTest;
import io.bundlebackup.journey.control.ControlTable.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Every control operation in every phase: {@link ControlTable}. */
class ControlContractIntegrationTests extends JourneyTest {
    private static final Duration SOON = Duration.ofSeconds(2);
    private static final String ANOTHER = "com.example.another";

    private @Nullable HeldBundles bundles;
    private @Nullable HeldRestores restores;

    @Override
    public List<String> settings() {
        return List.of(HeldBundles.SETTINGS);
    }

    @BeforeEach
    void prepare() {
        bundles = new HeldBundles(service, alice, folder);
    }

    private HeldBundles bundles() {
        return Objects.requireNonNull(bundles);
    }

    private HeldRestores restores() {
        if (restores == null) {
            restores = new HeldRestores(service, alice, folder, bundles());
        }
        return restores;
    }

    private Held in(String phase) {
        return isRestore(phase) ? restores().in(phase) : bundles().in(phase);
    }

    private static boolean isRestore(String phase) {
        return phase.startsWith("restore ");
    }

    private void letGo() {
        if (restores == null) {
            bundles().letGo();
        } else {
            restores.letGo();
        }
    }

    static Stream<Row> rows() {
        return ControlTable.rows();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void everyRowOfTheTableHolds(Row row) {
        var held = in(row.phase());
        boolean delivers = !row.phase().equals("not appended") && !isRestore(row.phase());
        var ready = delivers ? ready(held) : List.<BackupSession.Delivered>of();
        var before = view(held);
        long seq = lastSeq(held);

        if (row.operation().endsWith(" again")) {
            carryOut(row.operation().replace(" again", ""), held);
        }
        check(carryOut(row.operation(), held), row.answer());

        switch (row.then()) {
            case "unchanged" -> {
                assertThat(lastSeq(held)).isEqualTo(seq);
                assertSame(view(held), before);
            }
            case "goes on" -> assertGoesOn(row, held, before);
            case "begins" -> held.session().recorder().await("onBundleBegin", held.bundle());
            case "ends cancelled" -> assertEnds(held, ready, "cancelled", 0);
            case "ends timed out" -> assertEnds(held, ready, "failed", 13500003);
            case "ends withdrawn" -> assertWithdrawn(held);
            case "completes" -> assertCompletes(held);
            case "carried through" -> assertCarriedThrough(held);
            default -> throw new IllegalArgumentException(row.then());
        }
    }

    /** It runs from the begin on, and never stands still. */
    @ParameterizedTest(name = "timeout {0} at the append while held at rate 0")
    @ValueSource(ints = {0, 300})
    void endsWhenTheTimeoutOfItsAppendIsOver(int timeout) {
        var bundle = bundles().small();
        var session = alice.create("{\"type\":\"backup\",\"bundles\":[{\"bundleName\":\"" + bundle
                + "\",\"sendRate\":0,\"timeout\":" + timeout + "}]}");

        var end = session.recorder().await("onBundleEnd", bundle);

        assertThat(end.path("err").path("code").asInt(0)).isEqualTo(13500003);
        var begin = session.recorder().await("onBundleBegin", bundle);
        assertThat(Duration.between(time(begin), time(end)))
                .isBetween(
                        Duration.ofMillis(timeout), Duration.ofMillis(timeout).plus(SOON));
        assertNothingIsLeft(new Held(session, bundle));
    }

    private static Instant time(JsonNode event) {
        return Instant.parse(event.path("time").asString(""));
    }

    private static List<BackupSession.Delivered> ready(Held held) {
        return held.session().files("state=ready").stream()
                .filter(file -> file.bundle().equals(held.bundle()))
                .toList();
    }

    private Answer carryOut(String operation, Held held) {
        var session = held.session();
        var words = operation.split(" ");
        var bundle = operation.endsWith("another") ? ANOTHER : held.bundle();
        return switch (words[0]) {
            case "cancel" -> session.cancel(bundle);
            case "withdraw" -> session.withdraw(bundle);
            case "release" -> session.release();
            case "timer" -> session.setTimer(bundle, number(words[1], 1000));
            case "rate" -> session.setRate(bundle, number(words[1], 60));
            case "priority" -> session.setPriority(bundle, number(words[1], 1));
            case "append" ->
                session.append(Client.appended(
                        800, view(held) == null ? held.bundle() : bundles().small()));
            case "data-size" -> session.measure(false, 0, held.bundle());
            default -> throw new IllegalArgumentException(operation);
        };
    }

    private static int number(String word, int otherwise) {
        return word.equals("of") ? otherwise : Integer.parseInt(word);
    }

    private static void check(Answer answer, String expected) {
        var words = expected.split(" ");
        int status = Integer.parseInt(words[0]);
        if (status >= 400) {
            answer.isProblem(status, words[1], Integer.parseInt(words[2]));
            return;
        }
        answer.is(status);
        for (int i = 1; i < words.length; i++) {
            var member = words[i].split("=");
            assertThat(answer.json().path(member[0]).asString("")).isEqualTo(member[1]);
        }
    }

    private @Nullable JsonNode view(Held held) {
        var answer = alice.get(held.session().bundleUrl(held.bundle(), ""));
        return answer.status() == 404 ? null : answer.is(200).json();
    }

    private static long lastSeq(Held held) {
        return held.session().view().path("lastSeq").asLong(-1);
    }

    private static void assertSame(@Nullable JsonNode now, @Nullable JsonNode before) {
        if (before == null || now == null) {
            assertThat(now).isEqualTo(before);
            return;
        }
        for (var member : List.of("state", "outcome", "err", "priority", "timeout", "deadlineAt", "sendRate")) {
            assertThat(now.path(member)).as(member).isEqualTo(before.path(member));
        }
    }

    /** What was asked for counts; nothing else did change, whatever the work did meanwhile. */
    private void assertGoesOn(Row row, Held held, @Nullable JsonNode before) {
        var now = view(held);
        if (now == null || before == null) {
            assertThat(now).isEqualTo(before);
            return;
        }
        assertThat(now.path("state")).isEqualTo(before.path("state"));
        boolean set = row.answer().contains("result=true");
        if (set && row.operation().startsWith("timer")) {
            assertThat(now.path("timeout").asInt()).isEqualTo(600_000);
            assertThat(now.path("deadlineAt").asString("")).isNotEmpty();
        } else {
            assertThat(now.path("timeout")).isEqualTo(before.path("timeout"));
            boolean works = List.of("extension", "scanning", "packing", "verifying", "applying")
                    .contains(now.path("phase").asString(""));
            assertThat(now.has("deadlineAt"))
                    .as("the default timer runs while the service works: %s", now)
                    .isEqualTo(works);
        }
        if (set && row.operation().startsWith("priority")) {
            assertThat(now.path("priority").asInt()).isEqualTo(5);
        } else {
            assertThat(now.path("priority")).isEqualTo(before.path("priority"));
        }
        if (!set || !row.operation().startsWith("rate")) {
            assertThat(now.path("sendRate")).isEqualTo(before.path("sendRate"));
        } else if (row.phase().equals("held at rate 0") && now.path("sendRate").asInt() > 0) {
            held.session().awaitFile(held.bundle(), file -> true, 3);
        }
    }

    private void assertEnds(Held held, List<BackupSession.Delivered> ready, String outcome, int code) {
        for (var file : outcome.equals("cancelled") ? ready : List.<BackupSession.Delivered>of()) {
            held.session().fetch(file).isProblem(410, "file-closed", 13900020);
        }
        if (restores == null) {
            letGo();
        }
        await().atMost(SOON)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> held.session().recorder().events().stream()
                        .anyMatch(event -> event.path("type").asString("").equals("onBundleEnd")));
        var end = held.session().recorder().await("onBundleEnd", held.bundle());
        assertThat(end.path("data").path("outcome").asString("")).isEqualTo(outcome);
        assertThat(end.path("err").path("code").asInt(0)).isEqualTo(code);
        held.session().recorder().await("onAllBundlesEnd");
        for (var file : ready) {
            held.session().fetch(file).isProblem(410, "file-closed", 13900020);
            held.session().close(file).isProblem(410, "file-closed", 13900020);
        }
        assertNothingIsLeft(held);
    }

    private void assertWithdrawn(Held held) {
        letGo();
        var begin = held.session().recorder().await("onBundleBegin", held.bundle());
        assertThat(begin.path("err").path("code").asInt(0)).isEqualTo(13500011);
        held.session().recorder().await("onAllBundlesEnd");
        assertThat(Objects.requireNonNull(view(held)).path("outcome").asString(""))
                .isEqualTo("cancelled");
        assertNothingIsLeft(held);
    }

    private void assertCompletes(Held held) {
        letGo();
        var end = held.session().recorder().await("onBundleEnd", held.bundle());
        assertThat(end.path("data").path("outcome").asString("")).isEqualTo("completed");
        restores().assertNewTree();
    }

    private void assertCarriedThrough(Held held) {
        held.session().awaitState("releasing");
        assertCompletes(held);
        held.session().awaitState("released");
    }

    private void assertNothingIsLeft(Held held) {
        if (restores == null) {
            assertThat(ready(held)).isEmpty();
        } else {
            restores.assertOldTree();
        }
        service.awaitNothingStaged(held.session().id());
        assertThat(bundles().commandRuns()).isFalse();
        var over = Objects.requireNonNull(view(held));
        assertThat(over.path("state").asString("")).isEqualTo("ended");
        assertThat(over.has("deadlineAt")).isFalse();
        assertThat(over.has("phase")).isFalse();
        assertThat(alice.get("/api/v1/queue").is(200).json().path("queued")).isEmpty();
    }

    /** Whatever was done to whom, the service is as before. */
    @AfterEach
    @Override
    public void leave() {
        letGo();
        for (var session : alice.sessions()) {
            check(session);
        }
        await().atMost(Duration.ofSeconds(5))
                .pollInterval(Duration.ofMillis(10))
                .until(this::isAsBefore);
        assertThat(bundles().commandRuns()).isFalse();
        alice.close();
    }

    private boolean isAsBefore() {
        var status = alice.get("/api/v1/status").is(200).json();
        return List.of("stagedBytes", "slotsBusy", "queued", "sessionsLive").stream()
                .allMatch(member -> status.path(member).asLong(-1) == 0);
    }
}
