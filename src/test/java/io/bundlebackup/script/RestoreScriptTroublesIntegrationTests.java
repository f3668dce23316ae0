package io.bundlebackup.script;

import static io.bundlebackup.journey.SourceTree.file;
import static io.bundlebackup.journey.SourceTree.files;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bundlebackup.bundle.Trees;
import io.bundlebackup.journey.RunningService;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code restore.sh} behind a proxy and too late, and both scripts in odd folders and beside each other. */
class RestoreScriptTroublesIntegrationTests extends ScriptTest {
    @Test
    void reportsTheEndOfARestoreWhoseSessionHasExpired() throws Exception {
        var bundle = service.bundle(files(3), file("settings", "as they were"));
        runWell("backup.sh", bundle);
        Files.writeString(service.source(bundle).resolve("settings"), "spoilt");
        letTheFirstExpire(2);
        killHeld("GET .*/report.*", "restore.sh", bundle);
        var settings = service.source(bundle).resolve("settings");
        await().until(() -> Files.readString(settings).equals("as they were"));
        awaitExpired(bundle);
        Files.writeString(service.source(bundle).resolve("settings"), "written since");

        var dry = start("restore.sh", "--dry-run", bundle, out().toString()).await();
        var end = run("restore.sh", bundle);

        assertThat(dry.status()).as(dry.output()).isEqualTo(75);
        assertThat(end.status()).as(end.output()).isZero();
        assertThat(end.output()).contains("the interrupted run has ended", "4 files, ", "are restored to " + bundle);
        assertThat(service.source(bundle).resolve("settings")).hasContent("written since");
        assertThat(sessions("type=restore&bundleName=" + bundle)).hasSize(1);
        assertThat(names(in(bundle, "."))).noneMatch(name -> name.startsWith("."));
    }

    @Test
    void reportsThatTheServiceHasForgottenARestore() throws Exception {
        var bundle = service.bundle(file("settings", "as they were"));
        runWell("backup.sh", bundle);
        killHeld("POST .*/publish", "restore.sh", bundle);
        var session = sessions("bundleName=" + bundle + "&type=restore").path(0).path("sessionId");
        alice.delete("/api/v1/sessions/" + session.asString("")).is(204);
        var memory = in(bundle, names(in(bundle, ".")).getFirst());
        Files.writeString(memory, Files.readString(memory).replaceFirst("\\w{8}", "notKnown"));
        Files.writeString(service.source(bundle).resolve("settings"), "written since");

        var end = run("restore.sh", bundle);

        assertThat(end.status()).as(end.output()).isEqualTo(1);
        assertThat(end.output()).contains("no longer knows how the interrupted run ended");
        assertThat(service.source(bundle).resolve("settings")).hasContent("written since");
        assertThat(memory).doesNotExist();
    }

    @Test
    void startsARestoreAgainWhoseSessionHasExpired() throws Exception {
        var bundle = service.bundle(file("settings", "as they were"));
        runWell("backup.sh", bundle);
        Files.writeString(service.source(bundle).resolve("settings"), "spoilt");
        letTheFirstExpire(1);
        killHeld("PUT .*/uploads/part.0.tar", "restore.sh", bundle);
        awaitExpired(bundle);

        runWell("restore.sh", bundle);

        assertThat(service.source(bundle).resolve("settings")).hasContent("as they were");
    }

    @Test
    void restoresThroughARestartOfTheService() throws Exception {
        var bundle = service.bundle(files(3), file("big.bin", BIG), file("settings", "as they were"));
        runWell("backup.sh", bundle);
        Files.writeString(service.source(bundle).resolve("settings"), "spoilt");
        gateway.hold("PUT .*/uploads/.*\\.bin");
        var script = start("restore.sh", bundle, out().toString());
        gateway.awaitHeld();

        service.restart();
        alice.close();
        alice = service.client(RunningService.ALICE);
        gateway.lead(service.port());
        gateway.open();
        var end = script.await();

        assertThat(end.status()).as(end.output()).isZero();
        assertThat(service.source(bundle).resolve("settings")).hasContent("as they were");
        assertThat(sessions("type=restore&bundleName=" + bundle)).hasSize(1);
    }

    @Test
    void keepsASecondRunOutOfTheFolder() throws Exception {
        var bundle = service.bundle(file("settings", "as they were"));
        assertKeepsOut("GET .*/files/part.*", "backup.sh", bundle);
        assertWhole(bundle);
        gateway.close();
        gateway = new Gateway(service.port());

        assertKeepsOut("PUT .*/uploads/part.*", "restore.sh", bundle);
    }

    private void assertKeepsOut(String line, String script, String bundle) throws Exception {
        gateway.hold(line);
        var first = start(script, bundle, out().toString());
        gateway.awaitHeld();
        var before = names(in(bundle, "."));

        var second = run(script, bundle);

        assertThat(second.status()).as(second.output()).isEqualTo(4);
        assertThat(second.output())
                .startsWith(script + ": another run is at work in ")
                .hasLineCount(1);
        assertThat(names(in(bundle, "."))).isEqualTo(before);
        gateway.open();
        var end = first.await();
        assertThat(end.status()).as(end.output()).isZero();
    }

    @Test
    void aCloneInAFolderWithANameThatToolsMisread() throws Exception {
        var bundle = "com.example.clone:1";
        service.bundleNamed(bundle, Trees.FACTS, file("settings", "first"));
        var odd = "-a=[old] {b}";

        runWell("backup.sh", "--incremental", "--", bundle, odd);
        Files.writeString(service.source(bundle).resolve("settings"), "second");
        runWell("backup.sh", "--incremental", "--", bundle, odd);
        var list = runWell("restore.sh", "--list", "--", bundle, odd);
        runWell("restore.sh", "--generation", "1", "--", bundle, odd);

        assertThat(list.output()).containsPattern("\n1\t[^\t]*\t1\t5\t").containsPattern("\n2\t[^\t]*\t1\t6\t");
        assertThat(service.source(bundle).resolve("settings")).hasContent("first");
        assertThat(commands.resolve(odd).resolve("com.example.clone+1")).isDirectory();
    }

    @ParameterizedTest
    @ValueSource(strings = {"backup.sh", "restore.sh"})
    void reportsAnUnknownOption(String script) {
        var end = start(script, "com.example.x", "-folder").await();

        assertThat(end.status()).isEqualTo(2);
        assertThat(end.output()).contains("there is no option -folder", "usage: ");
    }

    @Test
    void countsOnlyAttemptsWithoutProgress() throws Exception {
        var bundle = service.bundle(file("big.bin", BIG));
        runWell("backup.sh", bundle);
        Files.writeString(service.source(bundle).resolve("big.bin"), "spoilt");
        try (var network = CuttingProxy.ofUploads(service.port(), 160 << 10)) {
            var end = BackupScript.startAmong(commands, "restore.sh", network.port(), bundle, out().toString())
                    .await();

            assertThat(end.status()).as(end.output()).isZero();
            network.awaitFaults(11);
        }
        assertThat(service.source(bundle).resolve("big.bin")).hasSize(BIG);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 408})
    void keepsTheReceivedBytesOfAStalledUpload(int status) throws Exception {
        var bundle = service.bundle(file("big.bin", BIG));
        runWell("backup.sh", bundle);
        Files.writeString(service.source(bundle).resolve("big.bin"), "spoilt");
        gateway.answer("PUT .*/uploads/.*bin", status, 0, 5);
        gateway.answer("DELETE .*/uploads/.*", 500);

        runWell("restore.sh", bundle);

        assertThat(service.source(bundle).resolve("big.bin")).hasSize(BIG);
    }

    @Test
    void doesNotRepeatAnUploadThatIsRefusedPermanently() throws Exception {
        var bundle = service.bundle(file("big.bin", BIG));
        runWell("backup.sh", bundle);
        command("curl", """
                case $* in
                    *--parallel*) exit 7 ;;
                    *-T*.bin*)
                        while [ "$1" != -o ]; do shift; done
                        echo '{"type":"/problems/invalid-request","title":"Refused","detail":"for good"}' > "$2"
                        printf 400
                        exit 0
                        ;;
                esac
                exec "$real" "$@"
                """);

        var end = run("restore.sh", bundle);

        assertThat(end.status()).as(end.output()).isEqualTo(1);
        assertThat(end.output()).contains("cannot send", "Refused: for good");
        assertThat(sessions("type=restore&state=running&bundleName=" + bundle)).isEmpty();
    }

    @Test
    void doesNotSayThatNothingWasChangedOfANewStateThatIsInPlace() throws Exception {
        var bundle = service.bundle(file("settings", "as they were"));
        runWell("backup.sh", bundle);
        var part = in(bundle, "part.0.tar");
        Files.writeString(part, Files.readString(part, ISO_8859_1).replace("as they were", "as THEY were"), ISO_8859_1);
        command("curl", """
                "$real" "$@"
                code=$?
                case $* in *--parallel*) exit $code ;; esac
                while [ "$1" != -o ]; do shift; done
                sed -i 's/"The entry [^"]*"/"The new state is in place, but it could not be made durable: EIO"/' "$2"
                exit $code
                """);

        var end = run("restore.sh", bundle);

        assertThat(end.status()).as(end.output()).isEqualTo(1);
        assertThat(end.output())
                .contains("the restore of " + bundle + " failed: The new state is in place")
                .doesNotContain("Nothing was changed", "was not restored", "--verify", "--salvage");
    }

    @ParameterizedTest
    @CsvSource({"413, limits the size of uploads", "405, does not let this method through"})
    void reportsARequestThatAProxyRefusesAndReleasesTheBundle(int status, String what) throws Exception {
        var bundle = service.bundle(file("big.bin", BIG));
        runWell("backup.sh", bundle);
        gateway.answer("PUT .*/uploads/.*bin", status);

        var end = run("restore.sh", bundle);

        assertThat(end.status()).as(end.output()).isEqualTo(1);
        assertThat(end.output()).contains("HTTP status " + status, "proxy", what);
        assertThat(names(in(bundle, "."))).noneMatch(name -> name.startsWith("."));
        assertThat(sessions("type=restore&state=running&bundleName=" + bundle)).isEmpty();
    }
}
