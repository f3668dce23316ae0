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
import io.bundlebackup.session.state.SnapshotRef;
import io.bundlebackup.session.state.WorkTimer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A bundle of a session as a row of the database, there and back. */
final class BundleRow {
    /** A column and the value that it gets. */
    private record Column(String name, Function<BundleSnapshot, @Nullable Object> value) {}

    private static final List<Column> COLUMNS = Stream.of(appended(), standing(), steering(), counts(), restoration())
            .flatMap(List::stream)
            .toList();

    static final String INSERT = "insert or replace into bundle (session, changed, "
            + COLUMNS.stream().map(Column::name).collect(Collectors.joining(", "))
            + ") values (?, ?" + ", ?".repeat(COLUMNS.size()) + ")";

    private BundleRow() {}

    /**
     * The parameters of {@link #INSERT}.
     *
     * @param changed the position of this change
     */
    static @Nullable Object[] of(long session, BundleSnapshot bundle, long changed) {
        return Stream.concat(
                        Stream.<@Nullable Object>of(session, changed),
                        COLUMNS.stream().map(column -> column.value.apply(bundle)))
                .toArray(Object[]::new);
    }

    private static List<Column> appended() {
        return List.of(
                new Column("name", BundleSnapshot::name),
                new Column("ticket", b -> b.appended().ticket()),
                new Column("words", b -> b.appended().words()),
                new Column("incremental_since", b -> b.appended().lastIncrementalTime()),
                new Column("baseline", BundleRow::baseline),
                new Column("queued_at", b -> b.appended().queuedAt()));
    }

    private static @Nullable String baseline(BundleSnapshot bundle) {
        var baseline = bundle.appended().baseline();
        return baseline == null ? null : baseline.toString();
    }

    private static @Nullable UUID baseline(ResultSet row) throws SQLException {
        var baseline = row.getString("baseline");
        return baseline == null ? null : UUID.fromString(baseline);
    }

    private static List<Column> standing() {
        return List.of(
                new Column("state", BundleSnapshot::state),
                new Column("phase", b -> b.standing().phase()),
                new Column("outcome", b -> b.standing().outcome()),
                new Column("ending", b -> b.standing().ending()),
                ofFailure("err_code", Failure::code),
                ofFailure("err_message", Failure::message),
                ofFailure("err_path", Failure::path),
                ofFailure("err_uri", Failure::uri),
                new Column("last_incremental_time", b -> b.standing().lastIncrementalTime()),
                new Column("began_at", b -> b.standing().beganAt()),
                new Column("ended_at", b -> b.standing().endedAt()));
    }

    private static Column ofFailure(String name, Function<Failure, @Nullable Object> value) {
        return optional(name, b -> b.standing().failure(), value);
    }

    private static List<Column> steering() {
        return List.of(
                new Column("priority", b -> b.steering().priority()),
                new Column("timer_limit", b -> b.steering().timer().limit().toMillis()),
                new Column("timer_explicit", b -> b.steering().timer().explicit()),
                new Column("timer_used", b -> b.steering().timer().used().toMillis()),
                new Column("timer_since", b -> b.steering().timer().since()),
                new Column("send_rate", b -> b.steering().sendRate()));
    }

    private static List<Column> counts() {
        return List.of(
                optional("files_total", b -> b.counts().total(), FileCounts.Tally::files),
                optional("bytes_total", b -> b.counts().total(), FileCounts.Tally::bytes),
                new Column("files_ready", b -> b.counts().ready().files()),
                new Column("bytes_ready", b -> b.counts().ready().bytes()),
                new Column("files_closed", b -> b.counts().closed().files()),
                new Column("bytes_closed", b -> b.counts().closed().bytes()),
                new Column("failed_count", b -> b.counts().failed()),
                new Column("open_files", b -> b.counts().open()),
                new Column("stale_files", b -> b.counts().stale()),
                new Column("index_announced", b -> b.counts().indexAnnounced()),
                new Column("reported", b -> b.counts().reported()));
    }

    private static List<Column> restoration() {
        return List.of(
                ofRestore("restore_target", RestoreState::target),
                ofRestore("restore_mode", RestoreState::mode),
                new Column("restore_paths", b -> b.restoration() == null ? "" : paths(b.restoration())),
                optional("from_vault", BundleSnapshot::fromSnapshot, SnapshotRef::vault),
                optional(
                        "from_snapshot",
                        BundleSnapshot::fromSnapshot,
                        from -> from.snapshotId().toString()),
                new Column(
                        "restore_dependencies",
                        b -> b.restoration() == null
                                ? ""
                                : String.join("\n", b.restoration().dependencies())),
                ofRestore("publication", RestoreState::publication),
                new Column(
                        "handles_asked",
                        b -> b.restoration() == null ? 0 : b.restoration().handles()),
                optional("tried_at", BundleSnapshot::dryRun, RestoreState.DryRunResult::at),
                optional("tried_added", BundleSnapshot::dryRun, RestoreState.DryRunResult::added),
                optional("tried_changed", BundleSnapshot::dryRun, RestoreState.DryRunResult::changed),
                optional("tried_removed", BundleSnapshot::dryRun, RestoreState.DryRunResult::removed));
    }

    private static Column ofRestore(String name, Function<RestoreState, @Nullable Object> value) {
        return optional(name, BundleSnapshot::restoration, value);
    }

    private static String paths(RestoreState restore) {
        return restore.paths().stream().map(RawPath::encoded).collect(Collectors.joining("\n"));
    }

    /** A column that is null where the bundle lacks a part. */
    private static <T> Column optional(
            String name, Function<BundleSnapshot, @Nullable T> part, Function<T, @Nullable Object> value) {
        return new Column(name, bundle -> {
            var found = part.apply(bundle);
            return found == null ? null : value.apply(found);
        });
    }

    static BundleSnapshot read(ResultSet row) throws SQLException {
        return new BundleSnapshot(
                row.getString("name"),
                new BundleSnapshot.Appended(
                        row.getLong("ticket"),
                        row.getInt("words"),
                        number(row, "incremental_since"),
                        baseline(row),
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
                source(row),
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

    private static RestoreState.Source source(ResultSet row) throws SQLException {
        var vault = row.getString("from_vault");
        return new RestoreState.Source(
                row.getString("restore_paths")
                        .lines()
                        .map(path -> RawPath.decode(path, path.indexOf('%') >= 0))
                        .toList(),
                vault == null ? null : new SnapshotRef(vault, UUID.fromString(row.getString("from_snapshot"))));
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
