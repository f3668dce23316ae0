package io.bundlebackup.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.bundlebackup.archive.tree.Workers;
import io.bundlebackup.bundle.TestBundles;
import io.bundlebackup.bundle.command.ExtensionRunner;
import io.bundlebackup.posix.RawFiles;
import io.bundlebackup.problem.ErrorCode;
import io.bundlebackup.session.state.BundleId;
import io.bundlebackup.session.state.FileEntry;
import io.bundlebackup.session.work.BundleFailedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;
import tools.jackson.databind.json.JsonMapper;

class BackupWorkTests {
    private static final Instant NOW = Instant.parse("2026-01-31T09:00:00.999Z");

    @TempDir
    private Path temp = Path.of("");

    private final Workers workers = new Workers();
    private Path source;
    private Staging staging;
    private FakeTask task;

    @BeforeEach
    void make() throws IOException {
        source = Files.createDirectory(temp.resolve("source"));
        staging = new Staging(
                Files.createDirectory(temp.resolve("staging")),
                new StagingSettings(DataSize.ofGigabytes(1), DataSize.ofBytes(0)));
        task = new FakeTask(TestBundles.of("com.example", source));
    }

    @AfterEach
    void close() {
        workers.close();
    }

    private BackupWork work() {
        var settings = new PackSettings(DataSize.ofBytes(10), DataSize.ofBytes(20), 3);
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

    @Test
    void scansPacksWaitsReportsAndAnnouncesTheIndexLast() throws Exception {
        Files.writeString(source.resolve("a"), "small");
        Files.writeString(source.resolve("b"), "larger than ten bytes");
        Files.writeString(source.resolve("c"), "small");
        Files.writeString(source.resolve("d"), "small");

        var time = work().run(task);

        assertThat(time).isEqualTo(NOW.getEpochSecond() - 2);
        assertThat(task.told.stream().map(line -> line.replaceAll("[0-9a-f]{16}", "big")))
                .containsExactly(
                        "scanned 4 files, 36 bytes",
                        "enter PACKING",
                        "announce big",
                        "announce part.0.tar",
                        "announce part.1.tar",
                        "enter WAITING_FOR_CLIENT",
                        "await client",
                        "enter PACKING",
                        "report",
                        "announce manage.json",
                        "enter WAITING_FOR_CLIENT",
                        "await client");
        assertThat(staging.stagedBytes()).isPositive();
        work().discard(new BundleId("session", "com.example"));
        await().until(() -> staging.stagedBytes() == 0);
        assertThat(temp.resolve("staging")).isEmptyDirectory();
    }

    @Test
    void givesNoTimeForTheNextBackupWhenAFileFailed() throws Throwable {
        Files.writeString(source.resolve("a"), "x");
        RawFiles.run(
                "bash",
                "-c",
                "cd \"$0\" && d=$(printf 'd%.0s' $(seq 250)) && for i in $(seq 17); do mkdir $d && cd $d; done",
                source.toString());

        try {
            assertThat(work().run(task)).isNull();
            assertThat(task.told).anyMatch(line -> line.startsWith("failed "));
        } finally {
            RawFiles.run("rm", "-rf", source.toString());
        }
    }

    /** There are as many carriers as processors, and every request needs one. */
    @Test
    void neitherScansNorWritesTheIndexOnAVirtualThread() throws Exception {
        Files.writeString(source.resolve("a"), "x");
        Files.writeString(source.resolve("b"), "larger than ten bytes");
        Files.createDirectory(source.resolve("n".repeat(250)));
        var deep = "cd \"$0\"/n* && d=$(printf 'd%.0s' $(seq 250)) && for i in $(seq 17); do mkdir $d && cd $d; done";
        RawFiles.run("bash", "-c", deep, source.toString());
        var virtual = new TreeMap<String, Boolean>();
        var asked = new FakeTask(TestBundles.of("com.example", source)) {
            @Override
            public void fileFailed(String path, ErrorCode code, String message) {
                virtual.put("scan", Thread.currentThread().isVirtual());
            }

            @Override
            public Optional<FileEntry> deliveredFile(String uri) {
                virtual.put("index of " + uri.length(), Thread.currentThread().isVirtual());
                return super.deliveredFile(uri);
            }
        };

        var bundle = new FutureTask<>(() -> work().run(asked));
        try {
            Thread.ofVirtual().start(bundle);
            bundle.get();
        } finally {
            RawFiles.run("rm", "-rf", source.toString());
        }

        assertThat(virtual).containsKey("scan").hasSizeGreaterThan(1).doesNotContainValue(true);
    }

    @Test
    void remarksEntriesThatNoBackupContains() throws Exception {
        RawFiles.makeFifo(source.resolve("fifo"));

        assertThat(work().run(task)).isNotNull();

        assertThat(task.told).contains("remark fifo");
    }

    @Test
    void warnsOfADirectoryWithBackupsInTheData() throws Exception {
        var folder = Files.createDirectories(source.resolve("kept/com.example"));
        Files.writeString(folder.resolve("manage.json"), "[]");
        Files.writeString(source.resolve(".manifest"), "");
        work().run(task);
        assertThat(task.told).as("an application's own file").noneMatch(line -> line.startsWith("remark"));

        Files.writeString(folder.resolve("1769850000000_manage.json"), "[]");
        Files.writeString(folder.resolve("1769850000000_manage.json.manifest"), "");
        staging.discard(task.id());
        work().run(task);

        assertThat(task.told).contains("remark kept/com.example");
    }

    @Test
    void failsWhenTheDataIsNotThere() throws IOException {
        Files.delete(source);

        assertThatThrownBy(() -> work().run(task))
                .isInstanceOfSatisfying(
                        BundleFailedException.class,
                        e -> assertThat(e.failure().code()).isEqualTo(13900005));
    }

    @Test
    void anInterruptIsNotReportedAsAFailureOfTheData() throws IOException {
        Files.writeString(source.resolve("a"), "x");

        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> work().run(task)).isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isFalse();
    }
}
