package io.bundlebackup.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bundlebackup.session.run.SessionClock;
import io.bundlebackup.session.state.RowWrite;
import io.bundlebackup.session.state.SessionState;
import io.bundlebackup.session.store.DatabaseWrites;
import io.bundlebackup.session.store.History;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What is forgotten goes in small steps: others write the same database. */
class HistoryTests extends SessionTest {
    private static final int MANY = 5_000;
    private static final Duration KEPT = Duration.ofDays(30);

    private JdbcClient database;
    private final List<Long> rowsBeforeEachStep = new ArrayList<>();

    @BeforeEach
    void start() {
        database = JdbcClient.create(service.database);
    }

    private History history() {
        return history(History.Share.DEFAULT);
    }

    private History history(History.Share share) {
        var watched = new DatabaseWrites() {
            @Override
            public <T> T write(Function<JdbcClient, T> rows) {
                rowsBeforeEachStep.add(rows());
                return service.journal.write(rows);
            }
        };
        return new History(database, watched, KEPT, share);
    }

    private long rows() {
        return List.of("session", "bundle", "event", "file", "superseded", "failed_file", "tree_change", "reply")
                .stream()
                .mapToLong(table -> database.sql("select count(*) from " + table)
                        .query(Long.class)
                        .single())
                .sum();
    }

    private void assertSteps() {
        rowsBeforeEachStep.add(rows());
        for (int i = 1; i < rowsBeforeEachStep.size(); i++) {
            assertThat(rowsBeforeEachStep.get(i - 1) - rowsBeforeEachStep.get(i))
                    .as("step " + i)
                    .isLessThanOrEqualTo(2_100);
        }
    }

    private void fill(String insert, Object... values) {
        // The service forgets at its start too, and its steps would count as those of the test.
        service.parts.clock.close();
        database.sql("with recursive n(i) as (select 1 union all select i + 1 from n where i < " + MANY + ") " + insert)
                .params(List.of(values))
                .update();
    }

    private String ended() {
        var id = service.session("a", "nobody");
        service.sessions.release(SessionFixture.ALICE, id);
        service.awaitState(id, SessionState.RELEASED);
        await().until(() -> service.parts.live.find(id) == null);
        return id;
    }

    @Test
    void anEndedSessionGoesInSteps() {
        var id = ended();
        var key = service.see(id).key();
        fill("insert into event (session, seq, type, json) select ?, 1000 + i, 'onProcess', '{}' from n", key);
        fill("insert into failed_file (session, bundle, path, code, message) select ?, 'a', i, 1, 'm' from n", key);
        fill("insert into tree_change (session, bundle, path, change) select ?, 'a', i, 'added' from n", key);
        fill("insert into superseded (session, bundle, uri, sha256) select ?, 'a', i, 's' from n", key);
        fill(
                "insert into reply (caller, method, path, key, body_sha256, status, location, body, kept_at)"
                        + " select 'alice', 'POST', '/', i, 's', 200, null, '{}', ? from n",
                // Not older: the service itself would forget the answers meanwhile.
                TestClock.START.toEpochMilli());
        var other = service.session();

        history().forget(TestClock.START.plus(KEPT).plusSeconds(1));

        assertSteps();
        assertThat(service.store.rows.find(id)).isEmpty();
        assertThat(rows()).isEqualTo(1);
        assertThat(service.see(other).state()).isEqualTo(SessionState.OPEN);
    }

    @Test
    void keepsWhatIsYounger() {
        var id = ended();
        var before = rows();

        history().forget(TestClock.START.plus(KEPT));

        assertThat(rows()).isEqualTo(before);
        assertThat(service.sessions.get(SessionFixture.ALICE, id).id()).isEqualTo(id);
    }

    private void answers(String caller, String body) {
        fill(
                "insert into reply (caller, method, path, key, body_sha256, status, location, body, kept_at)"
                        + " select ?, 'POST', '/', i, 's', 200, null, ?, ? + i from n",
                caller,
                body,
                TestClock.START.toEpochMilli());
    }

    private List<Integer> keys(String caller) {
        return database.sql("select cast(key as integer) from reply where caller = ? order by 1")
                .param(caller)
                .query((row, n) -> row.getInt(1))
                .list();
    }

    @Test
    void theOldestAnswersAboveACallersShareGoInSteps() {
        answers("alice", "{}");
        answers("bob", "{}");
        database.sql("delete from reply where caller = 'bob' and cast(key as integer) > 100")
                .update();

        history(new History.Share(100, 1_000_000, 10)).forget(TestClock.START);

        assertSteps();
        assertThat(keys("alice")).hasSize(100).startsWith(MANY - 99).endsWith(MANY);
        assertThat(keys("bob")).hasSize(100);
    }

    @Test
    void doesNotWaitForTheNextLookWhenManyAnswersWereAdded() {
        var history = history(new History.Share(100, 1_000_000, 10));
        history.forgetInTime(TestClock.START);
        answers("alice", "{}");

        history.forgetInTime(TestClock.START.plusSeconds(5));

        assertThat(keys("alice")).hasSize(100);
    }

    @Test
    void doesNotWaitForTheNextLookWhenManySessionsWereAdded() {
        var history = history(new History.Share(1, 1, 20));
        history.forgetInTime(TestClock.START);
        endedSessions("alice", MANY);

        history.forgetInTime(TestClock.START.plusSeconds(5));

        assertThat(sessions("alice")).hasSize(20);
    }

    @Test
    void leavesFewAnswersAndSessionsForTheNextLook() {
        var history = history(new History.Share(100, 1_000_000, 20));
        history.forgetInTime(TestClock.START);
        answers("alice", "{}");
        database.sql("delete from reply where cast(key as integer) > 200").update();
        endedSessions("alice", 200);

        history.forgetInTime(TestClock.START.plusSeconds(599));
        assertThat(keys("alice")).hasSize(200);
        assertThat(sessions("alice")).hasSize(200);

        history.forgetInTime(TestClock.START.plusSeconds(600));
        assertThat(keys("alice")).hasSize(100);
        assertThat(sessions("alice")).hasSize(20);
    }

    /** Bytes, not characters. */
    @Test
    void theAnswersOfACallerHaveAShareOfBytes() {
        answers("alice", "\u00e4".repeat(50));
        answers("bob", "{}");

        history(new History.Share(MANY, 20_000, 10)).forget(TestClock.START);

        assertThat(keys("alice")).hasSize(200).endsWith(MANY);
        assertThat(keys("bob")).hasSize(MANY);
    }

    @Test
    void theOldestEndedSessionsAboveACallersShareGoInSteps() {
        var open = service.session("a");
        endedSessions("alice", MANY);
        endedSessions("bob", 20);

        history(new History.Share(1, 1, 20)).forget(TestClock.START);

        assertSteps();
        assertThat(sessions("alice"))
                .hasSize(21)
                .contains(open, "alice" + MANY, "alice" + (MANY - 19))
                .doesNotContain("alice" + (MANY - 20));
        assertThat(sessions("bob")).hasSize(20);
        assertThat(sessions("")).isEmpty();
        assertThat(service.see(open).state()).isEqualTo(SessionState.RUNNING);
    }

    private void endedSessions(String owner, int count) {
        fill(
                "insert into session (session_id, owner, type, state, created_at, ended_at, idle_timeout, last_seq)"
                        + " select ? || i, ?, 'BACKUP', 'RELEASED', 0, ? + i, 0, 0 from n limit ?",
                owner,
                owner,
                TestClock.START.toEpochMilli(),
                count);
    }

    private List<String> sessions(String owner) {
        return database.sql("select session_id from session where owner = ?")
                .param(owner)
                .query((row, n) -> row.getString(1))
                .list();
    }

    @Test
    void aStopComesBetweenTwoSteps() {
        var key = service.see(ended()).key();
        fill("insert into event (session, seq, type, json) select ?, 1000 + i, 'onProcess', '{}' from n", key);
        var before = rows();

        Thread.currentThread().interrupt();
        history().forget(TestClock.START.plus(KEPT).plusSeconds(1));

        assertThat(Thread.interrupted()).isTrue();
        assertThat(rows()).isEqualTo(before);
    }

    @Test
    void theClockGoesOnWhileHistoryIsForgotten() {
        var reached = new CompletableFuture<Boolean>();
        var release = new CompletableFuture<Boolean>();
        var stuck = new DatabaseWrites() {
            @Override
            public <T> T write(Function<JdbcClient, T> rows) {
                reached.complete(true);
                release.join();
                return service.journal.write(rows);
            }
        };
        var looks = new AtomicInteger();
        var parts = service.parts;
        try (var clock = new SessionClock(
                parts.live,
                parts.dispatcher,
                new History(database, stuck, KEPT),
                parts.scans,
                Duration.ofSeconds(1),
                () -> {
                    looks.incrementAndGet();
                    return TestClock.START;
                })) {
            clock.start();
            ScriptedWork.get(reached);
            int before = looks.get();

            await().until(() -> looks.get() > before + 1);
        } finally {
            release.complete(true);
        }
    }

    /** What an earlier dry run found is millions of rows at times: the journal only marks them. */
    @Test
    void changesOfEarlierDryRunsGoInSteps() {
        var id = service.session("a");
        service.work.awaitBegin(id, "a");
        var key = service.see(id).key();
        fill("insert into tree_change (session, bundle, path, change) select ?, 'a', i, 'added' from n", key);
        var before = rows();
        Objects.requireNonNull(service.parts.live.find(id)).transact(draft -> {
            draft.write(new RowWrite.ForgetChanges("a"));
            return draft;
        });
        assertThat(rows()).isEqualTo(before);
        fill(
                "insert into tree_change (session, bundle, path, change) select ?, 'a', 'new', 'added' from n limit 10",
                key);

        history().forget(TestClock.START);

        assertSteps();
        var left = database.sql("select id, path from tree_change where session = ? order by id")
                .param(key)
                .query((row, n) -> row.getLong("id") + " " + row.getString("path"))
                .list();
        assertThat(left).hasSize(11).startsWith(MANY + " " + MANY, MANY + 1 + " new");
    }

    @Test
    void removesTheFailuresOfEarlierRuns() {
        var id = service.session("a");
        service.work.awaitBegin(id, "a");
        var key = service.see(id).key();
        fill("insert into failed_file (session, bundle, path, code, message) select ?, 'a', i, 1, 'm' from n", key);
        var before = rows();
        Objects.requireNonNull(service.parts.live.find(id)).transact(draft -> {
            draft.write(new RowWrite.ForgetFailures("a"));
            return draft;
        });
        assertThat(rows()).isEqualTo(before);
        fill(
                "insert into failed_file (session, bundle, path, code, message) select ?, 'a', 'new', 1, 'm' from n limit 10",
                key);

        history().forget(TestClock.START);

        assertSteps();
        var left = database.sql("select id, path from failed_file where session = ? order by id")
                .param(key)
                .query((row, n) -> row.getLong("id") + " " + row.getString("path"))
                .list();
        assertThat(left).hasSize(11).startsWith(MANY + " " + MANY, MANY + 1 + " new");
    }
}
