package io.bundlebackup.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bundlebackup.backup.Picture;
import io.bundlebackup.journey.LeanService;
import io.bundlebackup.journey.RunningService;
import io.bundlebackup.journey.SourceTree;
import io.bundlebackup.repository.Restic;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The packaged service, killed as hard as can be. */
@Timeout(180)
class KilledServiceIntegrationTests {
    private static final String BUNDLE = "com.example.held";
    private static final int SIZE = 100_000_000;

    @TempDir
    Path home = Path.of("");

    /** Two moments in one backup are no backup. The command of the killed service is ended before onBackupEnd runs. */
    @Test
    void theNextStartReleasesAHeldApplicationEvenIfItIsNoLongerConfigured() throws Exception {
        String session;
        try (var service = LeanService.start(home, "256m", LeanService.STARTS_SOON)) {
            service.bundle(BUNDLE);
            Files.writeString(home.resolve("bundles").resolve(BUNDLE).resolve("bundle.json"), """
                    {"versionCode":1,"versionName":"1","extension":{
                     "onBackup":["sh","-c","echo $BACKUP_TEMPORARY_DIRECTORY > temporary; echo $$ > pid; exec sleep 1000"],"onBackupEnd":["touch","ended"]}}
                    """);
            try (var client = service.client()) {
                var backup = client.backUp(BUNDLE);
                session = backup.id();
                await().atMost(Duration.ofSeconds(20)).until(() -> pid().matches("\\d+"));
                service.kill();
                backup.disconnect();
            }
        }
        var command = ProcessHandle.of(Long.parseLong(pid())).orElseThrow();
        var temporary = Path.of(read("temporary"));
        assertThat(temporary).isDirectory();
        Files.delete(home.resolve("bundles").resolve(BUNDLE).resolve("bundle.json"));

        try (var service = LeanService.start(home, "256m", LeanService.STARTS_SOON);
                var client = service.client()) {
            var known = client.adopt(client.get("/api/v1/sessions/" + session).is(200));
            var end = known.recorder().await("onBundleEnd", BUNDLE);

            assertThat(end.path("err").path("code").asInt(0)).isEqualTo(13500005);
            assertThat(commandLine(command))
                    .as("the command of the killed service")
                    .isEmpty();
            assertThat(home.resolve("bundles").resolve(BUNDLE).resolve("data/ended"))
                    .exists();
            assertThat(temporary).doesNotExist();
            await().untilAsserted(() -> assertThat(home.resolve("data/staging")).isEmptyDirectory());
            known.release().is(204);
            assertThat(known.recorder().awaitClose()).isEqualTo(1000);
        } finally {
            command.destroyForcibly();
        }
    }

    /** The killed run has stored some packs; the next attempt uses them. */
    @Test
    void aKilledRunOfAVaultGoesOnAfterTheNextStart() throws Exception {
        var settings = Stream.concat(
                        Stream.of(LeanService.STARTS_SOON),
                        Stream.of(
                                "-Dbackup.vaults[0].name=main",
                                "-Dbackup.vaults[0].location=" + home.resolve("data/vault"),
                                "-Dbackup.vaults[0].pack-size=4MB"))
                .toArray(String[]::new);
        var name = "com.example.large";
        var packs = home.resolve("data/vault/local").resolve(name).resolve("data");
        String run;
        try (var service = LeanService.start(home, "256m", settings)) {
            SourceTree.tree(SourceTree.file("large", SIZE)).plant(service.bundle(name));
            try (var client = service.client()) {
                var order = "{\"kind\":\"backup\",\"bundles\":[\"" + name + "\"]}";
                var begun = client.post("/api/v1/vaults/main/runs", order).is(202);
                run = "/api/v1/runs/"
                        + begun.json().path("runs").path(0).path("runId").asString();
                await().atMost(Duration.ofSeconds(60))
                        .pollInterval(Duration.ofMillis(2))
                        .until(() -> !RunningService.filesBelow(packs).isEmpty());
                service.kill();
            }
        }

        try (var service = LeanService.start(home, "256m", settings);
                var client = service.client()) {
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> client.get(run + "?wait=5")
                            .json()
                            .path("state")
                            .asString()
                            .equals("ended"));

            var ended = client.get(run).json();
            assertThat(ended.path("outcome").asString()).as(ended.toString()).isEqualTo("completed");
            assertThat(ended.path("attempt").asInt()).isEqualTo(2);
            assertThat(ended.path("bytesReused").asLong()).as(ended.toString()).isPositive();
        }
        if (Restic.isHere()) {
            var password =
                    Files.readString(home.resolve("data/vaults/main.password")).strip();
            var restic = new Restic(
                    packs.resolveSibling("."),
                    Files.createDirectory(home.resolve("restic")),
                    password.getBytes(StandardCharsets.UTF_8));
            restic.check();
            restic.run(
                    "restore",
                    "latest",
                    "--include",
                    "/data",
                    "--target",
                    home.resolve("restored").toString());
            Picture.of(home.resolve("restored/data"))
                    .assertSameAs(
                            Picture.of(home.resolve("bundles").resolve(name).resolve("data")), "restic's restore");
        }
    }

    /** Empty of a process that has ended, also while its parent has not been told. */
    private static String commandLine(ProcessHandle process) throws IOException {
        var file = Path.of("/proc", Long.toString(process.pid()), "cmdline");
        try {
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            return "";
        }
    }

    private String pid() throws Exception {
        return read("pid");
    }

    private String read(String name) throws Exception {
        var file = home.resolve("bundles").resolve(BUNDLE).resolve("data").resolve(name);
        return Files.exists(file) ? Files.readString(file).strip() : "";
    }
}
