package io.bundlebackup.script;

import static io.bundlebackup.journey.SourceTree.dir;
import static io.bundlebackup.journey.SourceTree.file;
import static io.bundlebackup.journey.SourceTree.files;
import static io.bundlebackup.journey.SourceTree.tooDeep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bundlebackup.client.Answer;
import io.bundlebackup.journey.DeliveredBackup;
import io.bundlebackup.journey.JourneyTest;
import io.bundlebackup.journey.RunningService;
import io.bundlebackup.journey.SourceTree;
import io.bundlebackup.posix.RawFiles;
import io.bundlebackup.script.CuttingProxy.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code backup.sh}, run against the service, through good and bad networks. */
class BackupScriptIntegrationTests extends JourneyTest {
    private static final int BIG = (2 << 20) + 1;

    @Override
    public List<String> settings() {
        return List.of("backup.pack.part-files=20");
    }

    /** Exactly the files of the index, the index, its manifest and the capabilities; and together they are the source. */
    private void assertWholeBackup(String bundle) throws Exception {
        var backup = folder.resolve("out").resolve(bundle.replace(':', '+'));
        var delivered = new DeliveredBackup(backup);
        var expected = new TreeSet<>(delivered.uris(true));
        expected.addAll(delivered.uris(false));
        expected.addAll(List.of("manage.json", "manage.json.manifest", "capabilities.json"));
        assertThat(names(backup)).containsExactlyElementsOf(expected);
        var capabilities = Answer.parse(Files.readString(backup.resolve("capabilities.json")));
        assertThat(capabilities.path("bundleInfos").path(0).path("name").asString(""))
                .isEqualTo(bundle);
        delivered.assertSameContentAs(service.source(bundle));
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> found = Files.list(directory)) {
            return found.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    private BackupScript.End run(String bundle) {
        return BackupScript.run(service.port(), bundle, folder.resolve("out"));
    }

    @Test
    void backsUpTheSampleBundleAndRefusesAFinishedFolder() throws Exception {
        var bundle = "com.example.hiworld";
        var target = Objects.requireNonNull(service.source(bundle).getParent());
        var sample = Path.of("bundles", bundle).toAbsolutePath();
        RawFiles.run("cp", "-a", sample.toString(), target.toString());
        // What its bundle.json leaves out.
        RawFiles.run("rm", "-r", target.resolve("data/cache").toString());
        RawFiles.run("find", target.resolve("data").toString(), "-name", "*.tmp", "-delete");

        var first = run(bundle);
        var second = run(bundle);

        assertThat(first.status()).as(first.output()).isZero();
        assertThat(first.output()).contains("files, ", "bytes of com.example.hiworld are in");
        assertWholeBackup(bundle);
        assertThat(second.status()).isEqualTo(1);
        assertThat(second.output()).contains("holds a finished backup");
        assertWholeBackup(bundle);
    }

    @Test
    void refusesAFolderOfSomethingElse() throws IOException {
        var bundle = service.bundle(file("a", "hi"));
        Files.writeString(
                Files.createDirectories(folder.resolve("out").resolve(bundle)).resolve("thesis"), "keep me");

        var end = run(bundle);

        assertThat(end.status()).isEqualTo(1);
        assertThat(end.output()).contains("is not empty and holds no backup");
        assertThat(names(folder.resolve("out").resolve(bundle))).containsExactly("thesis");
    }

    @Test
    void reportsTheErrorAndLeavesNoFiles() throws InterruptedException {
        var unknown = run("com.example.unknown");
        assertThat(unknown.status()).isEqualTo(1);
        assertThat(unknown.output()).contains("[13500005]");
        assertThat(folder.resolve("out").resolve("com.example.unknown")).doesNotExist();

        var stranger = BackupScript.start(service.port(), "wrong", "com.example.unknown", folder.resolve("out"))
                .await();
        assertThat(stranger.status()).isEqualTo(1);
        assertThat(stranger.output()).contains("Credentials are missing or wrong");
        assertThat(run("../../etc").status()).isEqualTo(1);
    }

    @Test
    void namesFailedFiles() {
        var bundle = service.bundle(file("good", "hi"), dir("deep", tooDeep()));

        var end = run(bundle);

        assertThat(end.status()).as(end.output()).isEqualTo(3);
        assertThat(end.output()).contains("it is too long", "could not be backed up");
    }

    @Test
    void continuesWhenEveryConnectionIsCut() throws Exception {
        var bundle = service.bundle(files(30), file("big.bin", BIG));
        try (var network = new CuttingProxy(service.port(), 1 << 20, Fault.CUT)) {
            var end = BackupScript.run(network.port(), bundle, folder.resolve("out"));

            assertThat(end.status()).as(end.output()).isZero();
            network.awaitFaults(1);
        }
        assertWholeBackup(bundle);
    }

    @Test
    void continuesTheSessionAfterAKill() throws Exception {
        var bundle = service.bundle(files(30), file("big.bin", BIG));
        try (var network = new CuttingProxy(service.port(), 1 << 20, Fault.STALL)) {
            var killed = BackupScript.start(network.port(), RunningService.ALICE, bundle, folder.resolve("out"));
            network.awaitFaults(1);
            await().until(() -> names(folder.resolve("out").resolve(bundle)).stream()
                    .anyMatch(name -> name.endsWith(".bin.partial")));
            killed.kill();
        }
        assertThat(names(folder.resolve("out").resolve(bundle))).contains(".session");

        var end = run(bundle);

        assertThat(end.status()).as(end.output()).isZero();
        assertWholeBackup(bundle);
        assertThat(alice.get("/api/v1/sessions?bundleName=" + bundle)
                        .is(200)
                        .json()
                        .path("sessions"))
                .hasSize(1);
    }

    @Test
    void aPartialFileOfOlderContentIsFetchedAgain() throws Exception {
        var bundle = service.bundle(file("a", "hi"), file("big.bin", BIG));
        try (var network = new CuttingProxy(service.port(), 1 << 20, Fault.STALL)) {
            var killed = BackupScript.start(network.port(), RunningService.ALICE, bundle, folder.resolve("out"));
            network.awaitFaults(1);
            killed.kill();
        }
        Files.write(service.source(bundle).resolve("big.bin"), SourceTree.bytes("newer", BIG + 7));

        var end = run(bundle);

        assertThat(end.status()).as(end.output()).isZero();
        assertWholeBackup(bundle);
    }

    @Test
    void continuesAfterARestartOfTheService() throws Exception {
        var bundle = service.bundle(files(30), file("big.bin", BIG));
        try (var network = new CuttingProxy(service.port(), 1 << 20, Fault.STALL)) {
            var killed = BackupScript.start(network.port(), RunningService.ALICE, bundle, folder.resolve("out"));
            network.awaitFaults(1);
            killed.kill();
        }
        service.restart();
        alice.close();
        alice = service.client(RunningService.ALICE);

        var end = run(bundle);

        assertThat(end.status()).as(end.output()).isZero();
        assertThat(end.output()).doesNotContain("starting over");
        assertThat(alice.get("/api/v1/sessions?bundleName=" + bundle)
                        .is(200)
                        .json()
                        .path("sessions"))
                .hasSize(1);
        assertWholeBackup(bundle);
    }

    @Test
    void stopsWhenItsBundleIsCancelled() throws Exception {
        var bundle = service.bundle(files(30), file("big.bin", BIG));
        try (var network = new CuttingProxy(service.port(), 1 << 20, Fault.STALL)) {
            var stalled = BackupScript.start(network.port(), RunningService.ALICE, bundle, folder.resolve("out"));
            network.awaitFaults(1);
            var session = alice.get("/api/v1/sessions?bundleName=" + bundle)
                    .is(200)
                    .json()
                    .path("sessions")
                    .path(0);
            alice.post(
                            "/api/v1/sessions/" + session.path("sessionId").asString("") + "/bundles/" + bundle
                                    + "/cancel",
                            "{}")
                    .is(200);
            await().atMost(Duration.ofSeconds(5))
                    .until(() ->
                            alice.get("/api/v1/sessions?state=completed").text().contains(bundle));
            network.close();
            stalled.kill();
        }

        var end = run(bundle);

        assertThat(end.status()).isEqualTo(1);
        assertThat(end.output()).contains("was not backed up (cancelled)");
        assertThat(folder.resolve("out").resolve(bundle)).doesNotExist();
    }
}
