package io.bundlebackup.vault.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bundlebackup.bundle.BundleSettings;
import io.bundlebackup.bundle.Bundles;
import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import io.bundlebackup.session.store.DatabaseWrites;
import io.bundlebackup.vault.VaultSettings;
import io.bundlebackup.vault.Vaults;
import io.bundlebackup.vault.retention.RetentionRules;
import io.bundlebackup.vault.run.RunRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.jdbc.datasource.init.ScriptUtils;

class SchedulesTests {
    private final SingleConnectionDataSource database = new SingleConnectionDataSource("jdbc:sqlite::memory:", true);
    private final List<RunRequest> ordered = new ArrayList<>();

    @TempDir
    private Path root;

    private Instant now = Instant.parse("2026-11-27T18:00:00Z");
    private boolean full;
    private Schedules schedules;
    private ScheduleRunner runner;

    @BeforeEach
    void makeDatabase() throws SQLException, IOException {
        ScriptUtils.executeSqlScript(
                database.getConnection(), new ClassPathResource("db/migration/sqlite/V18__schedules.sql"));
        bundle("com.example.a", "");
        bundle("com.example.b", "");
        bundle("com.example.no", ",\"allowToBackupRestore\":false");
        restart();
    }

    @AfterEach
    void close() {
        database.destroy();
    }

    @Test
    void ordersARunForEachBundleWhenItIsDue() {
        schedules.create(TestSchedules.text("nightly", "0 30 2 * * *"));

        lookAt("2026-11-28T02:29:59Z");
        assertThat(ordered).isEmpty();
        lookAt("2026-11-28T02:30:00Z", "2026-11-28T02:30:10Z");

        assertThat(ordered).extracting(RunRequest::bundleName).containsExactly("com.example.a", "com.example.b");
        assertThat(ordered.getFirst().schedule()).isEqualTo("nightly");
        assertThat(ordered.getFirst().vault()).isEqualTo("main");
        assertThat(ordered.getFirst().retries()).isEqualTo(3);
        assertThat(schedules.get("nightly").lastRun()).isEqualTo("run-2");
        assertThat(schedules.get("nightly").nextRunAt()).isEqualTo("2026-11-29T02:30:00Z");
    }

    @Test
    void aBundleThatIsNamedGetsARunEvenIfItMayNotBeBackedUp() {
        schedules.create(
                TestSchedules.bundles(TestSchedules.text("nightly", "0 30 2 * * *"), List.of("com.example.no")));

        lookAt("2026-11-28T02:30:00Z");

        assertThat(ordered).hasSize(1);
    }

    @Test
    void namesThatMatchNothingAreAcceptedAndSaid() {
        var text = TestSchedules.bundles(TestSchedules.text("nightly", "0 30 2 * * *"), List.of("org.*", "net.x"));

        assertThat(schedules.create(text).problem()).isEqualTo("No bundle matches org.*, net.x.");
        lookAt("2026-11-28T02:30:00Z");
        assertThat(ordered).isEmpty();
        assertThat(schedules.get("nightly").nextRunAt()).isEqualTo("2026-11-29T02:30:00Z");
    }

    @Test
    void goesOnAfterARestartWhereItWas() {
        schedules.create(TestSchedules.text("nightly", "0 30 2 * * *"));
        lookAt("2026-11-28T02:30:00Z");
        ordered.clear();

        now = Instant.parse("2026-11-28T09:00:00Z");
        restart();
        lookAt("2026-11-28T09:00:01Z");
        assertThat(ordered).isEmpty();
        assertThat(schedules.get("nightly").lastRun()).isEqualTo("run-2");

        // Three nights are missed.
        now = Instant.parse("2026-12-01T09:00:00Z");
        restart();
        lookAt("2026-12-01T09:00:01Z", "2026-12-01T09:00:11Z");
        assertThat(ordered).hasSize(2);
    }

    @Test
    void anOrderThatFailsIsTriedAgain() {
        schedules.create(TestSchedules.text("nightly", "0 30 2 * * *"));
        full = true;
        lookAt("2026-11-28T02:30:00Z");
        assertThat(schedules.get("nightly").nextRunAt()).isEqualTo("2026-11-28T02:30:00Z");

        full = false;
        lookAt("2026-11-28T02:30:10Z");
        assertThat(ordered).hasSize(2);
    }

    @Test
    void aReplacedScheduleMakesUpForNothing() {
        schedules.create(TestSchedules.text("nightly", "0 30 2 * * *"));
        now = Instant.parse("2026-11-28T10:00:00Z");
        schedules.replace(TestSchedules.text("nightly", "0 0 9 * * *"));

        lookAt("2026-11-28T10:00:01Z");

        assertThat(ordered).isEmpty();
        assertThat(schedules.get("nightly").nextRunAt()).isEqualTo("2026-11-29T09:00:00Z");
    }

    @Test
    void refusesWhatCannotBeUsedWithThePlace() {
        refuses(
                ProblemType.INVALID_SCHEDULE,
                "/cron",
                () -> schedules.create(TestSchedules.text("nightly", "0 0 0 30 2 *")));
        refuses(ProblemType.INVALID_SCHEDULE, "/vault", () -> schedules.create(inVault("elsewhere")));
        schedules.create(TestSchedules.text("nightly", "0 30 2 * * *"));
        refuses(
                ProblemType.INVALID_SCHEDULE,
                "/name",
                () -> schedules.create(TestSchedules.text("nightly", "0 30 2 * * *")));
        refuses(ProblemType.NO_SUCH_SCHEDULE, null, () -> schedules.get("weekly"));
        refuses(ProblemType.NO_SUCH_SCHEDULE, null, () -> schedules.remove("weekly"));
    }

    @Test
    void aScheduleOfTheConfigurationIsChangedThereOnly() {
        schedules.create(TestSchedules.text("nightly", "0 0 9 * * *"));

        restart(TestSchedules.text("nightly", "0 30 2 * * *"));

        assertThat(schedules.all()).hasSize(1);
        assertThat(schedules.get("nightly").declared()).isTrue();
        assertThat(schedules.get("nightly").nextRunAt()).isEqualTo("2026-11-28T02:30:00Z");
        refuses(ProblemType.DECLARED, null, () -> schedules.remove("nightly"));
        refuses(ProblemType.DECLARED, null, () -> schedules.replace(TestSchedules.text("nightly", "0 30 2 * * *")));
    }

    @Test
    void whatIsRemovedIsGoneAfterARestartToo() {
        schedules.create(TestSchedules.text("nightly", "0 30 2 * * *"));
        schedules.remove("nightly");
        restart();

        lookAt("2026-11-29T02:30:00Z");

        assertThat(schedules.all()).isEmpty();
        assertThat(ordered).isEmpty();
    }

    @Test
    void twoSchedulesOfOneBundleGiveBothRules() {
        var daily = new RetentionRules(null, null, 7, null, null, null, null);
        schedules.create(TestSchedules.text("daily", "0 30 2 * * *", "Europe/Berlin", null, daily));
        schedules.create(
                TestSchedules.bundles(TestSchedules.text("weekly", "0 30 2 * * MON"), List.of("com.example.a")));

        assertThat(schedules.policies("main", "com.example.a"))
                .extracting(policy -> policy.rules().daily())
                .containsExactly(7, null);
        assertThat(schedules.policies("main", "com.example.b")).hasSize(1);
        assertThat(schedules.policies("other", "com.example.b")).isEmpty();
        assertThat(schedules.nextRun("main", "com.example.a")).contains(Instant.parse("2026-11-28T01:30:00Z"));
    }

    @Test
    void theConfigurationIsRefusedWithTheKey() {
        assertThatThrownBy(() -> new ScheduleSettings(
                        List.of(TestSchedules.text("a", "0 30 2 * * *"), TestSchedules.text("b", "0 0 0 30 2 *"))))
                .hasMessage("backup.schedules[1].cron names a time that never comes.");
        assertThatThrownBy(() -> new ScheduleSettings(
                        List.of(TestSchedules.text("a", "0 30 2 * * *"), TestSchedules.text("a", "0 30 2 * * *"))))
                .hasMessage("backup.schedules[1].name: the name 'a' is used twice.");
        assertThatThrownBy(() -> restart(inVault("elsewhere")))
                .hasMessage("backup.schedules[0].vault must be the name of a vault; there are: main.");
    }

    private static ScheduleText inVault(String vault) {
        return new ScheduleText("n", vault, null, "0 30 2 * * *", null, null, null, null, null, null, null, null);
    }

    private static void refuses(ProblemType type, @Nullable String pointer, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(ProblemException.class, refusal -> {
            assertThat(refusal.type()).isEqualTo(type);
            if (pointer != null) {
                assertThat(refusal.members().toString()).contains("pointer=" + pointer);
            }
        });
    }

    private void restart(ScheduleText... declared) {
        var writes = new DatabaseWrites() {
            @Override
            public <T> T write(Function<JdbcClient, T> rows) {
                return rows.apply(JdbcClient.create(database));
            }
        };
        var table = new Timetable();
        var targets = new ScheduleTargets(
                new Vaults(new VaultSettings(root.resolve("data"), null)),
                new Bundles(new BundleSettings(root.resolve("bundles"), root.resolve("data"), List.of())),
                () -> now);
        schedules = new Schedules(
                new ScheduleSettings(List.of(declared)),
                new ScheduleRows(writes, JdbcClient.create(database)),
                table,
                targets);
        schedules.load();
        runner = new ScheduleRunner(schedules, table, targets, this::order);
    }

    private List<String> order(List<RunRequest> requests) {
        if (full) {
            throw new ProblemException(ProblemType.TOO_MANY_REQUESTS, "Too many runs.");
        }
        List<String> ids = new ArrayList<>();
        for (var request : requests) {
            ordered.add(request);
            ids.add("run-" + ordered.size());
        }
        return ids;
    }

    private void lookAt(String... moments) {
        for (var moment : moments) {
            now = Instant.parse(moment);
            runner.look();
        }
    }

    private void bundle(String name, String more) throws IOException {
        var directory =
                Files.createDirectories(root.resolve("bundles").resolve(name).resolve("data"));
        Files.writeString(
                directory.resolveSibling("bundle.json"), "{\"versionCode\":1,\"versionName\":\"1\"" + more + "}");
    }
}
