package io.bundlebackup.vault.run;

import io.bundlebackup.problem.Failure;
import io.bundlebackup.session.store.Reach;
import io.bundlebackup.session.store.StoredEvent;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Runs and their events in the database. The static methods write and are called within {@code DatabaseWrites}. Thread-safe. */
final class RunRows implements PastRuns {
    private static final String SAVE = """
            insert into vault_run (id, run_id, kind, vault, bundle, schedule, priority, timeout, retries, state, outcome, err_code,
              err_message, err_path, attempt, not_before, queued_at, began_at, ended_at, session_id, snapshot_id, files_total,
              bytes_total, files_done, bytes_done, bytes_stored, bytes_reused, last_seq)
            values (:id, :run_id, :kind, :vault, :bundle, :schedule, :priority, :timeout, :retries, :state, :outcome, :err_code,
              :err_message, :err_path, :attempt, :not_before, :queued_at, :began_at, :ended_at, :session_id, :snapshot_id, :files_total,
              :bytes_total, :files_done, :bytes_done, :bytes_stored, :bytes_reused, :last_seq)
            on conflict (id) do update set state = excluded.state, outcome = excluded.outcome, err_code = excluded.err_code,
              err_message = excluded.err_message, err_path = excluded.err_path, attempt = excluded.attempt,
              not_before = excluded.not_before, began_at = excluded.began_at, ended_at = excluded.ended_at,
              session_id = excluded.session_id, snapshot_id = excluded.snapshot_id, files_total = excluded.files_total,
              bytes_total = excluded.bytes_total, files_done = excluded.files_done, bytes_done = excluded.bytes_done,
              bytes_stored = excluded.bytes_stored, bytes_reused = excluded.bytes_reused, last_seq = excluded.last_seq""";

    private final JdbcClient readers;

    RunRows(JdbcClient readers) {
        this.readers = readers;
    }

    static void save(JdbcClient database, Run run) {
        var request = run.request();
        var standing = run.standing();
        var err = standing.err();
        var figures = run.figures();
        database.sql(SAVE)
                .param("id", run.key())
                .param("run_id", run.id())
                .param("kind", request.kind().wire())
                .param("vault", request.vault())
                .param("bundle", request.bundleName())
                .param("schedule", request.schedule())
                .param("priority", request.priority())
                .param("timeout", request.timeout().toMillis())
                .param("retries", request.retries())
                .param("state", standing.state().wire())
                .param(
                        "outcome",
                        standing.outcome() == null ? null : standing.outcome().wire())
                .param("err_code", err == null ? null : err.code())
                .param("err_message", err == null ? null : err.message())
                .param("err_path", err == null ? null : err.path())
                .param("attempt", standing.attempt())
                .param("not_before", millis(standing.notBefore()))
                .param("queued_at", millis(run.times().queuedAt()))
                .param("began_at", millis(run.times().beganAt()))
                .param("ended_at", millis(run.times().endedAt()))
                .param("session_id", run.sessionId())
                .param(
                        "snapshot_id",
                        run.snapshotId() == null ? null : run.snapshotId().toString())
                .param("files_total", figures.filesTotal())
                .param("bytes_total", figures.bytesTotal())
                .param("files_done", figures.filesDone())
                .param("bytes_done", figures.bytesDone())
                .param("bytes_stored", figures.bytesStored())
                .param("bytes_reused", figures.bytesReused())
                .param("last_seq", run.lastSeq())
                .update();
    }

    static void add(JdbcClient database, Run run, RunEvent event) {
        database.sql("insert or replace into vault_run_event (run, seq, type, json) values (?, ?, ?, ?)")
                .params(run.key(), event.seq(), event.type().wire(), event.json())
                .update();
    }

    /** Removes ended runs behind the newest {@code most}, some at a time; returns their ids. */
    static List<String> forget(JdbcClient database, int most, int atOnce) {
        var ids = database.sql("""
                        select run_id from vault_run where state = 'ended'
                          and id <= (select id from vault_run where state = 'ended' order by id desc limit 1 offset :most)
                          order by id limit :atOnce""")
                .param("most", most)
                .param("atOnce", atOnce)
                .query((row, n) -> row.getString("run_id"))
                .list();
        ids.forEach(id ->
                database.sql("delete from vault_run where run_id = ?").param(id).update());
        return ids;
    }

    long highest() {
        return readers.sql("select coalesce(max(id), 0) from vault_run")
                .query(Long.class)
                .single();
    }

    List<Run> live() {
        return readers.sql("select * from vault_run where state <> 'ended' order by id")
                .query((row, n) -> read(row))
                .list();
    }

    Optional<Run> find(String id) {
        return readers.sql("select * from vault_run where run_id = :id and " + Reach.CONDITION)
                .param("id", id)
                .param("reach", Reach.parameter())
                .query((row, n) -> read(row))
                .optional();
    }

    @Override
    public Optional<Instant> firstScheduled(String vault, String bundle) {
        return readers.sql("""
                        select queued_at from vault_run where vault = ? and bundle = ? and kind = ? and schedule is not null
                        order by id limit 1""")
                .params(vault, bundle, RunKind.BACKUP.wire())
                .query((row, n) -> Instant.ofEpochMilli(row.getLong("queued_at")))
                .optional();
    }

    @Override
    public Map<String, Instant> lastBegan(String vault) {
        return readers
                .sql("""
                        select bundle, began_at from vault_run where id in (
                          select max(id) from vault_run
                            where vault = ? and kind = ? and state = ? and began_at is not null group by bundle)""")
                .params(vault, RunKind.BACKUP.wire(), RunState.ENDED.wire())
                .query((row, n) -> Map.entry(row.getString("bundle"), Instant.ofEpochMilli(row.getLong("began_at"))))
                .list()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** Newest first, those made before the one with the key {@code before}. */
    List<Run> page(RunFilter filter, long before, int limit) {
        return readers.sql("""
                        select * from vault_run where id < :before and (:vault is null or vault = :vault)
                          and %s and %s and %s and %s order by id desc limit :limit""".formatted(
                                // As conditions of their own, so that indexes have the rows in order.
                                filter.kind() == null ? ":kind is null" : "kind = :kind",
                                filter.state() == null
                                        ? ":state is null"
                                        : filter.state() == RunState.ENDED
                                                ? "state = :state"
                                                : "state = :state and state <> 'ended'",
                                filter.bundleName() == null ? ":bundle is null" : "bundle = :bundle",
                                Reach.CONDITION))
                .param("reach", Reach.parameter())
                .param("before", before)
                .param("vault", filter.vault())
                .param("kind", filter.kind() == null ? null : filter.kind().wire())
                .param("state", filter.state() == null ? null : filter.state().wire())
                .param("bundle", filter.bundleName())
                .param("limit", limit)
                .query((row, n) -> read(row))
                .list();
    }

    /** The next events of some types (all, if empty), in order. */
    List<StoredEvent> events(long run, long after, Set<String> types, int limit) {
        var only = types.isEmpty() ? "" : " and type in (:types)";
        var statement = readers.sql("select seq, type, json from vault_run_event where run = :run and seq > :after"
                        + only + " order by seq limit :limit")
                .param("run", run)
                .param("after", after)
                .param("limit", limit);
        if (!types.isEmpty()) {
            statement = statement.param("types", types);
        }
        return statement
                .query((row, n) -> new StoredEvent(row.getLong("seq"), row.getString("type"), row.getString("json")))
                .list();
    }

    private static Run read(ResultSet row) throws SQLException {
        var snapshot = row.getString("snapshot_id");
        return new Run(
                row.getLong("id"),
                row.getString("run_id"),
                new RunRequest(
                        RunKind.of(row.getString("kind")).orElseThrow(),
                        row.getString("vault"),
                        row.getString("bundle"),
                        row.getString("schedule"),
                        row.getInt("priority"),
                        Duration.ofMillis(row.getLong("timeout")),
                        row.getInt("retries")),
                standing(row),
                new RunTimes(
                        Instant.ofEpochMilli(row.getLong("queued_at")),
                        instant(row, "began_at"),
                        instant(row, "ended_at")),
                row.getString("session_id"),
                snapshot == null ? null : UUID.fromString(snapshot),
                new RunFigures(
                        number(row, "files_total"),
                        number(row, "bytes_total"),
                        row.getLong("files_done"),
                        row.getLong("bytes_done"),
                        row.getLong("bytes_stored"),
                        row.getLong("bytes_reused")),
                row.getLong("last_seq"));
    }

    private static RunStanding standing(ResultSet row) throws SQLException {
        var outcome = row.getString("outcome");
        var code = number(row, "err_code");
        return new RunStanding(
                RunState.of(row.getString("state")).orElseThrow(),
                outcome == null ? null : RunOutcome.of(outcome).orElseThrow(),
                code == null
                        ? null
                        : new Failure(
                                Math.toIntExact(code), row.getString("err_message"), row.getString("err_path"), null),
                row.getInt("attempt"),
                instant(row, "not_before"));
    }

    private static @Nullable Long number(ResultSet row, String column) throws SQLException {
        var value = row.getLong(column);
        return row.wasNull() ? null : value;
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        var value = number(row, column);
        return value == null ? null : Instant.ofEpochMilli(value);
    }

    private static @Nullable Long millis(@Nullable Instant time) {
        return time == null ? null : time.toEpochMilli();
    }
}
