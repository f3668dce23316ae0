package io.bundlebackup.journey.backup;

import static io.bundlebackup.journey.SourceTree.dir;
import static io.bundlebackup.journey.SourceTree.file;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bundlebackup.archive.tar.TarTools;
import io.bundlebackup.journey.BackupSession;
import io.bundlebackup.journey.Client;
import io.bundlebackup.journey.DeliveredBackup;
import io.bundlebackup.journey.JourneyTest;
import io.bundlebackup.journey.SourceTree;
import io.bundlebackup.journey.SourceTree.Node;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Applications with commands of their own. */
class ExtensionJourneyIntegrationTests extends JourneyTest {
    private static final int BIG = 3 << 20;
    private static final AtomicInteger BUNDLES = new AtomicInteger();

    /** A bundle whose commands are scripts of a shell; {@code $OUT} is a directory of the test. */
    private String bundle(String extension, Node... tree) {
        var name = "com.example.extended" + BUNDLES.incrementAndGet();
        service.bundleNamed(
                name,
                "{\"versionCode\":1,\"versionName\":\"1\",\"excludes\":[\"left-out\"],\"extension\":{" + extension
                        + ",\"environment\":{\"OUT\":\"" + folder + "\"}}}",
                tree);
        return name;
    }

    private static String script(String command, String script) {
        return "\"" + command + "\":[\"sh\",\"-c\",\""
                + script.strip().replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + "\"]";
    }

    private String out(String name) throws IOException {
        return Files.readString(folder.resolve(name)).strip();
    }

    private void awaitOut(String name) {
        await().atMost(Duration.ofSeconds(20))
                .until(() -> Files.exists(folder.resolve(name)) && !out(name).isEmpty());
    }

    private boolean runs(String name) throws IOException {
        try {
            return !Files.readString(Path.of("/proc", out(name), "stat"), StandardCharsets.ISO_8859_1)
                    .contains(") Z ");
        } catch (IOException e) {
            return false;
        }
    }

    private static JsonNode end(BackupSession session, String bundle) {
        return session.recorder().await("onBundleEnd", bundle);
    }

    private static int code(JsonNode event) {
        return event.path("err").path("code").asInt(0);
    }

    private static JsonNode resultInfo(BackupSession session, String bundle) {
        return session.recorder()
                .await("onResultReport", bundle)
                .path("data")
                .path("result")
                .path("resultInfo");
    }

    private static boolean tellsProgressOf(JsonNode event, String name) {
        return event.path("type").asString("").equals("onProcess")
                && event.at("/data/process/processResult/resultInfo/progressInfo/0/name")
                        .asString("")
                        .equals(name);
    }

    @Test
    void passesToCommandsThatTheSessionIsIncremental() throws Exception {
        var bundle = bundle(script("onBackup", "echo $BACKUP_SESSION_TYPE > $OUT/type"), file("a", "hi"));
        var session = alice.create("{\"type\":\"incrementalBackup\"}");

        session.append(Client.appended(800, bundle)).is(202);
        session.pull(folder);

        assertThat(end(session, bundle).path("data").path("outcome").asString(""))
                .isEqualTo("completed");
        assertThat(out("type")).isEqualTo("incrementalBackup");
    }

    @Test
    void backsUpFilesOfOnBackupAndLogsTheOutputOfCommands() throws Exception {
        var bundle = bundle(
                script("onBackup", """
                                cat > $OUT/stdin
                                echo "$BACKUP_BUNDLE $BACKUP_SESSION $BACKUP_SESSION_TYPE $BACKUP_SCENARIO" > $OUT/variables
                                echo dumped > dump
                                echo '{"progressInfo":[{"name":"tables","processed":2,"total":2}]}'
                                echo '{"resultInfo":[{"type":"Dump","rows":7}]}'
                                """) + ","
                        + script(
                                "onBackupEnd",
                                "rm dump; echo changed > big; echo '{\"resultInfo\":[{\"type\":\"End\"}]}'"),
                file("a", "hi"),
                file("big", BIG));
        var original = SourceTree.bytes("big", BIG);
        var session = alice.create("{\"type\":\"backup\",\"bundles\":[{\"bundleName\":\"" + bundle
                + "\",\"sendRate\":0,\"parameters\":\"the client's\",\"info\":{\"type\":\"x\"}}]}");

        // At rate 0 nothing is announced, and the application is let go all the same.
        await().atMost(Duration.ofSeconds(20))
                .until(() -> Files.size(service.source(bundle).resolve("big")) < BIG);
        assertThat(session.files("")).isEmpty();
        session.setRate(bundle, 800).is(200);
        session.pull(folder);

        assertThat(end(session, bundle).path("data").path("outcome").asString(""))
                .isEqualTo("completed");
        assertThat(out("stdin")).isEqualTo("{\"parameters\":\"the client's\",\"info\":{\"type\":\"x\"}}");
        assertThat(out("variables")).isEqualTo(bundle + " " + session.id() + " backup onBackup");
        session.recorder().await("the progress of the application", event -> tellsProgressOf(event, "tables"));
        assertThat(resultInfo(session, bundle)
                        .valueStream()
                        .map(info -> info.path("type").asString("")))
                .containsExactly("ErrorInfo", "CountInfo", "Dump", "End");
        var delivered = DeliveredBackup.of(folder, bundle);
        assertThat(delivered.manifest("manage.json").stream()
                        .map(entry -> entry.path().toString()))
                .containsExactly(".", "a", "big", "dump");
        assertThat(delivered.uris(true)).hasSize(1);
        assertThat(folder.resolve(bundle).resolve(delivered.uris(true).getFirst()))
                .hasBinaryContent(original);
    }

    @Test
    void aBigFileOfAHeldApplicationIsServedAsItWasAndNeverStale() throws Exception {
        var bundle = bundle(script("onBackup", "true"), file("big", BIG));
        var session = alice.backUp(bundle);
        var big = session.awaitFile(bundle, "file");
        var before = session.fetch(big).is(200).body();

        Files.writeString(service.source(bundle).resolve("big"), "something else");

        assertThat(session.fetch(big, "Range", "bytes=-10").is(206).body()).hasSize(10);
        assertThat(session.fetch(big).is(200).body()).isEqualTo(before);
        session.pull(folder);
        assertThat(session.recorder().events().stream()
                        .filter(event -> event.path("type").asString("").equals("onFileReady")))
                .hasSize(3);
        assertThat(end(session, bundle).path("data").path("outcome").asString(""))
                .isEqualTo("completed");
    }

    @Test
    void aFailingOnBackupFailsTheBundleAndRunsOnBackupEnd() throws Exception {
        var bundle = bundle(
                script("onBackup", "exit 3") + "," + script("onBackupEnd", "echo ended > $OUT/ended"), file("a", "hi"));

        var session = alice.backUp(bundle);

        assertThat(code(end(session, bundle))).isEqualTo(13500007);
        assertThat(resultInfo(session, bundle).path(0).path("errorCode").asInt(0))
                .isEqualTo(13500007);
        assertThat(out("ended")).isEqualTo("ended");
        assertThat(session.files("")).isEmpty();
    }

    @Test
    void aMissingProgramFailsTheBundle() {
        var bundle = bundle("\"onBackup\":[\"/no/such/program\"]");

        assertThat(code(end(alice.backUp(bundle), bundle))).isEqualTo(13500002);
    }

    @Test
    void aFailingOnBackupEndIsAnErrorInTheReport() {
        var bundle = bundle(script("onBackupEnd", "kill -9 $$"), file("a", "hi"));
        var session = alice.backUp(bundle);
        session.pull(folder);

        assertThat(end(session, bundle).path("data").path("outcome").asString(""))
                .isEqualTo("completed");
        assertThat(resultInfo(session, bundle).path(0).path("errorCode").asInt(0))
                .isEqualTo(13500004);
        var failed =
                alice.get(session.bundleUrl(bundle, "/report")).is(200).json().path("failed");
        assertThat(failed.path(0).path("code").asInt(0)).isEqualTo(13500004);
        assertThat(failed.path(0).path("message").asString("")).contains("onBackupEnd");
    }

    private String sleepingBundle() {
        return bundle(
                script("onBackup", """
                                trap '' TERM
                                setsid sh -c 'trap "" TERM; echo $$ > $OUT/daemon; while :; do sleep 1; done' &
                                while ! [ -s $OUT/daemon ]; do :; done
                                echo $$ > $OUT/command
                                while :; do sleep 1; done
                                """) + "," + script("onBackupEnd", "echo ended > $OUT/ended"), file("a", "hi"));
    }

    @Test
    void cancellingWhileOnBackupRunsLeavesNoProcess() throws Exception {
        var bundle = sleepingBundle();
        var session = alice.backUp(bundle);
        awaitOut("command");
        assertThat(session.bundle(bundle).path("phase").asString("")).isEqualTo("extension");

        session.cancel(bundle).is(200);

        assertThat(end(session, bundle).path("data").path("outcome").asString(""))
                .isEqualTo("cancelled");
        assertThat(runs("command")).isFalse();
        assertThat(runs("daemon")).isFalse();
        assertThat(out("ended")).isEqualTo("ended");
    }

    @Test
    void theTimerEndsOnBackup() throws Exception {
        var bundle = sleepingBundle();
        var session = alice.backUp(bundle);
        awaitOut("command");

        session.setTimer(bundle, 100).is(200);

        assertThat(code(end(session, bundle))).isEqualTo(13500003);
        assertThat(runs("command")).isFalse();
        assertThat(runs("daemon")).isFalse();
        assertThat(out("ended")).isEqualTo("ended");
    }

    @Test
    void returnsTheBackupInfoOfTheApplication() {
        var talks = bundle(script("getBackupInfo", "echo \"$BACKUP_SCENARIO of $BACKUP_BUNDLE${BACKUP_SESSION-}\""));
        var fails = bundle(script("getBackupInfo", "echo secret; echo secret >&2; exit 1"));

        var answer =
                alice.get("/api/v1/bundles/" + talks + "/backup-info").is(200).json();
        var refusal = alice.get("/api/v1/bundles/" + fails + "/backup-info");

        assertThat(answer.path("backupInfo").asString("")).isEqualTo("getBackupInfo of " + talks);
        refusal.isProblem(502, "extension-failed", 13500007);
        assertThat(refusal.text()).doesNotContain("secret");
    }

    /** The sample: its onBackup copies a database that is being written, and the copy is of one moment. */
    @Test
    void theCopyOfALiveDatabaseIsConsistent() throws Exception {
        var bundle = "com.example.ledger";
        var home = Objects.requireNonNull(
                Objects.requireNonNull(service.source(bundle).getParent()).getParent());
        TarTools.run("cp", "-a", "bundles/" + bundle, home.toString());
        var live = service.source(bundle).resolve("ledger.db");
        var writing = new AtomicBoolean(true);
        var transfers = new AtomicInteger();
        var writer =
                CompletableFuture.runAsync(() -> transferMoney(live, writing, transfers), Thread::startVirtualThread);
        try {
            await().until(() -> transfers.get() > 5);
            var session = alice.backUp(bundle);
            session.pull(folder);
            assertThat(end(session, bundle).path("data").path("outcome").asString(""))
                    .isEqualTo("completed");
            assertThat(resultInfo(session, bundle).path(2).path("integrity").asString(""))
                    .isEqualTo("ok");
            int then = transfers.get();
            await().until(() -> transfers.get() > then);
        } finally {
            writing.set(false);
            writer.join();
        }

        var delivered = DeliveredBackup.of(folder, bundle);
        assertThat(delivered.manifest("manage.json").stream()
                        .map(entry -> entry.path().toString()))
                .contains("backup/ledger.db", "receipts/0001.json")
                .doesNotContain("ledger.db", "ledger.db-wal");
        assertThat(service.source(bundle).resolve("backup")).doesNotExist();
        assertConsistent(delivered);
    }

    private void assertConsistent(DeliveredBackup delivered) throws Exception {
        var unpacked = Files.createDirectory(folder.resolve("unpacked"));
        for (var part : delivered.uris(false)) {
            TarTools.run(
                    "tar",
                    "-C",
                    unpacked.toString(),
                    "-xf",
                    delivered.folder().resolve(part).toString());
        }
        try (var copy = DriverManager.getConnection("jdbc:sqlite:" + unpacked.resolve("backup/ledger.db"));
                var statement = copy.createStatement()) {
            try (var row = statement.executeQuery("pragma integrity_check")) {
                assertThat(row.getString(1)).isEqualTo("ok");
            }
            try (var row = statement.executeQuery("select sum(balance), count(*) from account")) {
                assertThat(row.getInt(1)).isEqualTo(100_000);
                assertThat(row.getInt(2)).isEqualTo(100);
            }
            try (var row = statement.executeQuery("select count(*) from transfer")) {
                assertThat(row.getInt(1)).isGreaterThan(5);
            }
        }
    }

    /** From account to account, so that only within a transfer the sum is another. */
    private static void transferMoney(Path database, AtomicBoolean on, AtomicInteger transfers) {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                var statement = connection.createStatement()) {
            statement.execute("pragma busy_timeout = 20000");
            connection.setAutoCommit(false);
            for (int i = 1; on.get(); i = i % 99 + 1) {
                statement.executeUpdate("update account set balance = balance - 1 where id = " + i);
                statement.executeUpdate("insert into transfer (at, source, target, amount) values ('now', " + i + ", "
                        + (i + 1) + ", 1)");
                statement.executeUpdate("update account set balance = balance + 1 where id = " + (i + 1));
                connection.commit();
                transfers.incrementAndGet();
            }
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void excludedFilesThatOnBackupChangesAreNotBackedUp() throws Exception {
        var bundle = bundle(script("onBackup", "echo x > left-out/y"), dir("left-out"), file("a", "hi"));
        var session = alice.backUp(bundle);
        session.pull(folder);

        assertThat(DeliveredBackup.of(folder, bundle).manifest("manage.json")).hasSize(2);
        assertThat(List.of(end(session, bundle).has("err"))).containsExactly(false);
    }
}
