package io.bundlebackup.session.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What happened in all sessions of a caller. A position is a number in the order of all commits of this data directory: each event has its own,
 * and each session and bundle has that of its newest change, which is larger than those of the events of the same commit. Thread-safe.
 */
public final class CallerLog {
    /** So many positions are looked at in one statement, because they may all belong to other callers. */
    private static final long WINDOW = 10_000;

    private static final long MOST_WINDOWS = 10;

    /** The types of the views of sessions and bundles. */
    public static final String SESSION = "session";

    public static final String BUNDLE = "bundle";

    /** In place of a caller's name, which is never empty: what belongs to no caller. */
    static final String NOBODY = "";

    private final JdbcClient database;

    public CallerLog(JdbcClient database) {
        this.database = database;
    }

    /**
     * The end of the log of all callers.
     *
     * @param directory a name of the data directory, which is no secret
     */
    public record End(String directory, long position) {}

    /**
     * A view that has changed.
     *
     * @param type of the message that shows the view
     * @param subject the id of the session; of a view that belongs to no caller what {@link ChangedViews} was told
     * @param bundleName of a bundle
     */
    public record Change(
            long position,
            String type,
            String subject,
            @Nullable String bundleName) {}

    public End end() {
        return database.sql("select directory, position from log_position")
                .query((row, n) -> new End(row.getString("directory"), row.getLong("position")))
                .single();
    }

    /** The position up to which sessions of a caller were forgotten; a reader that is not past it has missed events. */
    public long forgotten(String owner) {
        return forgottenOf(owner);
    }

    /** As {@link #forgotten(String)}, of views that belong to no caller. */
    public long forgotten() {
        return forgottenOf(NOBODY);
    }

    private long forgottenOf(String owner) {
        return database.sql("select position from forgotten where owner = ?")
                .param(owner)
                .query(Long.class)
                .optional()
                .orElse(0L);
    }

    /** As {@link EventLog#read}, of all sessions of a caller; the number of each event is its position. Fewer than {@code limit} are all up to {@code last}. */
    public List<StoredEvent> read(String owner, long after, long last, Set<String> types, int limit) {
        var events = new ArrayList<StoredEvent>();
        for (var from = after; from < last && events.size() < limit; from += WINDOW) {
            events.addAll(window(owner, from, Math.min(last, from + WINDOW), types, limit - events.size()));
        }
        return events;
    }

    /** How many events {@link #read} has, counted up to {@code most} and over a bounded part of the log: less than all if the reader is far behind. */
    public int count(String owner, long after, long last, Set<String> types, int most) {
        var end = Math.min(last, after + MOST_WINDOWS * WINDOW);
        var statement = database.sql("""
                        select count(*) from (select 1 from event e cross join session s on s.id = e.session
                        where e.position > 0 and e.position > :after and e.position <= :last and s.owner = :owner
                        """ + (types.isEmpty() ? "" : " and e.type in (:types)") + " limit :most)")
                .param("after", after)
                .param("last", end)
                .param("owner", owner)
                .param("most", most);
        if (!types.isEmpty()) {
            statement = statement.param("types", types);
        }
        return statement.query(Integer.class).single();
    }

    private List<StoredEvent> window(String owner, long after, long last, Set<String> types, int limit) {
        // A cross join keeps the order of the tables: events by position first.
        var statement = database.sql(
                        """
                        select e.position, e.type, e.json from event e cross join session s on s.id = e.session
                        where e.position > 0 and e.position > :after and e.position <= :last and s.owner = :owner
                        """ + (types.isEmpty() ? "" : " and e.type in (:types)") + " order by e.position limit :limit")
                .param("after", after)
                .param("last", last)
                .param("owner", owner)
                .param("limit", limit);
        if (!types.isEmpty()) {
            statement = statement.param("types", types);
        }
        return statement
                .query((row, n) ->
                        new StoredEvent(row.getLong("position"), row.getString("type"), row.getString("json")))
                .list();
    }

    /**
     * What of a caller has changed after a position, and not again after {@code last}: in the order of the newest changes.
     *
     * @param shared types of views that belong to no caller and are wanted too
     */
    public List<Change> changes(String owner, Set<String> shared, long after, long last, int limit) {
        // One statement, so that what is read is of one moment.
        var statement = database.sql("""
                        select changed, 'session' as type, session_id as subject, null as name from session
                          where owner = :owner and changed > :after and changed <= :last
                        union all
                        select b.changed, 'bundle', s.session_id, b.name from session s cross join bundle b on b.session = s.id
                          where s.owner = :owner and s.changed > :after and b.changed > :after and b.changed <= :last
                        """ + (shared.isEmpty() ? "" : """
                        union all
                        select changed, type, subject, null from shared_view
                          where changed > :after and changed <= :last and type in (:shared)
                        """) + "order by changed limit :limit")
                .param("owner", owner)
                .param("after", after)
                .param("last", last)
                .param("limit", limit);
        if (!shared.isEmpty()) {
            statement = statement.param("shared", shared);
        }
        return statement
                .query((row, n) -> new Change(
                        row.getLong("changed"), row.getString("type"), row.getString("subject"), row.getString("name")))
                .list();
    }
}
