package io.bundlebackup.session.store;

import java.util.function.LongSupplier;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Notes which views that belong to no caller have changed, in the transaction that changes them. Used by the journal's thread. */
public final class ChangedViews {
    private final JdbcClient database;
    private final LongSupplier positions;

    /** @param positions gives the next position in the order of {@link CallerLog} */
    public ChangedViews(JdbcClient database, LongSupplier positions) {
        this.database = database;
        this.positions = positions;
    }

    /**
     * A view has changed, or is new.
     *
     * @param type of the message that shows the view
     * @param subject what the view is of
     */
    public void changed(String type, String subject) {
        database.sql("insert or replace into shared_view (type, subject, changed) values (?, ?, ?)")
                .params(type, subject, positions.getAsLong())
                .update();
    }

    /** There is nothing to show any more, which readers need not know. */
    public void removed(String type, String subject) {
        database.sql("delete from shared_view where type = ? and subject = ?")
                .params(type, subject)
                .update();
    }

    /** What the view is of is forgotten; a reader that has not seen its last change has to begin anew. */
    public void forgotten(String type, String subject) {
        database.sql("""
                        insert into forgotten (owner, position) select ?, changed from shared_view where type = ? and subject = ?
                        on conflict (owner) do update set position = max(position, excluded.position)""").params(CallerLog.NOBODY, type, subject).update();
        removed(type, subject);
    }
}
