package io.bundlebackup.session;

import io.bundlebackup.bundle.BundleSizes;
import io.bundlebackup.bundle.Bundles;
import io.bundlebackup.capacity.Capacity;
import io.bundlebackup.session.reply.ReplyRecorder;
import io.bundlebackup.session.reply.StoredReplies;
import io.bundlebackup.session.run.BundleFigures;
import io.bundlebackup.session.run.Clocks;
import io.bundlebackup.session.run.Journal;
import io.bundlebackup.session.run.JournalObserver;
import io.bundlebackup.session.run.Recovery;
import io.bundlebackup.session.store.ChangeWriter;
import io.bundlebackup.session.store.DataDirectory;
import io.bundlebackup.session.store.DatabaseConfiguration;
import io.bundlebackup.session.store.EventJson;
import io.bundlebackup.session.store.FullDatabase;
import io.bundlebackup.session.store.History;
import io.bundlebackup.session.store.SessionStore;
import io.bundlebackup.session.store.SteadyClock;
import io.bundlebackup.session.work.BundleWork;
import io.bundlebackup.session.work.BundleWorks;
import io.bundlebackup.session.work.StagedBytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.InstantSource;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
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

    /** Sessions alone have a steady clock: what others measure is over in moments, or is compared with times of files. */
    @Bean
    @ConditionalOnMissingBean
    Clocks clocks(InstantSource clock, DataDirectory directory) {
        return new Clocks(clock, SteadyClock.of(directory, clock));
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
    Journal journal(DataSource state, FullDatabase full, JsonMapper mapper) {
        return new Journal(new ChangeWriter(state, new EventJson(mapper)), full);
    }

    @Bean
    SessionStore sessionStore(
            Journal journal, @Qualifier("readers") DataSource readers, SessionSettings settings, InstantSource clock) {
        return new SessionStore(journal, readers, settings.session().history(), clock);
    }

    @Bean
    SessionParts sessionParts(
            Journal journal,
            SessionStore store,
            Bundles bundles,
            BundleSizes sizes,
            ObjectProvider<BundleWork> works,
            SessionSettings settings,
            Clocks clocks) {
        return new SessionParts(
                journal,
                store,
                bundles,
                sizes,
                new BundleWorks(() -> works.orderedStream().toList()),
                settings,
                clocks);
    }

    @Bean
    Sessions sessions(SessionParts parts) {
        return parts.sessions;
    }

    @Bean
    DeliveredFiles deliveredFiles(SessionParts parts, SessionStore store, ReaderPlaces places) {
        return new DeliveredFiles(parts.sessions, store.files, places);
    }

    @Bean
    BundleReports bundleReports(SessionParts parts, SessionStore store, ReaderPlaces places) {
        return new BundleReports(parts.sessions, store.readers, places);
    }

    @Bean
    RestoreSessions restoreSessions(SessionParts parts, InstantSource clock) {
        return new RestoreSessions(parts.sessions, parts.live, parts.holds, clock);
    }

    @Bean
    IncrementalSessions incrementalSessions(SessionParts parts, Bundles bundles, SessionSettings settings) {
        return new IncrementalSessions(
                parts.sessions, bundles, settings.limits().bundles());
    }

    @Bean
    Events events(SessionParts parts, SessionStore store, ObjectProvider<SharedViews> shared, InstantSource clock) {
        return new Events(
                parts.sessions,
                store.log,
                store.callers,
                parts.journal.feeds(),
                () -> shared.stream().toList(),
                clock);
    }

    @Bean
    RunEvents runEvents(ObjectProvider<RunLogs> logs) {
        return new RunEvents(logs::getObject);
    }

    @Bean
    DataSizes dataSizes(SessionParts parts, SessionStore store, SessionSettings settings, JsonMapper mapper) {
        return new DataSizes(parts.sessions, store.log, settings.limits().bundles(), mapper);
    }

    @Bean
    Controls controls(SessionParts parts) {
        return new Controls(parts.sessions, parts.live, parts.slots);
    }

    @Bean
    StoredReplies replies(SessionStore store) {
        return store.replies;
    }

    @Bean
    History history(SessionStore store) {
        return store.history;
    }

    @Bean
    BundleFigures bundleFigures(SessionParts parts, Clocks clocks) {
        return new BundleFigures(parts.dispatcher, clocks);
    }

    @Bean
    ServiceState serviceState(
            SessionParts parts, DataDirectory directory, ObjectProvider<StagedBytes> staged, InstantSource clock) {
        return new ServiceState(
                directory,
                parts.slots,
                parts.live,
                () -> staged.stream().mapToLong(StagedBytes::stagedBytes).sum(),
                clock);
    }

    @Bean
    SmartLifecycle sessionsLifecycle(
            SessionParts parts,
            ServiceState state,
            DataDirectory directory,
            ObjectProvider<JournalObserver> observers) {
        return new Running(
                parts,
                state,
                directory,
                JournalObserver.all(observers.orderedStream().toList()));
    }

    /** Starts before the web server and stops after it. */
    public static final class Running implements SmartLifecycle {
        /** Longer than an application's onBackupEnd may take. */
        private static final Duration END_OF_WORK = Duration.ofSeconds(15);

        private final SessionParts parts;
        private final ServiceState state;
        private final DataDirectory directory;
        private final JournalObserver observer;
        private volatile boolean running;

        public Running(SessionParts parts, ServiceState state, DataDirectory directory, JournalObserver observer) {
            this.parts = parts;
            this.state = state;
            this.directory = directory;
            this.observer = observer;
        }

        @Override
        public void start() {
            parts.journal.tell(parts.dispatcher, observer);
            parts.journal.feeds().start(parts.store.callers.end().position());
            new Recovery(parts.store.rows, parts.live, parts.works, parts.dispatcher).run();
            parts.clock.start();
            directory.keepReserve();
            running = true;
        }

        @Override
        public void stop() {
            state.stop();
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
