package io.bundlebackup.session.store;

import io.bundlebackup.session.reply.IdempotencyKey;
import io.bundlebackup.session.reply.StoredReply;
import io.bundlebackup.session.state.BundleSnapshot;
import io.bundlebackup.session.state.DeliveredFile;
import io.bundlebackup.session.state.FileState;
import io.bundlebackup.session.state.Outcome;
import io.bundlebackup.session.state.RowWrite;
import io.bundlebackup.session.state.SessionSnapshot;
import io.bundlebackup.session.state.Transition;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * Writes changes to the database, each transaction all or nothing. Used by the journal's thread alone. Statements are prepared once
 * a connection, and batched: the log of a busy bundle is thousands of rows a second.
 */
public final class ChangeWriter implements AutoCloseable {
    private static final String SIZES = """
            update session set sizes_after = ?, sizes_last = ?, sizes_precise = ?, sizes_remaining = ? where id = ?""";
    private static final String CHANGE = "insert into tree_change (session, bundle, path, change) values (?,?,?,?)";
    /** What an earlier dry run found may be millions of rows: they are only marked, and {@link History} removes them. */
    private static final String FORGET_CHANGES = """
            insert or replace into outdated_change (session, bundle, up_to)
            select session, bundle, id from tree_change where session = ? and bundle = ? order by id desc limit 1""";

    /** As with changes, and for the same reason. */
    private static final String FORGET_FAILURES = """
            insert or replace into outdated_failure (session, bundle, up_to)
            select session, bundle, id from failed_file where session = ? and bundle = ? order by id desc limit 1""";

    private static final String EVENT = "insert into event (session, seq, type, json, position) values (?,?,?,?,?)";
    private static final String POSITION = "update log_position set position = ?";
    private static final String SUPERSEDED = """
            insert or ignore into superseded (session, bundle, uri, sha256)
            select session, bundle, uri, sha256 from file where session = ? and bundle = ? and uri = ? and sha256 <> ?""";
    private static final String FILE = """
            insert into file (session, bundle, uri, seq, announcements, kind, state, size, sha256, manifest_sha256, files, bytes, origin)
            values (?,?,?,?,1,?,?,?,?,?,?,?,?)
            on conflict (session, bundle, uri) do update set seq = excluded.seq, announcements = announcements + 1,
              state = excluded.state, size = excluded.size, sha256 = excluded.sha256, manifest_sha256 = excluded.manifest_sha256,
              files = excluded.files, bytes = excluded.bytes, origin = excluded.origin""";
    private static final String FILE_STATE = "update file set state = ? where session = ? and bundle = ? and uri = ?";
    private static final String FAILED =
            "insert into failed_file (session, bundle, path, code, message, remark) values (?,?,?,?,?,?)";
    private static final String WORDS = "insert into client_words (session, bundle, parameters, info) values (?,?,?,?)";
    private static final String FORGET_WORDS = "delete from client_words where session = ? and bundle = ?";
    private static final String HANDLE = "insert into handle (session, bundle, uri) values (?,?,?)";
    private static final String FORGET_HANDLES = "delete from handle where session = ? and bundle = ?";
    private static final String LAST_RUN = """
            insert or replace into last_run (bundle, kind, session_id, type, outcome, ended_at, bytes, files, failed_count, last_incremental_time)
            values (?,?,?,?,?,?,?,?,?,?)""";
    private static final String REPLY = """
            insert into reply (caller, method, path, key, body_sha256, status, location, body, kept_at) values (?,?,?,?,?,?,?,?,?)""";

    private final DataSource database;
    private final EventJson json;
    private final StatementBatch statements = new StatementBatch();
    private @Nullable Connection connection;
    /** The largest position that was given; {@link CallerLog} says what positions are. */
    private long position;

    public ChangeWriter(DataSource database, EventJson json) {
        this.database = database;
        this.json = json;
    }

    /**
     * Writes transitions and then other rows. Whatever is thrown, nothing of it is written, and nothing is left that a later transaction would
     * write.
     *
     * @param rows writes within the transaction; may take the next positions
     * @return the position that the log of all sessions has reached
     */
    public long write(List<Transition> transitions, BiConsumer<JdbcClient, LongSupplier> rows) throws SQLException {
        var open = connection();
        try {
            for (var transition : transitions) {
                add(transition);
            }
            if (!transitions.isEmpty()) {
                addStates(transitions);
                statements.add(POSITION, position);
            }
            statements.execute();
            var noted = position;
            rows.accept(JdbcClient.create(new SingleConnectionDataSource(open, true)), () -> ++position);
            if (position > noted) {
                statements.add(POSITION, position);
                statements.execute();
            }
            open.commit();
            return position;
        } catch (SQLException | RuntimeException | Error e) {
            abandon(open, e);
            throw e;
        }
    }

    private Connection connection() throws SQLException {
        if (connection == null) {
            var opened = database.getConnection();
            try {
                prepare(opened);
                connection = opened;
            } catch (SQLException | RuntimeException | Error e) {
                abandon(opened, e);
                throw e;
            }
        }
        return connection;
    }

    private void prepare(Connection opened) throws SQLException {
        try (var statement = opened.createStatement();
                var row = statement.executeQuery("select position from log_position")) {
            position = Math.max(position, row.getLong(1));
        }
        opened.setAutoCommit(false);
        // In the order of the foreign keys, which is the order the batches run in.
        statements.prepare(
                opened,
                SessionRows.INSERT,
                SIZES,
                BundleRow.INSERT,
                EVENT,
                POSITION,
                SUPERSEDED,
                FILE,
                FILE_STATE,
                FORGET_FAILURES,
                FAILED,
                FORGET_CHANGES,
                CHANGE,
                WORDS,
                FORGET_WORDS,
                HANDLE,
                FORGET_HANDLES,
                LAST_RUN,
                REPLY);
    }

    /** After a failure nothing about the connection is known: the next transaction gets a new one. */
    private void abandon(Connection broken, Throwable why) {
        connection = null;
        statements.clear();
        try (broken) {
            broken.rollback();
        } catch (SQLException | RuntimeException e) {
            why.addSuppressed(e);
        }
    }

    @Override
    public void close() throws SQLException {
        if (connection != null) {
            connection.close();
            connection = null;
            statements.clear();
        }
    }

    private void add(Transition transition) throws SQLException {
        var s = transition.after();
        for (var event : transition.events()) {
            statements.add(EVENT, s.key(), event.seq(), event.type().wire(), json.render(event), ++position);
        }
        for (var write : transition.writes()) {
            add(s, write);
        }
    }

    /** Of a session and of a bundle that changed several times, what became of it in the end. */
    private void addStates(List<Transition> transitions) throws SQLException {
        var sessions = new LinkedHashMap<Long, SessionSnapshot>();
        var bundles = new LinkedHashMap<Long, Map<String, BundleSnapshot>>();
        for (var transition : transitions) {
            var s = transition.after();
            if (transition.before() != s || s.lastSeq() == 0) {
                sessions.put(s.key(), s);
            }
            for (var bundle : transition.changed()) {
                bundles.computeIfAbsent(s.key(), _ -> new LinkedHashMap<>()).put(bundle.name(), bundle);
            }
        }
        for (var s : sessions.values()) {
            for (var bundle : bundles.getOrDefault(s.key(), Map.of()).values()) {
                statements.add(BundleRow.INSERT, BundleRow.of(s.key(), bundle, ++position));
            }
            statements.add(SessionRows.INSERT, SessionRows.of(s, ++position));
        }
    }

    private void add(SessionSnapshot s, RowWrite write) throws SQLException {
        switch (write) {
            case RowWrite.Announced announced ->
                addFile(s.key(), announced.bundle(), announced.file(), announced.seq());
            case RowWrite.FileMoved(var bundle, var uri, var state) ->
                statements.add(FILE_STATE, state.wire(), s.key(), bundle, uri);
            case RowWrite.FailedFile(var bundle, var path, var code, var message, var remark) ->
                statements.add(FAILED, s.key(), bundle, path, code, message, remark);
            case RowWrite.Changed(var bundle, var change) ->
                statements.add(
                        CHANGE, s.key(), bundle, change.path(), change.kind().wire());
            case RowWrite.ForgetChanges(var bundle) -> statements.add(FORGET_CHANGES, s.key(), bundle);
            case RowWrite.ForgetFailures(var bundle) -> statements.add(FORGET_FAILURES, s.key(), bundle);
            case RowWrite.Words(var bundle, var words) ->
                statements.add(WORDS, s.key(), bundle, words.parameters(), words.info());
            case RowWrite.ForgetWords(var bundle) -> statements.add(FORGET_WORDS, s.key(), bundle);
            case RowWrite.Handle(var bundle, var uri) -> statements.add(HANDLE, s.key(), bundle, uri);
            case RowWrite.ForgetHandles(var bundle) -> statements.add(FORGET_HANDLES, s.key(), bundle);
            case RowWrite.LastRun run -> add(run);
            case RowWrite.Sizes(var sizes) ->
                statements.add(
                        SIZES,
                        sizes.after(),
                        sizes.last(),
                        sizes.precise(),
                        SizeQueryText.of(sizes.remaining()),
                        s.key());
            case RowWrite.KeptReply(var key, var reply, var at) -> addReply(key, reply, at);
        }
    }

    private void addFile(long session, String bundle, DeliveredFile f, long seq) throws SQLException {
        statements.add(SUPERSEDED, session, bundle, f.uri(), f.sha256());
        statements.add(
                FILE,
                session,
                bundle,
                f.uri(),
                seq,
                f.kind(),
                FileState.READY.wire(),
                f.size(),
                f.sha256(),
                f.manifestSha256(),
                f.files(),
                f.bytes(),
                f.origin());
    }

    private void addReply(IdempotencyKey key, StoredReply reply, Instant at) throws SQLException {
        statements.add(
                REPLY,
                key.caller(),
                key.method(),
                key.path(),
                key.key(),
                key.bodySha256(),
                reply.status(),
                reply.location(),
                reply.body(),
                at);
    }

    /** A backup that completed is kept twice: one that fails later replaces the newest, not the newest that completed. */
    private void add(RowWrite.LastRun run) throws SQLException {
        switch (run.type()) {
            case RESTORE -> add(run, "restore");
            case BACKUP, INCREMENTAL_BACKUP -> {
                add(run, "backup");
                if (run.bundle().standing().outcome() == Outcome.COMPLETED) {
                    add(run, "completed");
                }
            }
            // No client has what it holds, so no client's next backup may start from there.
            case VAULT -> {}
        }
    }

    private void add(RowWrite.LastRun run, String kind) throws SQLException {
        var standing = run.bundle().standing();
        var counts = run.bundle().counts();
        statements.add(
                LAST_RUN,
                run.bundle().target(),
                kind,
                run.sessionId(),
                run.type(),
                standing.outcome(),
                standing.endedAt(),
                counts.closed().bytes(),
                counts.closed().files(),
                counts.failed(),
                standing.lastIncrementalTime());
    }
}
