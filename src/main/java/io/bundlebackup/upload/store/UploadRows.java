package io.bundlebackup.upload.store;

import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import io.bundlebackup.session.state.BundleId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Uploads in the database. A change is durable on return. Thread-safe. */
public final class UploadRows {
    private static final String THIS = Database.HERE + " and uri = :uri";
    private static final String SELECT = """
            select u.*, exists (select 1 from upload_manifest m
              where m.session = u.session and m.bundle = u.bundle and m.uri = u.uri) as manifest
            from upload u where""";

    public static final String FILES_OF_CALLER = """
            select coalesce(sum((select count(*) from upload u where u.session = s.id and u.file is not null)
                + (select count(*) from upload_manifest m where m.session = s.id)
                + (select count(*) from previous_manifest p where p.session = s.id)), 0)
            from session s
            where s.owner = (select owner from session where session_id = :session) and s.state not in ('RELEASED', 'EXPIRED')""";

    private final Database database;

    public UploadRows(Database database) {
        this.database = database;
    }

    public Optional<UploadRow> find(BundleId bundle, String uri) {
        return database.read(bundle, SELECT + THIS)
                .param("uri", uri)
                .query((row, n) -> row(row))
                .optional();
    }

    /** A page of uploads in the order of uris, after {@code after}. */
    public List<UploadRow> page(BundleId bundle, String after, int limit) {
        return database.read(bundle, SELECT + Database.HERE + " and uri > :after order by uri limit :limit")
                .param("after", after)
                .param("limit", limit)
                .query((row, n) -> row(row))
                .list();
    }

    /** Announces an upload, or changes its announced size. */
    public void declare(BundleId bundle, String uri, @Nullable Long size) {
        database.commit(writer ->
                writer.write(bundle, """
                        insert into upload (session, bundle, uri, declared, complete)
                        values ((select id from session where session_id = :session), :bundle, :uri, :size, 0)
                        on conflict (session, bundle, uri) do update set declared = coalesce(excluded.declared, declared)""").param("uri", uri).param("size", size).update());
    }

    /** Restores the announced size of an upload. */
    public void redeclare(BundleId bundle, String uri, @Nullable Long size) {
        database.commit(writer -> writer.write(bundle, "update upload set declared = :size where" + THIS)
                .param("uri", uri)
                .param("size", size)
                .update());
    }

    /** Sets the present content of an upload. */
    public void put(
            BundleId bundle,
            String uri,
            @Nullable String file,
            @Nullable Long size,
            boolean complete,
            @Nullable String sha256) {
        database.commit(writer -> writer.write(bundle, """
                        insert into upload (session, bundle, uri, file, size, complete, sha256)
                        values ((select id from session where session_id = :session), :bundle, :uri, :file, :size, :complete, :sha256)
                        on conflict (session, bundle, uri) do update set file = excluded.file, size = excluded.size,
                          complete = excluded.complete, sha256 = excluded.sha256""")
                .param("uri", uri)
                .param("file", file)
                .param("size", size)
                .param("complete", complete ? 1 : 0)
                .param("sha256", sha256)
                .update());
    }

    /** Keeps the digest of a complete upload, if its content is still that of the file. */
    public void putDigest(BundleId bundle, String uri, String file, String sha256) {
        database.commit(writer -> writer.write(
                        bundle,
                        "update upload set sha256 = :sha256 where" + THIS + " and file = :file and complete = 1")
                .param("uri", uri)
                .param("file", file)
                .param("sha256", sha256)
                .update());
    }

    /** Removes the content of an upload, and its row unless it was announced. */
    public void takeBack(BundleId bundle, String uri) {
        database.commit(writer -> {
            writer.write(bundle, "update upload set file = null, size = null, complete = 0, sha256 = null where" + THIS)
                    .param("uri", uri)
                    .update();
            return writer.write(bundle, "delete from upload where" + THIS + " and declared is null")
                    .param("uri", uri)
                    .update();
        });
    }

    /** Removes an upload and its manifest, and returns their files. */
    public Set<String> remove(BundleId bundle, String uri) {
        var removed = database.commit(writer -> {
            var files = new HashSet<String>();
            for (var table : List.of("upload", "upload_manifest")) {
                writer.write(bundle, "delete from " + table + " where" + THIS + " returning file")
                        .param("uri", uri)
                        .query((row, n) -> row.getString("file"))
                        .list()
                        .forEach(file -> {
                            if (file != null) {
                                files.add(file);
                            }
                        });
            }
            return files;
        });
        removed.forEach(file -> database.deleteInSteps(bundle, "wanted", "manifest, uri", Map.of("manifest", file)));
        return removed;
    }

    /** Removes everything of a bundle that takes no uploads any more; in steps, because other writes wait for each. */
    public void removeAll(BundleId bundle) {
        for (var table : List.of("upload", "upload_manifest", "wanted")) {
            var key = table.equals("wanted") ? "manifest, uri" : "uri";
            database.deleteInSteps(bundle, table, key, Map.of());
        }
    }

    /** Removes the rows of bundles that have ended, and of manifests that were never complete. */
    public void removeLeftovers() {
        database.commit(writer -> {
            for (var table : List.of("upload", "upload_manifest", "wanted")) {
                writer.client()
                        .sql("delete from " + table + " where exists (select 1 from bundle b where b.session = " + table
                                + ".session and b.name = " + table + ".bundle and b.state = 'ENDED')")
                        .update();
            }
            return writer.client().sql("""
                            delete from wanted where not exists (select 1 from upload_manifest m
                              where m.session = wanted.session and m.bundle = wanted.bundle and m.file = wanted.manifest)""").update();
        });
    }

    public long completeBytes(BundleId bundle) {
        return database.read(
                        bundle, "select coalesce(sum(size), 0) from upload where" + Database.HERE + " and complete = 1")
                .query(Long.class)
                .single();
    }

    /** The number of files in the live sessions of the owner of this session. */
    public long filesOfCaller(String sessionId) {
        return database.readers()
                .sql(FILES_OF_CALLER)
                .param("session", sessionId)
                .query(Long.class)
                .single();
    }

    /** The live sessions of a caller. */
    public Set<String> sessionsOf(String caller) {
        return database.readers()
                .sql("select session_id from session where owner = ? and state not in ('RELEASED', 'EXPIRED')")
                .param(caller)
                .query((row, number) -> row.getString("session_id"))
                .set();
    }

    /** An upload that has a file. */
    public record Kept(BundleId bundle, UploadRow row) {}

    /** The uploads in the live sessions of a caller that have a file and are not complete. */
    public List<Kept> unfinishedOf(String caller) {
        return database.readers()
                .sql("""
                        select u.*, s.session_id, 0 as manifest from upload u join session s on s.id = u.session
                          where s.owner = ? and s.state not in ('RELEASED', 'EXPIRED') and u.complete = 0 and u.file is not null""")
                .param(caller)
                .query((row, n) ->
                        new Kept(new BundleId(row.getString("session_id"), row.getString("bundle")), row(row)))
                .list();
    }

    /** The bytes of the complete uploads in the live sessions of a caller, without one upload. */
    public long completeBytesOf(UploadName except) {
        return database.readers()
                .sql("""
                        select coalesce(sum(u.size), 0) from upload u join session s on s.id = u.session
                          where s.owner = :caller and s.state not in ('RELEASED', 'EXPIRED') and u.complete = 1
                          and not (s.session_id = :session and u.bundle = :bundle and u.uri = :uri)""")
                .param("caller", except.caller())
                .param("session", except.bundle().sessionId())
                .param("bundle", except.bundle().name())
                .param("uri", except.uri())
                .query(Long.class)
                .single();
    }

    /** The names on disk that rows of a bundle have. */
    public Set<String> files(BundleId bundle) {
        return new HashSet<>(database.read(
                        bundle,
                        "select file from upload where" + Database.HERE + " and file is not null union"
                                + " select file from upload_manifest where" + Database.HERE)
                .query(String.class)
                .list());
    }

    private static UploadRow row(ResultSet row) throws SQLException {
        return new UploadRow(
                row.getString("uri"),
                row.getString("file"),
                number(row, "declared"),
                number(row, "size"),
                row.getBoolean("complete"),
                row.getString("sha256"),
                row.getBoolean("manifest"));
    }

    private static @Nullable Long number(ResultSet row, String column) throws SQLException {
        var number = row.getLong(column);
        return row.wasNull() ? null : number;
    }

    public static ProblemException unknown() {
        return new ProblemException(ProblemType.NO_SUCH_FILE, "There is no such upload.");
    }
}
