package io.bundlebackup.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bundlebackup.limits.CallerScope;
import io.bundlebackup.limits.Limits;
import io.bundlebackup.limits.NamePatterns;
import io.bundlebackup.limits.Shares;
import io.bundlebackup.problem.ErrorCode;
import io.bundlebackup.problem.ProblemType;
import io.bundlebackup.session.state.BundleSnapshot;
import io.bundlebackup.session.state.SessionSnapshot;
import io.bundlebackup.session.state.SessionState;
import io.bundlebackup.session.store.History;
import io.bundlebackup.session.work.BundleTask;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Timeout(60)
class CallerStreamTests extends SessionTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration NO_WAIT = Duration.ZERO;
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Set<String> ALL = Set.of();

    /** Shows what events change. */
    private static final ViewText TEXT = new ViewText() {
        @Override
        public String session(SessionSnapshot session) {
            return "{\"state\":\"" + session.state().wire() + "\",\"lastSeq\":" + session.lastSeq() + "}";
        }

        @Override
        public String bundle(SessionSnapshot session, BundleSnapshot bundle) {
            return "{\"state\":\"" + bundle.state().wire() + "\",\"failedCount\":"
                    + bundle.counts().failed() + "}";
        }
    };

    private final FakeRuns runs = new FakeRuns();

    @BeforeEach
    void showRuns() {
        service.shared.add(runs);
    }

    private CallerStream open(String cursor, Set<String> types) {
        return service.events.streamOfAll(ALICE, CallerCursor.parse("cursor", cursor), types, TEXT, true);
    }

    @Override
    protected SessionSettings settings() {
        return SessionFixture.settings(root, 4, 3, 5);
    }

    /** Everything that was written can be read. */
    private String now() {
        await().until(() ->
                service.journal.feeds().shown() == service.store.callers.end().position());
        return service.events.now().text();
    }

    private static List<JsonNode> next(CallerStream stream, int limit, Duration atMost) throws InterruptedException {
        return stream.next(limit, atMost).stream()
                .map(message -> {
                    var json = JSON.readTree(message.json());
                    assertThat(message.id()).isEqualTo(json.path("cursor").asString());
                    assertThat(message.type()).isEqualTo(json.path("type").asString());
                    return json;
                })
                .toList();
    }

    /** Everything that comes without waiting, a page after the other, each from the cursor of the last message. */
    private List<JsonNode> pages(String from, Set<String> types, int limit) throws InterruptedException {
        now();
        var all = new ArrayList<JsonNode>();
        var cursor = from;
        while (true) {
            try (var stream = open(cursor, types)) {
                var page = next(stream, limit, NO_WAIT);
                if (page.isEmpty()) {
                    return all;
                }
                all.addAll(page);
                cursor = stream.cursor();
            }
        }
    }

    private static void fail(BundleTask task, int count) throws InterruptedException {
        for (int n = 0; n < count; n++) {
            task.fileFailed("files/" + System.nanoTime(), ErrorCode.IO_ERROR, "unreadable");
        }
    }

    private static boolean isView(JsonNode message) {
        return !message.has("seq");
    }

    private static List<JsonNode> views(List<JsonNode> messages) {
        return messages.stream().filter(CallerStreamTests::isView).toList();
    }

    private static String subject(JsonNode view) {
        var id = view.path(view.has("runId") ? "runId" : "sessionId").asString();
        return view.path("type").asString() + " " + id + " "
                + view.path("bundleName").asString("");
    }

    private static long[] seqs(List<JsonNode> messages, String session) {
        return messages.stream()
                .filter(m -> m.has("seq") && m.path("sessionId").asString().equals(session))
                .mapToLong(m -> m.path("seq").asLong())
                .toArray();
    }

    @Test
    void givesTheEventsOfAllSessionsOfTheCallerAndOfNoOther() throws Exception {
        var begin = now();
        var first = service.session("a");
        var second = service.session("b");
        var bobs = service.sessionOf(SessionFixture.BOB, "c");
        service.work.awaitBegin(bobs, "c");
        service.work.step(first, "a", task -> fail(task, 3));
        service.work.step(second, "b", task -> fail(task, 3));

        var messages = pages(begin, ALL, 2);

        assertThat(seqs(messages, first)).containsExactly(1, 2, 3, 4);
        assertThat(seqs(messages, second)).containsExactly(1, 2, 3, 4);
        assertThat(messages.stream().map(m -> m.path("sessionId").asString())).containsOnly(first, second);
    }

    @Test
    void beginsWithWhatComesAfterTheCursorOfNow() throws Exception {
        var session = running();
        try (var stream = service.events.streamOfAll(ALICE, null, ALL, TEXT, true)) {
            assertThat(next(stream, 10, NO_WAIT)).isEmpty();
            service.work.step(session, "a", task -> fail(task, 1));

            var event = next(stream, 10, PATIENCE).getFirst();

            assertThat(event.path("seq").asLong()).isEqualTo(2);
        }
    }

    @Test
    void givesThePresentViewOfWhatHasChangedOnce() throws Exception {
        var begin = now();
        var session = service.session("a", "b");
        service.work.awaitBegin(session, "a");
        service.work.awaitBegin(session, "b");
        service.work.step(session, "a", task -> fail(task, 2));

        var all = views(pages(begin, ALL, 1));
        service.work.step(session, "a", task -> fail(task, 1));
        var cursor = all.getLast().path("cursor").asString();
        var later = pages(cursor, ALL, 100);

        assertThat(all.stream().map(CallerStreamTests::subject))
                .containsExactlyInAnyOrder(
                        "bundle " + session + " a", "bundle " + session + " b", "session " + session + " ");
        assertThat(views(later).stream().map(CallerStreamTests::subject))
                .containsExactly("bundle " + session + " a", "session " + session + " ");
        assertThat(views(later).getFirst().path("data").path("failedCount").asInt())
                .isEqualTo(3);
    }

    @Test
    void sendsAViewAtOnceAndThenAtMostOnceASecond() throws Exception {
        var session = running();
        try (var stream = service.events.streamOfAll(ALICE, null, ALL, TEXT, true)) {
            var seen = new HashMap<String, Long>();
            var begun = System.nanoTime();
            service.work.post(session, "a", task -> fail(task, 300));
            var lastSeq = 0L;
            while (lastSeq < 301) {
                for (var view : views(next(stream, 10, PATIENCE))) {
                    var now = System.nanoTime();
                    var before = seen.put(subject(view), now);
                    if (before == null) {
                        assertThat(now - begun).isLessThan(TimeUnit.MILLISECONDS.toNanos(900));
                    } else {
                        assertThat(now - before).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(900));
                    }
                    lastSeq =
                            Math.max(lastSeq, view.path("data").path("lastSeq").asLong());
                }
            }
            assertThat(seen).hasSize(2);
        }
    }

    private long lastSeqOf(String session) {
        return service.see(session).lastSeq();
    }

    @Test
    void showsTheEndOfASession() throws Exception {
        var session = running();
        var begin = now();
        service.sessions.release(ALICE, session);
        service.awaitState(session, SessionState.RELEASED);

        var last = views(pages(begin, ALL, 100)).getLast();

        assertThat(last.path("type").asString()).isEqualTo("session");
        assertThat(last.path("data").path("state").asString()).isEqualTo("released");
    }

    @Test
    void givesOnlyTheTypesAskedForAndPassesOverTheOthers() throws Exception {
        var begin = now();
        var session = service.session("a");
        service.work.step(session, "a", task -> fail(task, 150));

        assertThat(pages(begin, Set.of("onBundleBegin"), 10)).hasSize(1);
        assertThat(pages(begin, Set.of("session"), 10).stream().map(CallerStreamTests::subject))
                .containsExactly("session " + session + " ");
        try (var stream = open(begin, Set.of("onBundleEnd"))) {
            assertThat(next(stream, 10, NO_WAIT)).isEmpty();
            assertThat(stream.cursor()).isEqualTo(now());
        }
    }

    @Test
    void refusesACursorFromElsewhereOrFromTheFuture() {
        var cursor = service.events.now();
        var elsewhere = new CallerCursor("abcdef", cursor.events(), cursor.views());
        var future = new CallerCursor(cursor.directory(), cursor.events(), cursor.views() + 1_000_000);

        refuses(ProblemType.CURSOR_EXPIRED, () -> open(elsewhere.text(), ALL));
        refuses(ProblemType.CURSOR_EXPIRED, () -> open(future.text(), ALL));
        for (var malformed : List.of("", "x", "1-2", "abc-1-2-3", "abc-1--", "ABC-1-1", "abc-1-zzzzzzzzzzzzzzzz")) {
            refuses(ProblemType.INVALID_REQUEST, () -> CallerCursor.parse("cursor", malformed));
        }
    }

    @Test
    void refusesACursorOfWhichEventsWereForgottenAndNoOther() throws Exception {
        service.stopClock();
        var before = now();
        var session = running();
        service.sessions.release(ALICE, session);
        service.awaitState(session, SessionState.RELEASED);
        var after = now();
        var history = new History(JdbcClient.create(service.database), service.journal, Duration.ZERO);
        try (var reader = open(before, ALL);
                var bobs = service.events.streamOfAll(
                        SessionFixture.BOB, CallerCursor.parse("cursor", before), ALL, TEXT, false)) {
            history.forget(service.clock.instant().plusSeconds(1));

            refuses(ProblemType.CURSOR_EXPIRED, () -> open(before, ALL));
            refuses(ProblemType.CURSOR_EXPIRED, () -> reader.next(10, NO_WAIT));
            assertThat(next(bobs, 10, NO_WAIT)).isEmpty();
            assertThat(pages(after, ALL, 10)).isEmpty();
        }
    }

    @Test
    void givesViewsThatBelongToNoCallerToThoseWhoMaySeeThem() throws Exception {
        var begin = now();
        runs.count(service.journal, "r");
        runs.count(service.journal, "s");
        runs.count(service.journal, "r");
        now();

        var all = pages(begin, ALL, 1);
        var later = pages(all.getLast().path("cursor").asString(), ALL, 10);

        assertThat(all.stream().map(CallerStreamTests::subject)).containsExactly("run s ", "run r ");
        assertThat(all.getLast().path("data").path("count").asInt()).isEqualTo(2);
        assertThat(later).isEmpty();
        assertThat(pages(begin, Set.of("session", "onBundleEnd"), 10)).isEmpty();
        assertThat(pages(begin, Set.of(FakeRuns.TYPE), 10)).hasSize(2);
        try (var bobs =
                service.events.streamOfAll(SessionFixture.BOB, CallerCursor.parse("cursor", begin), ALL, TEXT, false)) {
            assertThat(next(bobs, 10, NO_WAIT)).isEmpty();
            assertThat(bobs.cursor()).isEqualTo(now());
        }
    }

    @Test
    void givesNoViewOfWhatTheCallerDoesNotReach() throws Exception {
        var begin = now();
        runs.count(service.journal, "mine");
        runs.count(service.journal, "theirs");
        now();
        var limits = new Limits(new NamePatterns(List.of("m*")), Limits.SESSION_TYPES, Shares.UNLIMITED);

        try (var stream = new CallerScope(null, limits).call(() -> open(begin, ALL))) {
            assertThat(next(stream, 10, NO_WAIT).stream().map(CallerStreamTests::subject))
                    .containsExactly("run mine ");
        }
    }

    @Test
    void sendsAViewThatBelongsToNoCallerAtOnceAndThenAtMostOnceASecond() throws Exception {
        try (var stream = service.events.streamOfAll(ALICE, null, ALL, TEXT, true)) {
            var begun = System.nanoTime();
            runs.count(service.journal, "r");
            assertThat(next(stream, 10, PATIENCE)).hasSize(1);
            var first = System.nanoTime();
            assertThat(first - begun).isLessThan(TimeUnit.MILLISECONDS.toNanos(900));
            runs.count(service.journal, "r");
            runs.count(service.journal, "r");

            var second = next(stream, 10, PATIENCE);

            assertThat(System.nanoTime() - first).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(900));
            assertThat(second).hasSize(1);
            assertThat(second.getFirst().path("data").path("count").asInt()).isEqualTo(3);
        }
    }

    @Test
    void refusesACursorOfWhichAViewThatBelongsToNoCallerWasForgotten() throws Exception {
        var before = now();
        runs.count(service.journal, "r");
        var after = now();
        runs.forget(service.journal, "r");

        refuses(ProblemType.CURSOR_EXPIRED, () -> open(before, ALL));
        assertThat(pages(before, Set.of("session"), 10)).isEmpty();
        assertThat(pages(after, ALL, 10)).isEmpty();
    }

    /** Readers that come and go at any place, with pages of any size, while events come, and over a restart. */
    @Test
    void missesAndRepeatsNoEventWhereverItBegins() throws Exception {
        var seed = System.nanoTime();
        try {
            play(new Random(seed));
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError("seed " + seed, e);
        }
    }

    private void play(Random random) throws Exception {
        var begin = now();
        var sessions = Map.of("a", service.session("a"), "b", service.session("b"));
        var bobs = service.sessionOf(SessionFixture.BOB, "c");
        var messages = new ArrayList<JsonNode>();
        var cursor = begin;
        for (int round = 0; round < 6; round++) {
            var work = new ArrayList<CompletableFuture<Void>>();
            for (int n = 0; n < 4; n++) {
                var run = "r" + random.nextInt(6);
                var changes = random.nextInt(20);
                work.add(CompletableFuture.runAsync(() -> {
                    for (int change = 0; change < changes; change++) {
                        runs.count(service.journal, run);
                    }
                }));
                sessions.forEach((bundle, session) -> {
                    var count = random.nextInt(40);
                    work.add(service.work.post(session, bundle, task -> fail(task, count)));
                });
                work.add(service.work.post(bobs, "c", task -> fail(task, 10)));
            }
            for (int opened = 0; opened < 5; opened++) {
                try (var stream = open(cursor, ALL)) {
                    for (int n = random.nextInt(6); n > 0; n--) {
                        var limit = 1 + random.nextInt(random.nextBoolean() ? 5 : 300);
                        var page = next(stream, limit, Duration.ofMillis(random.nextInt(20)));
                        assertThat(page).hasSizeLessThanOrEqualTo(limit);
                        messages.addAll(page);
                    }
                    // A client may have read only a part of what was sent, and goes on after its last message.
                    if (!messages.isEmpty() && random.nextBoolean()) {
                        messages.subList(
                                        messages.size() - random.nextInt(Math.min(5, messages.size())), messages.size())
                                .clear();
                        cursor = messages.getLast().path("cursor").asString();
                    } else {
                        cursor = stream.cursor();
                    }
                }
            }
            work.forEach(ScriptedWork::get);
            if (round % 2 == 1) {
                service = service.killAndStart();
                showRuns();
            }
        }
        for (var session : sessions.values()) {
            service.await(session, s -> s.bundles().values().stream().allMatch(BundleSnapshot::running));
        }
        messages.addAll(pages(cursor, ALL, 1 + random.nextInt(100)));

        for (var session : sessions.values()) {
            assertThat(seqs(messages, session))
                    .containsExactly(
                            LongStream.rangeClosed(1, lastSeqOf(session)).toArray());
        }
        var lastViews = new HashMap<String, JsonNode>();
        views(messages).forEach(view -> lastViews.put(subject(view), view.path("data")));
        sessions.forEach((bundle, session) -> {
            assertThat(lastViews.get("session " + session + " "))
                    .isEqualTo(JSON.readTree(TEXT.session(service.see(session))));
            assertThat(lastViews).containsKey("bundle " + session + " " + bundle);
        });
        for (var run : runs.all()) {
            assertThat(lastViews.remove("run " + run + " "))
                    .isEqualTo(JSON.readTree("{" + runs.members(FakeRuns.TYPE, run) + "}")
                            .path("data"));
        }
        assertThat(lastViews).hasSize(4);
    }
}
