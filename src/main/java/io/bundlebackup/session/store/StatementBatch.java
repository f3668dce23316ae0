package io.bundlebackup.session.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Statements of one connection, prepared once, whose rows are written in batches. Used by one thread. */
final class StatementBatch {
    private final Map<String, PreparedStatement> statements = new LinkedHashMap<>();

    /** @param texts in the order in which their batches are to run */
    void prepare(Connection connection, String... texts) throws SQLException {
        for (var sql : texts) {
            statements.put(sql, connection.prepareStatement(sql));
        }
    }

    /** Adds a row; each value has the type of a column. */
    void add(String sql, @Nullable Object... values) throws SQLException {
        var statement = statements.get(sql);
        if (statement == null) {
            throw new SQLException("not prepared");
        }
        for (int i = 0; i < values.length; i++) {
            switch (values[i]) {
                case null -> statement.setNull(i + 1, Types.NULL);
                case String text -> statement.setString(i + 1, text);
                case Long number -> statement.setLong(i + 1, number);
                case Integer number -> statement.setInt(i + 1, number);
                case Boolean flag -> statement.setInt(i + 1, flag ? 1 : 0);
                case Instant time -> statement.setLong(i + 1, time.toEpochMilli());
                case Enum<?> constant -> statement.setString(i + 1, constant.name());
                default -> throw new IllegalArgumentException("no column type for " + values[i].getClass());
            }
        }
        statement.addBatch();
    }

    /** Writes all rows that were added. */
    void execute() throws SQLException {
        for (var statement : statements.values()) {
            statement.executeBatch();
        }
    }

    /** The connection is gone, and its statements with it. */
    void clear() {
        statements.clear();
    }
}
