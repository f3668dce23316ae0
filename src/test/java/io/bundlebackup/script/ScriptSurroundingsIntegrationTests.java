package io.bundlebackup.script;

import static io.bundlebackup.journey.SourceTree.file;
import static io.bundlebackup.journey.SourceTree.files;
import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.journey.RunningService;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Both scripts as people run them: from cron, with settings of their own, with nobody who listens, with nothing that answers. */
class ScriptSurroundingsIntegrationTests extends ScriptTest {
    private static final Map<String, String> NONE = Map.of();

    private BackupScript.End line(Map<String, String> environment, String line) {
        return BackupScript.startLine(commands, environment, gateway.port(), line)
                .await();
    }

    /** A backup and a restore of a bundle in these surroundings, each by a line with a name of a script, a bundle and a folder. */
    private void assertBothWork(Map<String, String> environment, String line) throws IOException {
        var bundle = service.bundle(files(3), file("settings", "as they were"), file("big.bin", BIG));
        var settings = service.source(bundle).resolve("settings");
        var all = new HashMap<>(environment);
        all.put("bundle", bundle);
        all.put("folder", out().toString());

        all.put("script", "backup.sh");
        var backup = line(all, line);
        assertThat(backup.status()).as(backup.output()).isZero();
        assertThat(in(bundle, "manage.json.manifest")).isNotEmptyFile();
        assertThat(in(bundle, ".session")).doesNotExist();
        Files.writeString(settings, "spoilt");
        all.put("script", "restore.sh");
        var restore = line(all, line);
        assertThat(restore.status()).as(restore.output()).isZero();
        assertThat(settings).hasContent("as they were");
    }

    @Test
    void acceptAnAddressWithAPathAndSlashesAtItsEnd() throws IOException {
        gateway.change(call -> call.to(call.line().replaceFirst(" /behind/a.proxy/api", " /api")));

        assertBothWork(
                Map.of("BACKUP_URL", " http://127.0.0.1:" + gateway.port() + "/behind/a.proxy//\r"),
                "\"$scripts/$script\" $bundle \"$folder\"");
    }

    @Test
    void readNoCurlrc() throws IOException {
        Files.writeString(folder.resolve(".curlrc"), """
                include
                write-out = "\\n%{url_effective}\\n"
                dump-header = "-"
                verbose
                fail
                user-agent = "x"
                location
                progress-bar
                http1.0
                max-time = 1
                """);

        assertBothWork(
                Map.of("HOME", folder.toString(), "CURL_HOME", folder.toString()),
                "\"$scripts/$script\" $bundle \"$folder\"");
    }

    @Test
    void acceptATokenFileThatAnEditorHasSaved() throws IOException {
        var file = Files.writeString(folder.resolve("token"), "\ufeff" + RunningService.ALICE + " \r\n\n");

        assertBothWork(
                Map.of("BACKUP_TOKEN", "", "BACKUP_TOKEN_FILE", file.toString()),
                "\"$scripts/$script\" $bundle \"$folder\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"backup.sh", "restore.sh"})
    void reportAnInvalidTokenFile(String script) throws IOException {
        var bundle = "com.example.token";
        Files.writeString(Files.createDirectories(in(bundle, ".")).resolve("capabilities.json"), "{}");
        Files.writeString(in(bundle, "part.0.tar"), "");
        var end = Map.of("none", "cannot be read", "blank", "is empty", "two", "characters that no token has");
        Files.writeString(folder.resolve("blank"), "\r\n");
        Files.writeString(folder.resolve("two"), "one\ntwo");
        for (var name : end.keySet()) {
            var file = folder.resolve(name).toString();

            var said = line(
                    Map.of("BACKUP_TOKEN", "", "BACKUP_TOKEN_FILE", file),
                    "\"$scripts/%s\" %s %s".formatted(script, bundle, out()));

            assertThat(said.status()).as(said.output()).isEqualTo(1);
            assertThat(said.output()).contains("token", file, end.get(name)).hasLineCount(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"2>&-", "> /dev/full 2>&1", ">&- 2>&- <&-", "2>&1 | true; exit ${PIPESTATUS[0]}"})
    void workWithAndWithoutAReaderOfTheirOutput(String redirection) throws IOException {
        assertBothWork(NONE, "\"$scripts/$script\" $bundle \"$folder\" " + redirection);
    }

    @Test
    void aListThatCannotBeWrittenFailsTheRun() throws IOException {
        var bundle = service.bundle(file("settings", "as they were"));
        runWell("backup.sh", bundle);
        Files.writeString(service.source(bundle).resolve("settings"), "spoilt");

        for (var option : new String[] {"--list", "--dry-run"}) {
            var end = line(NONE, "\"$scripts/restore.sh\" %s %s %s > /dev/full".formatted(option, bundle, out()));

            assertThat(end.status()).as(option + end.output()).isEqualTo(1);
            assertThat(end.output()).contains("cannot be written");
        }
        assertThat(sessions("type=restore&bundleName=" + bundle))
                .allMatch(one -> one.path("state").asString("").startsWith("releas"));
    }

    @Test
    void workInAShellWithOtherSettings() throws IOException {
        var odd = Files.createDirectories(folder.resolve("elsewhere/sub")).getParent();
        var environment = Map.of(
                "LC_ALL", "tr_TR.UTF-8",
                "LANG", "tr_TR.UTF-8",
                "CDPATH", String.valueOf(odd),
                "POSIXLY_CORRECT", "1",
                "http_proxy", "http://127.0.0.1:1",
                "no_proxy", "example.com",
                "TMPDIR",
                        Files.createDirectory(folder.resolve("a [tmp]\nof\tmine"))
                                .toString());

        assertBothWork(
                environment,
                "export SHELLOPTS BASHOPTS; set -eCf; shopt -s nullglob failglob nocasematch dotglob; "
                        + "sh \"$scripts/$script\" $bundle \"$folder\"");
    }

    @Test
    void acceptAFolderWithSpacesAndNewlines() throws IOException {
        var folder =
                Files.createDirectories(commands.resolve(" a\n[b] #1 '$c' ")).toString();
        var bundle = service.bundle(file("settings", "first"), file("big.bin", BIG));

        runWell("backup.sh", "--incremental", bundle, folder);
        Files.writeString(service.source(bundle).resolve("settings"), "second");
        runWell("backup.sh", "--incremental", bundle, folder);
        runWell("restore.sh", "--generation", "1", bundle, folder);

        assertThat(service.source(bundle).resolve("settings")).hasContent("first");
    }

    @Test
    void onlyTheOwnerSeesABackup() throws IOException {
        var bundle = service.bundle(file("settings", "secret"));

        runWell("backup.sh", bundle);

        try (Stream<Path> made = Files.walk(out())) {
            assertThat(made)
                    .allSatisfy(path -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                            .endsWith("------"));
        }
    }

    @Test
    void quietPrintsOnlyProblems() throws IOException {
        var bundle = service.bundle(file("settings", "as they were"), file("big.bin", BIG));
        gateway.answer("GET .*/files\\?state=ready.*", 503, 1, 3);

        var backup = runWell("backup.sh", "--quiet", bundle, out().toString());
        var restore = runWell("restore.sh", "--quiet", bundle, out().toString());
        gateway.answer("POST .*", 404);
        var trouble = start(
                        "backup.sh", "--quiet", bundle, folder.resolve("new").toString())
                .await();

        assertThat(backup.output()).isEmpty();
        assertThat(restore.output()).isEmpty();
        assertThat(trouble.status()).isEqualTo(1);
        assertThat(trouble.output()).startsWith("backup.sh: HTTP status 404").hasLineCount(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"backup.sh", "restore.sh"})
    void failSoonWithoutAService(String script) throws IOException {
        var bundle = service.bundle(file("settings", "as they were"));
        runWell("backup.sh", bundle);
        command("sleep", "echo x >> slept");
        int closed;
        try (var nobody = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = nobody.getLocalPort();
        }
        var to = script.equals("backup.sh") ? "new" : out().toString();

        var end = BackupScript.startAmong(commands, script, closed, bundle, to).await();

        assertThat(end.status()).as(end.output()).isEqualTo(75);
        assertThat(end.output()).contains("http://127.0.0.1:" + closed, "run it again");
        assertThat(commands.resolve("slept")).content().hasLineCount(2);
    }

    @Test
    void failAtOnceWithAWrongCertificate() throws IOException {
        var bundle = service.bundle(file("settings", "as they were"));
        command("curl", "echo x >> asked; echo 'curl: (60) SSL certificate problem' >&2; printf 000; exit 60");

        var end = run("backup.sh", bundle);

        assertThat(end.status()).as(end.output()).isEqualTo(75);
        assertThat(end.output()).contains("SSL certificate problem");
        assertThat(commands.resolve("asked")).content().hasLineCount(1);
    }

    @Test
    void reportAFullDiskWithoutRetries() throws IOException {
        var bundle = service.bundle(file("big.bin", BIG));
        command(
                "curl",
                "case $* in *--parallel*) exit 23 ;; *.bin.partial*) echo x >> asked; exit 23 ;; esac; exec \"$real\" \"$@\"");

        assertRunAgain(run("backup.sh", bundle), bundle);

        assertThat(commands.resolve("asked")).content().hasLineCount(1);
    }

    @Test
    void transferManySmallFilesByOneCurl() throws Exception {
        var bundle = service.bundle(file("a.bin", BIG), file("b.bin", BIG), file("c.bin", BIG));
        command("curl", """
                case $* in
                    *--parallel*) echo together >> asked ;;
                    *.bin*) echo alone >> asked ;;
                esac
                exec "$real" "$@"
                """);

        runWell("backup.sh", bundle);
        assertWhole(bundle);
        runWell("restore.sh", bundle);

        assertThat(commands.resolve("asked")).content().contains("together").doesNotContain("alone");
    }

    @Test
    void requestAgainWhenAResponseBreaksOff() throws Exception {
        var bundle = service.bundle(files(3));
        command("curl", """
                case $* in
                    *state=ready*) if [ ! -e cut ]; then touch cut; "$real" "$@"; exit 18; fi ;;
                esac
                exec "$real" "$@"
                """);

        runWell("backup.sh", bundle);

        assertWhole(bundle);
    }

    @Test
    void showProgressOfABigFileOnATerminal() throws Exception {
        var bundle = service.bundle(file("big.bin", 11_000_000));
        var backup = "script -qec '%s' /dev/null";

        var seen = line(NONE, backup.formatted("\"$scripts/backup.sh\" " + bundle + " " + out()));
        assertThat(seen.status()).as(seen.output()).isZero();
        assertThat(seen.output()).contains(".bin:", "100.0%");
        assertWhole(bundle);

        var piped = runWell("restore.sh", bundle, out().toString());
        assertThat(piped.output()).doesNotContain("%");
    }

    @ParameterizedTest
    @ValueSource(strings = {"backup.sh", "restore.sh"})
    void helpListsTheExitStatuses(String script) {
        var end = start(script, "--help").await();

        assertThat(end.status()).isZero();
        assertThat(end.output())
                .startsWith(script.equals("backup.sh") ? "Backs up" : "Restores")
                .contains("Ends with\n   0  ", "\n   3  ", "\n  75  ", "\n   4  ", "\n   1  ", "--quiet")
                .doesNotContain("BASH_VERSION");
    }
}
