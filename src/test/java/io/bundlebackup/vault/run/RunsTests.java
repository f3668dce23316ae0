package io.bundlebackup.vault.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.session.store.ChangedViews;
import io.bundlebackup.session.store.LogWrites;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.jdbc.datasource.init.ScriptUtils;

class RunsTests {
    private final SingleConnectionDataSource database = new SingleConnectionDataSource("jdbc:sqlite::memory:", true);
    private final JdbcClient rows = JdbcClient.create(database);
    private final Runs runs = new Runs(
            new LogWrites() {
                @Override
                public <T> T writeShown(BiFunction<JdbcClient, ChangedViews, T> change) {
                    return change.apply(rows, new ChangedViews(rows, () -> 1));
                }
            },
            new RunRows(rows),
            InstantSource.system(),
            RunObserver.NONE);

    @BeforeEach
    void prepare() throws Exception {
        for (var script : List.of("V17__runs.sql", "V19__vault_snapshots.sql", "V21__shared_views.sql")) {
            ScriptUtils.executeSqlScript(
                    database.getConnection(), new ClassPathResource("db/migration/sqlite/" + script));
        }
    }

    @AfterEach
    void close() {
        database.destroy();
    }

    /** The thread of the runs has a lock of its own while it looks at them: with both locks, two threads would wait for each other. */
    @Test
    void theThreadOfTheRunsIsWokenWithoutTheLockOfTheRuns() {
        var locked = new ArrayList<Boolean>();
        runs.load(() -> locked.add(Thread.holdsLock(runs)));

        var run = runs.order(List.of(RunRequest.of(RunKind.BACKUP, "main", "com.example.a")))
                .getFirst();
        runs.ended(runs.begun(run), RunOutcome.COMPLETED, null);

        assertThat(locked).containsExactly(false, false);
    }

    @Test
    void knowsWhenTheLastBackupOfEachBundleBegan() {
        runs.load(() -> {});
        var first = run(RunKind.BACKUP, "com.example.a");
        var second = run(RunKind.BACKUP, "com.example.a");
        run(RunKind.PRUNE, "com.example.b");
        runs.begun(order(RunKind.BACKUP, "com.example.c"));

        assertThat(runs.past().lastBegan("main"))
                .containsExactly(Map.entry(
                        "com.example.a", Objects.requireNonNull(second.times().beganAt())));
        assertThat(second.key()).isGreaterThan(first.key());
        assertThat(runs.past().lastBegan("other")).isEmpty();
    }

    private Run order(RunKind kind, String bundle) {
        return runs.order(List.of(RunRequest.of(kind, "main", bundle))).getFirst();
    }

    private Run run(RunKind kind, String bundle) {
        var begun = runs.begun(order(kind, bundle));
        runs.ended(begun, RunOutcome.COMPLETED, null);
        return begun;
    }
}
