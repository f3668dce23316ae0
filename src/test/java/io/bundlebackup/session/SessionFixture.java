package io.bundlebackup.session;

import com.zaxxer.hikari.HikariDataSource;
import io.bundlebackup.bundle.BundleSettings;
import io.bundlebackup.bundle.BundleSizes;
import io.bundlebackup.bundle.Bundles;
import io.bundlebackup.session.run.Journal;
import io.bundlebackup.session.run.JournalObserver;
import io.bundlebackup.session.state.BundleSnapshot;
import io.bundlebackup.session.state.DeliveredFile;
import io.bundlebackup.session.state.FileKind;
import io.bundlebackup.session.state.SessionSnapshot;
import io.bundlebackup.session.state.SessionState;
import io.bundlebackup.session.state.SessionType;
import io.bundlebackup.session.store.ChangeWriter;
import io.bundlebackup.session.store.DataDirectory;
import io.bundlebackup.session.store.DatabaseConfiguration;
import io.bundlebackup.session.store.EventJson;
import io.bundlebackup.session.store.FailingDatabase;
import io.bundlebackup.session.store.FullDatabase;
import io.bundlebackup.session.store.OneConnection;
import io.bundlebackup.session.store.SessionStore;
import io.bundlebackup.session.work.BundleWorks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The sessions as the service assembles them, on a database of their own, with work that the test carries out. */
public final class SessionFixture implements AutoCloseable {
    public static final String ALICE = "alice";
    public static final String BOB = "bob";
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final JsonMapper JSON = new JsonMapper();

    public final TestClock clock;
    public final ScriptedWork work;
    public final GatedScan scan;
    public final FailingDatabase database;
    public final Journal journal;
    public final SessionStore store;
    public final SessionParts parts;
    public final Sessions sessions;
    public final Controls controls;
    final DataSizes dataSizes;
    final BundleReports reports;
    public final Events events;
    /** Views that belong to no caller; a test may add some. */
    public final List<SharedViews> shared = new CopyOnWriteArrayList<>();

    final ReaderPlaces places = new ReaderPlaces(16);
    public final DeliveredFiles files;
    private final Path root;
    private final SessionSettings settings;
    private final DataDirectory directory;
    private final HikariDataSource readers;
    private final OneConnection oneConnection = new OneConnection();
    private final SessionConfiguration.Running running;
    private final @Nullable SessionFixture killed;

    private SessionFixture(
            Path root,
            SessionSettings settings,
            DataDirectory directory,
            TestClock clock,
            @Nullable SessionFixture killed) {
        this.root = root;
        this.settings = settings;
        this.directory = directory;
        this.clock = clock;
        this.killed = killed;
        this.work = new ScriptedWork();
        this.scan = new GatedScan();
        var configuration = new DatabaseConfiguration();
        this.database = new FailingDatabase(configuration.stateDatabase(directory));
        this.readers = configuration.readers(directory);
        migrate(database);
        var bundles = new Bundles(new BundleSettings(root.resolve("bundles"), directory.root(), List.of()));
        this.journal =
                new Journal(new ChangeWriter(database, new EventJson(JSON)), new FullDatabase(database::tryToWrite));
        this.store = new SessionStore(
                journal, oneConnection.of(readers), settings.session().history(), clock);
        this.parts = new SessionParts(
                journal,
                store,
                bundles,
                new BundleSizes(scan, clock),
                new BundleWorks(() -> List.of(work)),
                settings,
                clock.clocks());
        this.sessions = parts.sessions;
        this.controls = new Controls(sessions, parts.live, parts.slots);
        this.dataSizes = new DataSizes(sessions, store.log, settings.limits().bundles(), JSON);
        this.reports = new BundleReports(sessions, store.readers, places);
        this.events = new Events(sessions, store.log, store.callers, journal.feeds(), () -> shared, clock);
        this.files = new DeliveredFiles(sessions, store.files, places);
        this.running = new SessionConfiguration.Running(
                parts,
                new ServiceState(directory, parts.slots, parts.live, work::stagedBytes, clock),
                directory,
                JournalObserver.NONE);
    }

    /** From now on this sees what is committed. */
    public void observe(JournalObserver observer) {
        journal.tell(parts.dispatcher, observer);
    }

    private static void migrate(DataSource database) {
        Flyway.configure()
                .dataSource(database)
                .locations("classpath:db/migration/sqlite")
                .load()
                .migrate();
    }

    public static SessionSettings settings(Path root, int slots, int sessions, int bundles) {
        return new SessionSettings(
                root.resolve("state"),
                new SessionSettings.Scheduler(slots),
                new SessionSettings.Lifetime(Duration.ofMinutes(30), Duration.ofDays(30)),
                Duration.ofSeconds(1),
                Duration.ofSeconds(5),
                new SessionSettings.Limits(sessions, bundles));
    }

    /** Running, with two slots, and bundles {@code a} to {@code e}. */
    public static SessionFixture in(Path root) {
        return in(root, settings(root, 2, 3, 5));
    }

    public static SessionFixture in(Path root, SessionSettings settings) {
        var fixture =
                new SessionFixture(root, settings, DataDirectory.open(settings.dataDirectory()), new TestClock(), null);
        List.of("a", "b", "c", "d", "e").forEach(fixture::bundle);
        fixture.running.start();
        return fixture;
    }

    /** The clock writes no more: it forgets history at the start, and that would share transactions with the writes of a test. */
    public void stopClock() {
        parts.clock.close();
    }

    /** As if the process had been killed and started again: nothing of this one is closed, its work goes nowhere any more. */
    public SessionFixture killAndStart() {
        database.cut();
        var next = new SessionFixture(root, settings, directory, clock, this);
        next.running.start();
        return next;
    }

    void bundle(String name) {
        bundle(name, "{\"versionCode\":1,\"versionName\":\"1\"}");
    }

    public void bundle(String name, String facts) {
        try {
            var directory = root.resolve("bundles").resolve(name);
            Files.createDirectories(directory.resolve("data"));
            Files.writeString(directory.resolve("bundle.json"), facts);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    public static BundleRequest bundleNamed(String name) {
        return new BundleRequest(name, 0, null, null, null, null, null, null, null);
    }

    public static List<BundleRequest> bundlesNamed(String... names) {
        return Arrays.stream(names).map(SessionFixture::bundleNamed).toList();
    }

    /** A backup session of Alice with these bundles appended; its id. */
    public String session(String... bundles) {
        return sessionOf(ALICE, bundles);
    }

    public String sessionOf(String owner, String... bundles) {
        return sessions.create(owner, new NewSession(SessionType.BACKUP, null, bundlesNamed(bundles), null), null)
                .id();
    }

    /** Waits until the clock has looked at everything; some milliseconds pass. */
    public void awaitLook() {
        // What is looked at last in the first look has been looked at when the second one expires.
        for (int i = 0; i < 2; i++) {
            var probe = sessions.create(
                            "probe", new NewSession(SessionType.BACKUP, Duration.ofMillis(1), List.of(), null), null)
                    .id();
            clock.advance(Duration.ofMillis(1));
            awaitState(probe, SessionState.EXPIRED);
        }
    }

    /** What is committed of a session. */
    public SessionSnapshot see(String id) {
        var session = parts.live.find(id);
        return session == null ? store.rows.find(id).orElseThrow() : session.snapshot();
    }

    public BundleSnapshot see(String id, String bundle) {
        return Objects.requireNonNull(see(id).bundle(bundle));
    }

    /** Waits until what is committed of a session is so. */
    public SessionSnapshot await(String id, Predicate<SessionSnapshot> condition) {
        var session = parts.live.find(id);
        try {
            if (session != null && session.await(condition, PATIENCE)) {
                return session.snapshot();
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        var last = see(id);
        if (!condition.test(last)) {
            throw new AssertionError("It did not come to that: " + last);
        }
        return last;
    }

    public BundleSnapshot awaitEnd(String id, String bundle) {
        var session = await(id, s -> {
            var found = s.bundle(bundle);
            return found != null && found.ended();
        });
        return Objects.requireNonNull(session.bundle(bundle));
    }

    public void awaitState(String id, SessionState state) {
        await(id, s -> s.state() == state);
    }

    public List<JsonNode> log(String id) {
        return store.log.read(see(id).key(), 0, Long.MAX_VALUE, Set.of(), 10_000).stream()
                .map(event -> JSON.readTree(event.json()))
                .toList();
    }

    /** The log in short: each event's type, with its bundle and its error if it has them. */
    public List<String> told(String id) {
        return log(id).stream().map(SessionFixture::inShort).toList();
    }

    private static String inShort(JsonNode event) {
        var text = event.path("type").asString();
        if (event.has("bundleName")) {
            text += " " + event.path("bundleName").asString();
        }
        if (event.has("err")) {
            text += " " + event.path("err").path("code").asInt();
        }
        return text;
    }

    public static DeliveredFile part(int number) {
        return new DeliveredFile(
                "part." + number + ".tar", FileKind.PART, 10_240, sha(number), sha(100 + number), 2, 20, null);
    }

    public static DeliveredFile index() {
        return new DeliveredFile("manage.json", FileKind.INDEX, 500, sha(99), sha(199), 0, 0, null);
    }

    public static String sha(int number) {
        return String.format("%064x", number);
    }

    public Map<String, Integer> counts(String id) {
        var log = log(id);
        var counts = new TreeMap<String, Integer>();
        log.forEach(event -> counts.merge(event.path("type").asString(), 1, Integer::sum));
        return counts;
    }

    @Override
    public void close() throws IOException {
        running.stop();
        readers.close();
        oneConnection.requireKept();
        if (killed == null) {
            directory.close();
        } else {
            killed.close();
        }
    }
}
