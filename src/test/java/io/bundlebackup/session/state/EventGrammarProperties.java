package io.bundlebackup.session.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.problem.ErrorCode;
import io.bundlebackup.problem.Failure;
import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.session.SessionFixture;
import io.bundlebackup.session.work.BundleFailedException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Whatever the order of calls, the log of a session keeps the grammar of events (docs/semantics.md, Events). */
class EventGrammarProperties {
    private static final int RUNS = 25;
    private static final int CALLS = 30;
    private static final List<String> NAMES = List.of("a", "b", "c", "nobody");

    /** B begin, b begin with err, F file, P progress, R report, E end; one letter an event. */
    private static final Pattern GRAMMAR = Pattern.compile("b|B[FP]*RF?E");

    @TempDir
    Path root;

    @Test
    void isKeptByRandomCalls() throws Exception {
        try (var service = SessionFixture.in(root)) {
            for (int run = 0; run < RUNS; run++) {
                var seed = System.nanoTime();
                try {
                    play(service, new Random(seed));
                } catch (AssertionError | RuntimeException e) {
                    throw new AssertionError("seed " + seed, e);
                }
            }
        }
    }

    private static void play(SessionFixture service, Random random) {
        var id = service.session(NAMES.toArray(String[]::new));
        for (int i = 0; i < CALLS; i++) {
            call(service, random, id, NAMES.get(random.nextInt(NAMES.size())), i);
        }
        service.sessions.release(SessionFixture.ALICE, id);
        service.awaitState(id, SessionState.RELEASED);
        check(service.log(id));
    }

    private static void call(SessionFixture service, Random random, String id, String name, int number) {
        var work = service.work;
        try {
            switch (random.nextInt(12)) {
                case 0 -> work.post(id, name, task -> task.recordTotals(3, 30));
                case 1, 2, 3 -> work.post(id, name, task -> task.announce(SessionFixture.part(number)));
                case 4 -> work.post(id, name, task -> task.fileFailed("f", ErrorCode.IO_ERROR, "gone"));
                case 5 -> work.post(id, name, task -> task.enter(Phase.WAITING_FOR_CLIENT));
                case 6 -> work.post(id, name, task -> task.enter(Phase.PACKING));
                case 7 ->
                    work.post(id, name, task -> {
                        task.emitReport();
                        task.announce(SessionFixture.index());
                        throw new BundleFailedException(Failure.of(ErrorCode.IO_ERROR), null);
                    });
                case 8 -> service.controls.withdraw(SessionFixture.ALICE, new BundleId(id, name));
                case 9 -> service.controls.cancel(SessionFixture.ALICE, new BundleId(id, name), 0, null);
                case 10 ->
                    service.controls.setTimer(
                            SessionFixture.ALICE, new BundleId(id, name), java.time.Duration.ofMinutes(1));
                default ->
                    service.controls.setPriority(SessionFixture.ALICE, new BundleId(id, name), random.nextInt(5));
            }
        } catch (ProblemException e) {
            // A refusal is an answer, and changes nothing.
            assertThat(e.type().code()).isIn(ErrorCode.NOT_STARTED, ErrorCode.NO_SUCH_TASK);
        }
    }

    private static void check(List<JsonNode> log) {
        for (int i = 0; i < log.size(); i++) {
            assertThat(log.get(i).path("seq").asInt()).isEqualTo(i + 1);
        }
        assertThat(log.getLast().path("type").asString()).isEqualTo("onAllBundlesEnd");
        assertThat(log.stream().filter(e -> e.path("type").asString().equals("onAllBundlesEnd")))
                .hasSize(1);
        for (var name : NAMES) {
            var events = new ArrayList<>(log);
            events.removeIf(event -> !event.path("bundleName").asString("").equals(name));
            assertThat(sentence(events)).as(name).matches(GRAMMAR);
        }
    }

    private static String sentence(List<JsonNode> events) {
        var sentence = new StringBuilder();
        for (var event : events) {
            sentence.append(
                    switch (event.path("type").asString()) {
                        case "onBundleBegin" -> event.has("err") ? "b" : "B";
                        case "onFileReady" -> "F";
                        case "onProcess" -> "P";
                        case "onResultReport" -> "R";
                        case "onBundleEnd" -> "E";
                        default -> "?";
                    });
        }
        return sentence.toString();
    }
}
