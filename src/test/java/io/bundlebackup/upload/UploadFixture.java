package io.bundlebackup.upload;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.zaxxer.hikari.HikariDataSource;
import io.bundlebackup.archive.tree.Workers;
import io.bundlebackup.capacity.Buffers;
import io.bundlebackup.capacity.Capacity;
import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.session.run.Journal;
import io.bundlebackup.session.state.BundleId;
import io.bundlebackup.session.store.ChangeWriter;
import io.bundlebackup.session.store.EventJson;
import io.bundlebackup.session.store.FullDatabase;
import io.bundlebackup.upload.chain.KeptManifestRows;
import io.bundlebackup.upload.chain.KeptManifests;
import io.bundlebackup.upload.chain.Manifests;
import io.bundlebackup.upload.chain.PreviousManifests;
import io.bundlebackup.upload.receive.BodyBrokenException;
import io.bundlebackup.upload.receive.UploadChunk;
import io.bundlebackup.upload.receive.UploadHandles;
import io.bundlebackup.upload.receive.UploadListener;
import io.bundlebackup.upload.store.Database;
import io.bundlebackup.upload.store.Upload;
import io.bundlebackup.upload.store.UploadFiles;
import io.bundlebackup.upload.store.UploadName;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;
import tools.jackson.databind.json.JsonMapper;

/** Uploads on a disk and a database of their own; {@link #restart} begins anew on what is there. */
public final class UploadFixture implements AutoCloseable {
    public static final String SESSION = "0123456789abcdef0123456789abcdef";
    public static final String BUNDLE = "com.example.app:1";
    public static final BundleId ID = new BundleId(SESSION, BUNDLE);
    public static final Instant NOW = Instant.ofEpochMilli(1_700_000_000_123L);
    private static final long MANIFEST_SIZE = 100_000;
    public static final int KEPT = 3;

    private final long manifestSize;
    public final FakeBundles bundles = new FakeBundles();
    public final FakeIncrements increments = new FakeIncrements();
    public final List<String> told = new ArrayList<>();
    /** How many changes of rows were asked for. */
    public final AtomicInteger writes = new AtomicInteger();

    private final Path root;
    private final HikariDataSource database = new HikariDataSource();
    private UploadFiles.Opening opening = FileChannel::open;
    private long minFree;
    private final Journal journal;
    public UploadConfiguration.Parts parts;
    public Uploads uploads;
    public UploadHandles handles;
    public Manifests manifests;
    public PreviousManifests previous;

    public UploadFixture(Path root) {
        this(root, MANIFEST_SIZE);
    }

    public UploadFixture(Path root, long manifestSize) {
        this.manifestSize = manifestSize;
        this.root = root;
        database.setMaximumPoolSize(2);
        database.setDataSource(database(root));
        Flyway.configure()
                .dataSource(database)
                .locations("classpath:db/migration/sqlite")
                .load()
                .migrate();
        JdbcClient.create(database).sql("""
                        insert into session (id, session_id, owner, type, state, created_at, idle_timeout, last_seq)
                        values (1, ?, 'alice', 'RESTORE', 'RUNNING', 0, 0, 0)""").params(SESSION).update();
        journal = new Journal(new ChangeWriter(database, new EventJson(new JsonMapper())), FullDatabase.in(root));
        parts = parts();
        uploads = new Uploads(parts.tools, () -> List.of(listener()));
        handles = new UploadHandles(parts.tools);
        manifests = parts.manifests(manifestSize, () -> List.of(listener()));
        previous = parts.previousManifests(increments, manifestSize, InstantSource.fixed(NOW));
        parts.kept.clean();
        writes.set(0);
    }

    private static SQLiteDataSource database(Path root) {
        var config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.OFF);
        config.enforceForeignKeys(true);
        config.setBusyTimeout(10_000);
        var database = new SQLiteDataSource(config);
        database.setUrl("jdbc:sqlite:" + root.resolve("state.db"));
        return database;
    }

    private UploadConfiguration.Parts parts() {
        try {
            Files.createDirectories(directory());
            var files = new UploadFiles(directory(), minFree, 1, (file, options) -> opening.open(file, options));
            var buffers = new Buffers(Capacity.UPLOAD_BUFFER, 4);
            return new UploadConfiguration.Parts(
                    new Database(database, this::write), files, kept(KEPT), bundles, new Workers(), buffers);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Kept manifests, at most so many of a bundle. */
    public KeptManifests kept(int most) {
        var rows = new KeptManifestRows(new Database(database, this::write));
        return new KeptManifests(generations(), rows, most);
    }

    /** Where kept manifests are. */
    public Path generations() {
        return root.resolve("generations");
    }

    public int count(String table) {
        return JdbcClient.create(database)
                .sql("select count(*) from " + table)
                .query(Integer.class)
                .single();
    }

    /** Changes rows as the session would. */
    public void change(String sql, @Nullable Object... parameters) {
        var statement = JdbcClient.create(database).sql(sql);
        for (var parameter : parameters) {
            statement = statement.param(parameter);
        }
        statement.update();
    }

    private <T> T write(Function<JdbcClient, T> rows) {
        writes.incrementAndGet();
        return journal.write(rows);
    }

    private UploadListener listener() {
        return new UploadListener() {
            @Override
            public void complete(BundleId bundle, String uri) {
                told.add("complete " + uri);
            }

            @Override
            public void changed(BundleId bundle, String uri) {
                told.add("changed " + uri);
            }
        };
    }

    /** The bundle's row says that it has ended, and nobody has been told. */
    public void endSilently() {
        JdbcClient.create(database).sql("""
                        insert into bundle (session, name, ticket, state, queued_at, priority, timer_limit, timer_explicit, timer_used,
                          send_rate, files_ready, bytes_ready, files_closed, bytes_closed, failed_count, open_files, stale_files,
                          index_announced, reported)
                        values (1, ?, 1, 'ENDED', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)""").params(BUNDLE).update();
    }

    /** How the database goes about a query of a bundle. */
    public List<String> plan(String query) {
        return JdbcClient.create(database)
                .sql("explain query plan " + query)
                .param("session", SESSION)
                .param("bundle", BUNDLE)
                .query((row, n) -> row.getString("detail"))
                .list();
    }

    /** As after a stop of the service, however it came. */
    public void restart() throws IOException {
        parts.close();
        parts = parts();
        parts.clean();
        uploads = new Uploads(parts.tools, () -> List.of(listener()));
        handles = new UploadHandles(parts.tools);
        manifests = parts.manifests(manifestSize, () -> List.of(listener()));
        previous = parts.previousManifests(increments, manifestSize, InstantSource.fixed(NOW));
    }

    /** The session is released, and nobody has been told. */
    public void releaseSilently() {
        JdbcClient.create(database)
                .sql("update session set state = 'RELEASED', ended_at = 1")
                .update();
    }

    public void openWith(UploadFiles.Opening other) {
        opening = other;
    }

    /** As a file of mode 0444 refuses users other than root. */
    void refuseToWriteWhatIsThere() {
        opening = (file, options) -> {
            if (options.contains(StandardOpenOption.WRITE) && !options.contains(StandardOpenOption.CREATE_NEW)) {
                throw new AccessDeniedException(file.toString());
            }
            return FileChannel.open(file, options);
        };
    }

    /** As after a power cut that came before the names of files were durable: they are gone, and so are their bytes. */
    public void loseFiles() throws IOException {
        try (Stream<Path> found = Files.walk(directory())) {
            for (var file : found.filter(Files::isRegularFile).toList()) {
                Files.delete(file);
            }
        }
        restart();
    }

    /** So much has to stay free from now on. */
    public void requireFree(long bytes) throws IOException {
        minFree = bytes;
        restart();
    }

    Path directory() {
        return root.resolve("uploads");
    }

    public static UploadName named(String uri) {
        return new UploadName(FakeBundles.OWNER, ID, uri);
    }

    public static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    public static InputStream body(String text) {
        return new ByteArrayInputStream(bytes(text));
    }

    /** A body that breaks off after its bytes. */
    public static InputStream cut(byte[] bytes) {
        return new InputStream() {
            private final ByteArrayInputStream there = new ByteArrayInputStream(bytes);

            @Override
            public int read() throws IOException {
                return read(new byte[1], 0, 1);
            }

            @Override
            public int read(byte[] target, int from, int count) throws IOException {
                int read = there.read(target, from, Math.min(count, 7_001));
                if (read < 0) {
                    throw new IOException("connection reset");
                }
                return read;
            }
        };
    }

    public Upload put(String uri, String content) throws IOException {
        return uploads.receive(named(uri), UploadChunk.whole(body(content), bytes(content).length));
    }

    public Upload append(String uri, long offset, String content, boolean last) throws IOException {
        return uploads.receive(named(uri), UploadChunk.piece(body(content), bytes(content).length, offset, last));
    }

    /** Sends bytes of a longer body, and breaks off. */
    public void putCut(String uri, String content, long length) {
        try {
            uploads.receive(named(uri), UploadChunk.whole(cut(bytes(content)), length));
        } catch (BodyBrokenException expected) {
            return;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw new AssertionError("nobody noticed");
    }

    public Upload get(String uri) {
        return uploads.get(named(uri));
    }

    public long offset(String uri) {
        return get(uri).offset();
    }

    public String content(String uri) throws IOException {
        var row = parts.tools.rows().find(named(uri).bundle(), uri).orElseThrow();
        return row.file() == null
                ? ""
                : Files.readString(parts.tools.files().file(named(uri).bundle(), row.file()));
    }

    /** The names of all files that are there. */
    public TreeSet<String> onDisk() throws IOException {
        var names = new TreeSet<String>();
        try (Stream<Path> found = Files.walk(directory())) {
            found.filter(Files::isRegularFile)
                    .forEach(
                            file -> names.add(requireNonNull(file.getFileName()).toString()));
        } catch (UncheckedIOException e) {
            if (e.getCause() instanceof NoSuchFileException) {
                // Files are being removed in the background.
                return onDisk();
            }
            throw e;
        }
        return names;
    }

    /** As many files as rows name, and those. */
    public void requireNoGarbage() throws IOException {
        var named = new TreeSet<>(parts.named(ID));
        // Those that were made of others have no other row.
        named.addAll(JdbcClient.create(database)
                .sql("select distinct manifest from wanted")
                .query(String.class)
                .list());
        if (!onDisk().equals(named)) {
            throw new AssertionError("on disk " + onDisk() + ", named " + named);
        }
        if (parts.tools.leases().size() != 0 || parts.tools.locks().size() != 0) {
            throw new AssertionError("an upload is still being written");
        }
    }

    public static byte[] sha256(byte[] content) {
        return digest("SHA-256", content);
    }

    static byte[] digest(String algorithm, byte[] content) {
        try {
            return MessageDigest.getInstance(algorithm).digest(content);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    static String hex(String content) {
        return HexFormat.of().formatHex(sha256(bytes(content)));
    }

    public static ProblemException refusal(ThrowingCallable call) {
        var thrown = catchThrowable(call);
        if (thrown instanceof ProblemException refusal) {
            return refusal;
        }
        throw new AssertionError("not refused", thrown);
    }

    @Override
    public void close() {
        parts.close();
        journal.close();
        database.close();
    }
}
