package io.bundlebackup.session.store;

import java.util.List;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The committed logs, page by page. Thread-safe. */
public final class EventLog {
    private final JdbcClient database;

    public EventLog(JdbcClient database) {
        this.database = database;
    }

    /** The next events of some types (all, if empty) after {@code after} and up to {@code last}, in order, at most {@code limit}. */
    public List<StoredEvent> read(long session, long after, long last, Set<String> types, int limit) {
        var only = types.isEmpty() ? "" : " and type in (:types)";
        var statement = database.sql(
                        "select seq, type, json from event where session = :session and seq > :after and seq <= :last"
                                + only + " order by seq limit :limit")
                .param("session", session)
                .param("after", after)
                .param("last", last)
                .param("limit", limit);
        if (!types.isEmpty()) {
            statement = statement.param("types", types);
        }
        return statement
                .query((row, n) -> new StoredEvent(row.getLong("seq"), row.getString("type"), row.getString("json")))
                .list();
    }
}
