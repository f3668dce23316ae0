package io.bundlebackup.session.store;

import io.bundlebackup.manifest.RawPath;
import io.bundlebackup.problem.Failure;
import io.bundlebackup.session.state.BundleSnapshot;
import io.bundlebackup.session.state.BundleState;
import io.bundlebackup.session.state.Ending;
import io.bundlebackup.session.state.FileCounts;
import io.bundlebackup.session.state.Outcome;
import io.bundlebackup.session.state.Phase;
import io.bundlebackup.session.state.Publication;
import io.bundlebackup.session.state.RestoreMode;
import io.bundlebackup.session.state.RestoreState;
import io.bundlebackup.session.state.WorkTimer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A bundle of a session as a row of the database, there and back. */
final class BundleRow {
    private static final List<String> COLUMNS = List.of(
            "session, name, ticket, words, incremental_since, queued_at",
            "state, phase, outcome, ending, err_code, err_message, err_path, err_uri",
            "last_incremental_time, began_at, ended_at",
            "priority, timer_limit, timer_explicit, timer_used, timer_since, send_rate",
            "files_total, bytes_total, files_ready, bytes_ready, files_closed, bytes_closed",
            "failed_count, open_files, stale_files, index_announced, reported",
            "restore_target, restore_mode, restore_paths, restore_dependencies, publication, handles_asked",
            "tried_at, tried_added, tried_changed, tried_removed");

    static final String INSERT = insert();

    private BundleRow() {}

    private static String insert() {
        var columns = String.join(", ", COLUMNS);
        var values = columns.replaceAll("[a-z_]+", "?");
        return "insert or replace into bundle (" + columns + ") values (" + values + ")";
    }

    /** The values, in the order of the columns. */
    static @Nullable Object[] of(long session, BundleSnapshot b) {
        return concat(
                new @Nullable Object[] {
                    session,
                    b.name(),
                    b.appended().ticket(),
                    b.appended().words(),
                    b.appended().lastIncrementalTime(),
                    b.appended().queuedAt()
                },
                of(b.standing()),
                of(b.steering()),
                of(b.counts()),
                of(b.restoration()));
    }

    private static @Nullable Object[] of(BundleSnapshot.Standing standing) {
        Failure err = standing.failure();
        return new @Nullable Object[] {
            standing.state(),
            standing.phase(),
            standing.outcome(),
            standing.ending(),
            err == null ? null : err.code(),
            err == null ? null : err.message(),
            err == null ? null : err.path(),
            err == null ? null : err.uri(),
            standing.lastIncrementalTime(),
            standing.beganAt(),
            standing.endedAt()
        };
    }

    private static @Nullable Object[] of(BundleSnapshot.Steering steering) {
        var timer = steering.timer();
        return new @Nullable Object[] {
            steering.priority(),
            timer.limit().toMillis(),
            timer.explicit(),
            timer.used().toMillis(),
            timer.since(),
            steering.sendRate()
        };
    }

    private static @Nullable Object[] of(FileCounts counts) {
        var total = counts.total();
        return new @Nullable Object[] {
            total == null ? null : total.files(),
            total == null ? null : total.bytes(),
            counts.ready().files(),
            counts.ready().bytes(),
            counts.closed().files(),
            counts.closed().bytes(),
            counts.failed(),
            counts.open(),
            counts.stale(),
            counts.indexAnnounced(),
            counts.reported()
        };
    }

    private static @Nullable Object[] of(@Nullable RestoreState restoration) {
        if (restoration == null) {
            return new @Nullable Object[] {null, null, "", "", null, 0, null, null, null, null};
        }
        var tried = restoration.dryRun();
        return new @Nullable Object[] {
            restoration.target(),
            restoration.mode(),
            restoration.paths().stream().map(RawPath::encoded).collect(Collectors.joining("\n")),
            String.join("\n", restoration.dependencies()),
            restoration.publication(),
            restoration.handles(),
            tried == null ? null : tried.at(),
            tried == null ? null : tried.added(),
            tried == null ? null : tried.changed(),
            tried == null ? null : tried.removed()
        };
    }

    private static @Nullable Object[] concat(@Nullable Object[]... groups) {
        return Arrays.stream(groups).flatMap(Arrays::stream).toArray(Object[]::new);
    }

    static BundleSnapshot read(ResultSet row) throws SQLException {
        return new BundleSnapshot(
                row.getString("name"),
                new BundleSnapshot.Appended(
                        row.getLong("ticket"),
                        row.getInt("words"),
                        number(row, "incremental_since"),
                        Instant.ofEpochMilli(row.getLong("queued_at"))),
                standing(row),
                new BundleSnapshot.Steering(row.getInt("priority"), timer(row), row.getInt("send_rate")),
                counts(row),
                restoration(row));
    }

    private static @Nullable RestoreState restoration(ResultSet row) throws SQLException {
        var target = row.getString("restore_target");
        if (target == null) {
            return null;
        }
        var triedAt = time(row, "tried_at");
        return new RestoreState(
                target,
                RestoreMode.valueOf(row.getString("restore_mode")),
                row.getString("restore_paths")
                        .lines()
                        .map(path -> RawPath.decode(path, path.indexOf('%') >= 0))
                        .toList(),
                row.getString("restore_dependencies").lines().toList(),
                Publication.valueOf(row.getString("publication")),
                row.getInt("handles_asked"),
                triedAt == null
                        ? null
                        : new RestoreState.DryRunResult(
                                row.getLong("tried_added"),
                                row.getLong("tried_changed"),
                                row.getLong("tried_removed"),
                                triedAt));
    }

    private static BundleSnapshot.Standing standing(ResultSet row) throws SQLException {
        return new BundleSnapshot.Standing(
                BundleState.valueOf(row.getString("state")),
                constant(Phase.class, row.getString("phase")),
                constant(Outcome.class, row.getString("outcome")),
                failure(row),
                constant(Ending.class, row.getString("ending")),
                number(row, "last_incremental_time"),
                time(row, "began_at"),
                time(row, "ended_at"));
    }

    private static WorkTimer timer(ResultSet row) throws SQLException {
        return new WorkTimer(
                Duration.ofMillis(row.getLong("timer_limit")),
                row.getBoolean("timer_explicit"),
                Duration.ofMillis(row.getLong("timer_used")),
                time(row, "timer_since"));
    }

    private static FileCounts counts(ResultSet row) throws SQLException {
        var files = number(row, "files_total");
        var bytes = number(row, "bytes_total");
        return new FileCounts(
                files == null || bytes == null ? null : new FileCounts.Tally(files, bytes),
                new FileCounts.Tally(row.getLong("files_ready"), row.getLong("bytes_ready")),
                new FileCounts.Tally(row.getLong("files_closed"), row.getLong("bytes_closed")),
                row.getLong("failed_count"),
                row.getInt("open_files"),
                row.getInt("stale_files"),
                row.getBoolean("index_announced"),
                row.getBoolean("reported"));
    }

    private static @Nullable Failure failure(ResultSet row) throws SQLException {
        var code = number(row, "err_code");
        return code == null
                ? null
                : new Failure(
                        code.intValue(),
                        row.getString("err_message"),
                        row.getString("err_path"),
                        row.getString("err_uri"));
    }

    private static @Nullable Long number(ResultSet row, String column) throws SQLException {
        var value = row.getLong(column);
        return row.wasNull() ? null : value;
    }

    static @Nullable Instant time(ResultSet row, String column) throws SQLException {
        var value = number(row, column);
        return value == null ? null : Instant.ofEpochMilli(value);
    }

    static <E extends Enum<E>> @Nullable E constant(Class<E> type, @Nullable String name) {
        return name == null ? null : Enum.valueOf(type, name);
    }
}
