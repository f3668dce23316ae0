package io.bundlebackup.session.store;

import io.bundlebackup.session.reply.StoredReplies;
import java.time.Duration;
import java.time.InstantSource;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/** What reads and writes the database of the sessions. Thread-safe, except for the writer, which is the journal's. */
public final class SessionStore {
    public final JdbcClient readers;
    public final SessionRows rows;
    public final FileRows files;
    public final EventLog log;
    public final StoredReplies replies;
    public final History history;
    public final ChangeWriter writer;

    /** @param remembered how long ended sessions and kept answers are kept */
    public SessionStore(
            DataSource state, DataSource reading, Duration remembered, InstantSource clock, JsonMapper mapper) {
        var writing = JdbcClient.create(state);
        readers = JdbcClient.create(reading);
        rows = new SessionRows(readers);
        files = new FileRows(readers);
        log = new EventLog(readers);
        replies = new StoredReplies(readers, writing, clock);
        history = new History(readers, writing, remembered);
        writer = new ChangeWriter(state, new EventJson(mapper));
    }
}
