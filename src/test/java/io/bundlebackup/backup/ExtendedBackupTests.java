package io.bundlebackup.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.bundlebackup.archive.tree.Workers;
import io.bundlebackup.bundle.Extension;
import io.bundlebackup.bundle.Extension.Scenario;
import io.bundlebackup.bundle.TestBundles;
import io.bundlebackup.bundle.command.ExtensionRunner;
import io.bundlebackup.session.state.BundleId;
import io.bundlebackup.session.state.FileKind;
import io.bundlebackup.session.state.Phase;
import io.bundlebackup.session.work.BundleFailedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;
import tools.jackson.databind.json.JsonMapper;

/** The backup of an application that is held meanwhile. */
class ExtendedBackupTests {
    private static final Instant NOW = Instant.parse("2026-01-31T09:00:00Z");
    private static final int BIG = 10;

    @TempDir
    private Path temp = Path.of("");

    private final Workers workers = new Workers();
    private Path source = Path.of("");

    @BeforeEach
    void make() throws IOException {
        source = Files.createDirectory(temp.resolve("source"));
        Files.createDirectory(temp.resolve("staging"));
    }

    @AfterEach
    void close() {
        workers.close();
    }

    private Staging staging(long maxSize) {
        return new Staging(
                temp.resolve("staging"), new StagingSettings(DataSize.ofBytes(maxSize), DataSize.ofBytes(0)));
    }

    private BackupWork work(Staging staging) {
        var settings = new PackSettings(DataSize.ofBytes(BIG), DataSize.ofBytes(20), 3);
        return new BackupWork(
                new FullBackup(),
                new BackupTools(
                        staging,
                        workers,
                        settings,
                        InstantSource.fixed(NOW),
                        JsonMapper.shared(),
                        new ExtensionRunner(Path.of(System.getProperty("java.io.tmpdir")))),
                BackupWork.Keeping.NOTHING);
    }

    private FakeTask task(@Nullable String onBackup, @Nullable String onBackupEnd) {
        var commands = new EnumMap<Scenario, List<String>>(Scenario.class);
        if (onBackup != null) {
            commands.put(Scenario.ON_BACKUP, List.of("sh", "-c", onBackup));
        }
        if (onBackupEnd != null) {
            commands.put(Scenario.ON_BACKUP_END, List.of("sh", "-c", onBackupEnd));
        }
        var extension = new Extension(commands, Map.of("OUT", temp.toString()));
        return new FakeTask(TestBundles.with("com.example", source, extension));
    }

    private static List<String> told(FakeTask task) {
        return task.told.stream()
                .map(line -> line.replaceAll("[0-9a-f]{16}", "big"))
                .toList();
    }

    private Path staged(String uri) {
        return temp.resolve("staging/session.com.example/files").resolve(uri);
    }

    private String bigUri(FakeTask task) {
        return task.announced.values().stream()
                .filter(file -> file.kind() == FileKind.FILE)
                .findFirst()
                .orElseThrow()
                .uri();
    }

    @Test
    void runsOnBackupBeforeTheScanAndOnBackupEndAfterTheLastRead() throws Exception {
        Files.writeString(source.resolve("small"), "x");
        var task = task(
                "echo larger than ten bytes > dump; echo '{\"progressInfo\":[{\"name\":\"a\",\"processed\":1}]}'",
                "echo changed > dump; echo '{\"resultInfo\":[{\"type\":\"a\"}]}'");

        assertThat(work(staging(1 << 20)).run(task)).isNotNull();

        assertThat(told(task))
                .containsExactly(
                        "progress [{name=a, processed=1, isPercentage=false}]",
                        "enter SCANNING",
                        "scanned 2 files, 23 bytes",
                        "enter PACKING",
                        "announce big",
                        "announce part.0.tar",
                        "enter EXTENSION",
                        "result [{type=a}]",
                        "enter PACKING",
                        "enter WAITING_FOR_CLIENT",
                        "await client",
                        "enter PACKING",
                        "report",
                        "announce manage.json",
                        "enter WAITING_FOR_CLIENT",
                        "await client");
        assertThat(staged(bigUri(task))).hasContent("larger than ten bytes\n");
        assertThat(source.resolve("dump")).hasContent("changed\n");
    }

    @Test
    void beginsInThePhaseOfItsFirstWork() {
        assertThat(work(staging(1)).firstPhase(task("true", null).bundle())).isEqualTo(Phase.EXTENSION);
        assertThat(work(staging(1)).firstPhase(task(null, "true").bundle())).isEqualTo(Phase.SCANNING);
    }

    @Test
    void releasesTheApplicationBeforeTheClientFetchesTheFirstFile() throws Exception {
        for (int i = 0; i < 20; i++) {
            Files.writeString(source.resolve("f" + i), "larger than ten bytes");
        }
        var task = task("true", "touch $OUT/ended");
        task.patient = false;

        work(staging(1 << 20)).run(task);

        var told = told(task);
        assertThat(told.indexOf("enter EXTENSION")).isLessThan(told.indexOf("announce big"));
        assertThat(told.stream().filter("announce big"::equals)).hasSize(20);
        assertThat(temp.resolve("ended")).exists();
    }

    @Test
    void waitsForTheClientWhenTheStagingAreaIsFull() throws Exception {
        for (int i = 0; i < 5; i++) {
            Files.writeString(source.resolve("f" + i), "larger than ten bytes");
        }
        var staging = staging(50);
        var task = new FakeTask(task("true", "true").bundle()) {
            @Override
            public void enter(Phase phase) {
                super.enter(phase);
                if (phase == Phase.WAITING_FOR_CLIENT) {
                    announced.keySet().forEach(uri -> drop(staging, uri));
                }
            }
        };
        task.patient = false;

        work(staging).run(task);

        var told = told(task);
        assertThat(told.indexOf("enter WAITING_FOR_CLIENT")).isLessThan(told.indexOf("enter EXTENSION"));
        assertThat(told.stream().filter("announce big"::equals)).hasSize(5);
        assertThat(staging.stagedBytes()).isZero();
    }

    private static void drop(Staging staging, String uri) {
        try {
            staging.drop(new BundleId("session", "com.example"), uri);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void runsOnBackupEndAlsoWhenOnBackupFailed() {
        var task = task("echo half > half; exit 4", "rm half");

        assertThatThrownBy(() -> work(staging(1 << 20)).run(task))
                .isInstanceOfSatisfying(BundleFailedException.class, e -> {
                    assertThat(e.failure().code()).isEqualTo(13500007);
                    assertThat(e.failure().message()).contains("onBackup", "status 4");
                });
        assertThat(source).isEmptyDirectory();
        assertThat(task.told).isEmpty();
    }

    @Test
    void doesNotRunOnBackupEndIfOnBackupDidNotStart() {
        var commands =
                Map.of(Scenario.ON_BACKUP, List.of("no-such-program"), Scenario.ON_BACKUP_END, List.of("touch", "x"));
        var task = new FakeTask(TestBundles.with("com.example", source, new Extension(commands, Map.of())));

        assertThatThrownBy(() -> work(staging(1 << 20)).run(task))
                .isInstanceOfSatisfying(
                        BundleFailedException.class,
                        e -> assertThat(e.failure().code()).isEqualTo(13500002));
        assertThat(source).isEmptyDirectory();
    }

    @Test
    void aFailingOnBackupEndIsReportedAndDoesNotFailTheBackup() throws Exception {
        var task = task(null, "exit 1");

        assertThat(work(staging(1 << 20)).run(task)).isNotNull();

        assertThat(task.told).contains("extension failed 13500007", "announce manage.json");
    }

    @Test
    void runsOnBackupEndWhenReadingFails() throws IOException {
        var task = task("rm -r $OUT/staging/session.com.example/manifests", "touch $OUT/ended");
        Files.writeString(source.resolve("a"), "x");

        assertThatThrownBy(() -> work(staging(1 << 20)).run(task)).isInstanceOf(BundleFailedException.class);

        assertThat(temp.resolve("ended")).exists();
    }

    @Test
    void anInterruptEndsOnBackupButNotOnBackupEnd() throws Exception {
        var task = task("touch $OUT/begun; sleep 1000", "sleep 0.2; touch $OUT/ended");
        var thrown = new CompletableFuture<Throwable>();
        var thread = Thread.ofVirtual().start(() -> {
            try {
                work(staging(1 << 20)).run(task);
            } catch (Exception e) {
                thrown.complete(e);
            }
        });
        await().until(() -> Files.exists(temp.resolve("begun")));

        thread.interrupt();

        assertThat(thrown.get(10, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
        assertThat(temp.resolve("ended")).exists();
        assertThat(task.told).isEmpty();
    }

    @Test
    void anApplicationThatAKilledServiceHeldIsLetGoAtTheStart() throws Exception {
        var staging = staging(1 << 20);
        var task = task(
                "cp $OUT/staging/session.com.example/held $OUT/held",
                "echo $BACKUP_SCENARIO of $BACKUP_BUNDLE >> $OUT/ended");
        work(staging).run(task);
        Files.copy(
                temp.resolve("held"),
                staging.at(new BundleId("session", "com.example")).held());
        Files.delete(temp.resolve("ended"));

        work(staging).prepareRecovery(List.of());

        assertThat(temp.resolve("ended")).hasContent("onBackupEnd of com.example\n");
        await().untilAsserted(() -> assertThat(temp.resolve("staging")).isEmptyDirectory());
    }

    @Test
    void aBackupWhoseApplicationWasLetGoTooEarlyFails() throws Exception {
        var staging = staging(1 << 20);
        var task = task("true", "true");
        work(staging).run(task);
        Files.createFile(staging.at(new BundleId("session", "com.example")).letGo());

        assertThatThrownBy(() -> work(staging).run(task))
                .isInstanceOfSatisfying(
                        BundleFailedException.class,
                        e -> assertThat(e.failure().code()).isEqualTo(13500004));
    }

    /** A held application in which this goes away after the scan. */
    private FakeTask taskThatLoses(String name) {
        return new FakeTask(task("true", "true").bundle()) {
            @Override
            public void recordTotals(long files, long bytes) {
                super.recordTotals(files, bytes);
                try {
                    Files.delete(source.resolve(name));
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            }
        };
    }

    @Test
    void copiesAFileByAnotherNameWhenTheFirstIsGone() throws Exception {
        Files.writeString(source.resolve("a"), "larger than ten bytes");
        Files.createLink(source.resolve("b"), source.resolve("a"));
        Files.createLink(source.resolve("c"), source.resolve("a"));
        var staging = staging(1 << 20);
        var task = taskThatLoses("a");

        work(staging).run(task);

        assertThat(task.told).contains("failed a");
        assertThat(told(task).stream().filter("announce big"::equals)).hasSize(2);
        for (var file : task.announced.values()) {
            assertThat(staged(file.uri())).hasSize(file.size());
            drop(staging, file.uri());
        }
        assertThat(staging.stagedBytes()).isZero();
    }

    @Test
    void aBigFileThatCannotBeCopiedReservesNoSpace() throws Exception {
        var staging = staging(1 << 20);
        Files.writeString(source.resolve("big"), "larger than ten bytes");
        var task = taskThatLoses("big");

        assertThat(work(staging).run(task)).isNull();

        assertThat(task.told).contains("failed big");
        drop(staging, "part.0.tar");
        assertThat(staging.stagedBytes()).isZero();
    }
}
