package io.bundlebackup.upload.store;

import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.session.state.BundleId;
import io.bundlebackup.session.store.DatabaseWrites;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;

/** Access to the rows of uploads: any number of readers, and the one writer of the database. Thread-safe. */
public final class Database {
    /** The id of the row of the session {@code :session}. */
    public static final String SESSION = "(select id from session where session_id = :session)";

    /** Selects the rows of the bundle {@code :bundle} in the session {@code :session}. */
    public static final String HERE = " session = " + SESSION + " and bundle = :bundle";

    private static final int ROWS_AT_ONCE = 2_000;

    private final JdbcClient readers;
    private final DatabaseWrites writes;

    public Database(DataSource reading, DatabaseWrites writes) {
        this.readers = JdbcClient.create(reading);
        this.writes = writes;
    }

    public JdbcClient readers() {
        return readers;
    }

    /** A query about a bundle, which sets {@code :session} and {@code :bundle}. */
    public StatementSpec read(BundleId bundle, String sql) {
        return about(readers, bundle, sql);
    }

    /** Writes within one change. */
    public record Writer(JdbcClient client) {
        /** A statement about a bundle, which sets {@code :session} and {@code :bundle}. */
        public StatementSpec write(BundleId bundle, String sql) {
            return about(client, bundle, sql);
        }
    }

    private static StatementSpec about(JdbcClient client, BundleId bundle, String sql) {
        return client.sql(sql).param("session", bundle.sessionId()).param("bundle", bundle.name());
    }

    /**
     * Makes a change as a whole or not at all; it is durable on return.
     *
     * @param change may be made twice, see {@link DatabaseWrites#write}
     * @throws ProblemException {@code no-space} if the disk is full, else {@code io-error}
     */
    public <T> T commit(Function<Writer, T> change) {
        return writes.write(client -> change.apply(new Writer(client)));
    }

    /**
     * Deletes rows of a bundle, some thousand in each change: there may be very many of them, and other writes wait for each change.
     *
     * @param key the columns that tell the rows of a bundle apart
     * @param values which columns of those rows have which values
     */
    public void deleteInSteps(BundleId bundle, String table, String key, Map<String, String> values) {
        var those = HERE
                + values.keySet().stream()
                        .map(column -> " and " + column + " = :" + column)
                        .collect(Collectors.joining());
        var sql = "delete from " + table + " where" + HERE + " and (" + key + ") in (select " + key + " from " + table
                + " where" + those + " limit " + ROWS_AT_ONCE + ")";
        int rows;
        do {
            rows = commit(writer -> writer.write(bundle, sql).params(values).update());
        } while (rows == ROWS_AT_ONCE);
    }
}
