package io.bundlebackup.session;

import io.bundlebackup.bundle.BundleSizes;
import io.bundlebackup.bundle.Bundles;
import io.bundlebackup.capacity.Capacity;
import io.bundlebackup.session.reply.ReplyRecorder;
import io.bundlebackup.session.reply.StoredReplies;
import io.bundlebackup.session.run.Dispatcher;
import io.bundlebackup.session.run.Holds;
import io.bundlebackup.session.run.Journal;
import io.bundlebackup.session.run.LiveSessions;
import io.bundlebackup.session.run.Recovery;
import io.bundlebackup.session.run.SessionClock;
import io.bundlebackup.session.run.SizeMeasure;
import io.bundlebackup.session.run.SizeScans;
import io.bundlebackup.session.run.Slots;
import io.bundlebackup.session.run.TransferRates;
import io.bundlebackup.session.store.ChangeWriter;
import io.bundlebackup.session.store.DataDirectory;
import io.bundlebackup.session.store.DatabaseConfiguration;
import io.bundlebackup.session.store.EventJson;
import io.bundlebackup.session.store.EventLog;
import io.bundlebackup.session.store.FileRows;
import io.bundlebackup.session.store.FullDatabase;
import io.bundlebackup.session.store.History;
import io.bundlebackup.session.store.SessionRows;
import io.bundlebackup.session.work.BundleWork;
import io.bundlebackup.session.work.BundleWorks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import javax.sql.DataSource;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/** Puts the sessions together: the data directory, the journal, the queue, and the operations of clients. */
@Configuration(proxyBeanMethods = false)
@Import(DatabaseConfiguration.class)
public class SessionConfiguration {
    @Bean
    @ConditionalOnMissingBean
    InstantSource clock() {
        return InstantSource.system();
    }

    @Bean
    ReplyRecorder keptAnswers(JsonMapper mapper) {
        return new ReplyRecorder(mapper);
    }

    @Bean
    DataDirectory dataDirectory(SessionSettings settings) {
        return DataDirectory.open(settings.dataDirectory());
    }

    /** Keeps Tomcat's working directories in the data directory: directories elsewhere would never be removed after a kill. */
    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> workingDirectories(DataDirectory directory) {
        return tomcat -> {
            try {
                var base = Files.createDirectories(directory.temporary().resolve("tomcat"));
                tomcat.setBaseDirectory(base.toFile());
                tomcat.setDocumentRoot(
                        Files.createDirectories(base.resolve("documents")).toFile());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };
    }

    @Bean
    ReaderPlaces readerPlaces(Capacity capacity) {
        return ReaderPlaces.of(capacity.connections());
    }

    @Bean
    @DependsOnDatabaseInitialization
    Assembly sessionAssembly(
            DataSource state,
            @Qualifier("readers") DataSource readers,
            FullDatabase full,
            Bundles bundles,
            BundleSizes sizes,
            List<BundleWork> works,
            SessionSettings settings,
            ReaderPlaces places,
            InstantSource clock,
            JsonMapper mapper) {
        return new Assembly(state, readers, full, bundles, sizes, works, settings, places, clock, mapper);
    }

    @Bean
    Sessions sessions(Assembly assembly) {
        return assembly.sessions;
    }

    @Bean
    DeliveredFiles deliveredFiles(Assembly assembly, ReaderPlaces places) {
        return new DeliveredFiles(assembly.sessions, assembly.live, assembly.files, places);
    }

    @Bean
    BundleReports bundleReports(Assembly assembly) {
        return assembly.reports;
    }

    @Bean
    RestoreSessions restoreSessions(Assembly assembly) {
        return assembly.restoreSessions;
    }

    @Bean
    IncrementalSessions incrementalSessions(Assembly assembly) {
        return assembly.incrementalSessions;
    }

    @Bean
    Events events(Assembly assembly) {
        return new Events(assembly.sessions, assembly.live, assembly.log);
    }

    @Bean
    DataSizes dataSizes(Assembly assembly) {
        return assembly.dataSizes;
    }

    @Bean
    Controls controls(Assembly assembly) {
        return new Controls(assembly.sessions, assembly.live, assembly.slots);
    }

    @Bean
    StoredReplies replies(Assembly assembly) {
        return assembly.replies;
    }

    @Bean
    History history(Assembly assembly) {
        return assembly.history;
    }

    @Bean
    TransferRates transferRates(Assembly assembly) {
        return new TransferRates(assembly.dispatcher);
    }

    @Bean
    ServiceState serviceState(Assembly assembly, DataDirectory directory, InstantSource clock) {
        return new ServiceState(directory, assembly.slots, assembly.live, assembly.works, clock);
    }

    @Bean
    SmartLifecycle sessionsLifecycle(Assembly assembly, ServiceState state) {
        return new Running(assembly, state);
    }

    /** The parts of this package that depend on each other. */
    public static final class Assembly {
        public final SessionRows rows;
        public final FileRows files;
        public final EventLog log;
        public final StoredReplies replies;
        public final History history;
        final Journal journal;
        public final LiveSessions live;
        public final Slots slots;
        public final BundleWorks works;
        final Dispatcher dispatcher;
        final SizeScans scans;
        final SessionClock clock;
        public final Sessions sessions;
        final BundleReports reports;
        final RestoreSessions restoreSessions;
        final DataSizes dataSizes;
        final IncrementalSessions incrementalSessions;

        public Assembly(
                DataSource state,
                DataSource reading,
                FullDatabase full,
                Bundles bundles,
                BundleSizes sizes,
                List<BundleWork> works,
                SessionSettings settings,
                ReaderPlaces places,
                InstantSource time,
                JsonMapper mapper) {
            var readers = JdbcClient.create(reading);
            var writer = JdbcClient.create(state);
            rows = new SessionRows(readers);
            files = new FileRows(readers);
            log = new EventLog(readers);
            replies = new StoredReplies(readers, writer, time);
            history = new History(readers, writer, settings.session().history());
            journal = new Journal(new ChangeWriter(state, new EventJson(mapper)), full);
            live = new LiveSessions(journal, time);
            var holds = new Holds();
            slots = new Slots(settings.scheduler().slots());
            this.works = new BundleWorks(works);
            scans = new SizeScans(new SizeMeasure(bundles, sizes, history, this.works), settings.sizeReportInterval());
            dispatcher = new Dispatcher(bundles, this.works, slots, files, live, scans, holds);
            clock = new SessionClock(live, dispatcher, history, scans, settings.progressInterval(), time);
            sessions = new Sessions(live, rows, bundles, holds, this.works, settings, time);
            reports = new BundleReports(sessions, live, readers, places);
            restoreSessions = new RestoreSessions(sessions, live, holds, time);
            dataSizes = new DataSizes(sessions, log, settings.limits().bundles(), mapper);
            incrementalSessions =
                    new IncrementalSessions(sessions, bundles, settings.limits().bundles());
        }
    }

    /** Starts before the web server and stops after it. */
    public static final class Running implements SmartLifecycle {
        /** Longer than an application's onBackupEnd may take. */
        private static final Duration END_OF_WORK = Duration.ofSeconds(15);

        private final Assembly parts;
        private final ServiceState state;
        private volatile boolean running;

        public Running(Assembly parts, ServiceState state) {
            this.parts = parts;
            this.state = state;
        }

        @Override
        public void start() {
            parts.journal.start(parts.dispatcher);
            new Recovery(parts.rows, parts.live, parts.works, parts.dispatcher).run();
            parts.clock.start();
            running = true;
        }

        @Override
        public void stop() {
            state.stopping();
            parts.clock.close();
            parts.dispatcher.close(END_OF_WORK);
            parts.journal.close();
            running = false;
        }

        @Override
        public boolean isRunning() {
            return running;
        }

        @Override
        public int getPhase() {
            return 0;
        }

        /** The service cannot be paused: only the next start resumes what was stopped. */
        @Override
        public boolean isPauseable() {
            return false;
        }
    }
}
