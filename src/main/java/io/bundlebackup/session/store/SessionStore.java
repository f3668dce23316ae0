package io.bundlebackup.session.store;

import io.bundlebackup.session.reply.StoredReplies;
import java.time.Duration;
import java.time.InstantSource;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What reads and writes the database of the sessions. Thread-safe. */
public final class SessionStore {
    public final JdbcClient readers;
    public final SessionRows rows;
    public final FileRows files;
    public final EventLog log;
    public final CallerLog callers;
    public final StoredReplies replies;
    public final History history;

    /** @param remembered how long ended sessions and kept answers are kept */
    public SessionStore(DatabaseWrites writing, DataSource reading, Duration remembered, InstantSource clock) {
        readers = JdbcClient.create(reading);
        rows = new SessionRows(readers);
        files = new FileRows(readers);
        log = new EventLog(readers);
        callers = new CallerLog(readers);
        replies = new StoredReplies(readers, writing, clock);
        history = new History(readers, writing, remembered);
    }
}
