package io.bundlebackup.session.store;

import io.bundlebackup.session.state.ClientWords;
import io.bundlebackup.session.state.DeliveredFile;
import io.bundlebackup.session.state.FileEntry;
import io.bundlebackup.session.state.FileKind;
import io.bundlebackup.session.state.FileState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reads what belongs to a running bundle from the database: its delivered files, and what its client said. Thread-safe. */
public final class FileRows {
    private final JdbcClient database;

    public FileRows(JdbcClient database) {
        this.database = database;
    }

    /** What the client said of a bundle that has not ended. */
    public ClientWords clientWords(long session, String bundle) {
        return database.sql("select parameters, info from client_words where session = ? and bundle = ?")
                .params(session, bundle)
                .query((row, n) -> new ClientWords(row.getString("parameters"), row.getString("info")))
                .optional()
                .orElse(ClientWords.NONE);
    }

    /** The handles that were asked for before a bundle began, in order. */
    public List<String> handles(long session, String bundle) {
        return database.sql("select uri from handle where session = ? and bundle = ? order by id")
                .params(session, bundle)
                .query((row, n) -> row.getString("uri"))
                .list();
    }

    public Optional<FileEntry> find(long session, String bundle, String uri) {
        return database.sql("select * from file where session = ? and bundle = ? and uri = ?")
                .params(session, bundle, uri)
                .query((row, n) -> entry(row))
                .optional();
    }

    /**
     * Listed files in the order of announcement, of one bundle or of all, in one state or in both. A ready file of a bundle that has
     * ended, or is to end, is not listed: it can no longer be fetched, and a client that works through the list would not finish.
     */
    public List<FileEntry> page(
            long session, @Nullable String bundle, @Nullable FileState state, long after, int limit) {
        return database.sql("""
                        select * from file f where session = :session and seq > :after
                          and (:bundle is null or bundle = :bundle) and (:state is null or state = :state)
                          and (state = 'closed' or state = 'ready' and exists (select 1 from bundle b
                            where b.session = f.session and b.name = f.bundle and b.state = 'RUNNING' and b.ending is null))
                        order by seq limit :limit""")
                .param("session", session)
                .param("after", after)
                .param("bundle", bundle)
                .param("state", state == null ? null : state.wire())
                .param("limit", limit)
                .query((row, n) -> entry(row))
                .list();
    }

    public List<FileEntry> inState(long session, String bundle, FileState state) {
        return database.sql("select * from file where session = ? and bundle = ? and state = ? order by seq")
                .params(session, bundle, state.wire())
                .query((row, n) -> entry(row))
                .list();
    }

    /** The paths of the first failures, each once, in the order of the report. */
    public List<String> failedPaths(long session, String bundle, int limit) {
        return database.sql("""
                        select path from failed_file where session = ? and bundle = ? and remark = 0
                          group by path order by min(id) limit ?""")
                .params(session, bundle, limit)
                .query((row, n) -> row.getString("path"))
                .list();
    }

    /** Whether a path is among the failures. */
    public boolean hasFailed(long session, String bundle, String path) {
        return database.sql(
                                "select count(*) from failed_file where session = ? and bundle = ? and path = ? and remark = 0")
                        .params(session, bundle, path)
                        .query(Long.class)
                        .single()
                > 0;
    }

    /** Whether a file was once announced with this digest. */
    public boolean wasAnnouncedAs(long session, String bundle, String uri, String sha256) {
        return database.sql(
                                "select count(*) from superseded where session = ? and bundle = ? and uri = ? and sha256 = ?")
                        .params(session, bundle, uri, sha256)
                        .query(Long.class)
                        .single()
                > 0;
    }

    private static FileEntry entry(ResultSet row) throws SQLException {
        return new FileEntry(
                row.getString("bundle"),
                new DeliveredFile(
                        row.getString("uri"),
                        FileKind.valueOf(row.getString("kind")),
                        row.getLong("size"),
                        row.getString("sha256"),
                        row.getString("manifest_sha256"),
                        row.getLong("files"),
                        row.getLong("bytes"),
                        row.getString("origin")),
                FileState.of(row.getString("state")),
                row.getLong("seq"),
                row.getInt("announcements"));
    }
}
