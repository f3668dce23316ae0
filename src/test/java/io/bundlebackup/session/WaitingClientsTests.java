package io.bundlebackup.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import io.bundlebackup.session.state.BundleId;
import io.bundlebackup.session.store.FileRows;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** Many clients that wait for files of one session. */
@Timeout(60)
class WaitingClientsTests {
    private static final int CLIENTS = 200;
    private static final int COMMITS = 100;
    private static final long BEHIND_ALL = 1_000_000;

    @TempDir
    Path root;

    private final AtomicInteger reads = new AtomicInteger();

    @Test
    void doNotEachReadTheDatabaseAtEachCommit() throws Exception {
        try (var service = SessionFixture.in(root);
                var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            var id = service.session("a");
            service.work.awaitBegin(id, "a");
            var files = files(service);
            Callable<DeliveredFiles.Page> client = () -> files.page(
                    SessionFixture.ALICE,
                    id,
                    new DeliveredFiles.Query("a", null, BEHIND_ALL, 10, Duration.ofSeconds(50)));
            var waiting = IntStream.range(0, CLIENTS)
                    .mapToObj(n -> clients.submit(client))
                    .toList();
            await().until(() -> reads.get() >= CLIENTS);
            var before = reads.get();

            for (int n = 0; n < COMMITS; n++) {
                int number = n;
                service.work.step(id, "a", task -> task.announce(SessionFixture.part(number)));
            }
            var during = reads.get() - before;
            service.work.finish(id, "a", null);

            assertThat(during).isLessThan(CLIENTS * COMMITS * 2 / 5);
            for (var page : waiting) {
                assertThat(page.get().more()).isFalse();
            }
        }
    }

    @Test
    void haveAShareOfThePlacesForReaders() throws Exception {
        try (var service = SessionFixture.in(root)) {
            var id = service.session("a");
            service.work.awaitBegin(id, "a");
            var now = new DeliveredFiles.Query(null, null, BEHIND_ALL, 10, Duration.ZERO);
            var later = new DeliveredFiles.Query(null, null, BEHIND_ALL, 10, Duration.ofMillis(1));
            var report = new BundleReports.Query(0, 10, Duration.ofMillis(1));
            var taken = Stream.generate(() -> service.places.enter(SessionFixture.ALICE))
                    .limit(8)
                    .toList();

            assertTooMany(() -> service.files.page(SessionFixture.ALICE, id, later));
            assertTooMany(() -> service.reports.read(SessionFixture.ALICE, new BundleId(id, "a"), report));
            assertThat(service.files.page(SessionFixture.ALICE, id, now).more()).isTrue();

            taken.getFirst().close();
            for (int n = 0; n < 3; n++) {
                assertThat(service.files.page(SessionFixture.ALICE, id, later).more())
                        .isTrue();
                assertThat(service.reports
                                .read(SessionFixture.ALICE, new BundleId(id, "a"), report)
                                .failed())
                        .isEmpty();
            }
        }
    }

    private static void assertTooMany(ThrowableAssert.ThrowingCallable request) {
        assertThatThrownBy(request)
                .isInstanceOfSatisfying(
                        ProblemException.class, e -> assertThat(e.type()).isEqualTo(ProblemType.TOO_MANY_REQUESTS));
    }

    private DeliveredFiles files(SessionFixture service) {
        var counted = new DelegatingDataSource(service.database) {
            @Override
            public Connection getConnection() throws SQLException {
                reads.incrementAndGet();
                return super.getConnection();
            }
        };
        return new DeliveredFiles(service.sessions, new FileRows(JdbcClient.create(counted)), new ReaderPlaces(1_000));
    }
}
