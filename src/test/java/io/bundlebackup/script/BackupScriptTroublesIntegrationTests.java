package io.bundlebackup.script;

import static io.bundlebackup.journey.SourceTree.dir;
import static io.bundlebackup.journey.SourceTree.file;
import static io.bundlebackup.journey.SourceTree.files;
import static io.bundlebackup.journey.SourceTree.tooDeep;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** {@code backup.sh} behind a proxy, on a bad disk, and too late. */
class BackupScriptTroublesIntegrationTests extends ScriptTest {
    @Test
    void closesNoFileThatIsNotWrittenToDisk() throws Exception {
        var bundle = service.bundle(files(3));
        for (var tool : List.of("sync", "mv")) {
            command(tool, "case \"$*\" in *part.0.tar.partial*) exit 1 ;; esac\nexec \"$real\" \"$@\"");

            assertRunAgain(run("backup.sh", bundle), bundle);

            var task = sessions("bundleName=" + bundle).path(0).at("/bundles/0");
            assertThat(task.path("filesClosed").asInt()).as(tool).isZero();
            Files.delete(commands.resolve(tool));
        }
        runWell("backup.sh", bundle);
        assertWhole(bundle);
    }

    @Test
    void continuesAfterRepeatedRefusalsOfAProxy() throws Exception {
        var bundle = service.bundle(files(3));
        goesNoFurtherThan("DELETE .*/files/part.0.tar.*", 404, 0, bundle);
        goesNoFurtherThan("GET .*/files\\?state=ready.*", 503, 1, bundle);
        goesNoFurtherThan("GET .*/files\\?state=ready.*", 401, 0, bundle);
        // The bundle ends then; but the run is not finished without what did not come with the runs before.
        Files.delete(in(bundle, "capabilities.json.partial"));
        goesNoFurtherThan("GET .*/capabilities", 404, 0, bundle);

        runWell("backup.sh", bundle);

        assertWhole(bundle);
        assertThat(sessions("bundleName=" + bundle)).hasSize(1);
    }

    private void goesNoFurtherThan(String line, int status, int passes, String bundle) {
        gateway.answer(line, status, passes, Integer.MAX_VALUE);
        assertRunAgain(run("backup.sh", bundle), bundle);
        assertThat(in(bundle, "part.0.tar")).exists();
        gateway.open();
    }

    @Test
    void continuesAfterSingleFailures() throws Exception {
        var bundle = service.bundle(files(3));
        gateway.answer("GET .*/capabilities", 404, 0, 1);
        gateway.answer("GET .*/files\\?state=ready.*", 500, 1, 1);

        runWell("backup.sh", bundle);

        assertWhole(bundle);
    }

    @Test
    void namesEveryFailedFile() throws IOException {
        var bundle = service.bundle(dir("one", tooDeep()), dir("two", tooDeep()), dir("three", tooDeep()));
        gateway.change(call -> call.to(call.line().replace("report?limit=1000", "report?limit=1")));
        gateway.answer("GET .*/events.*", 404);

        var end = run("backup.sh", bundle);

        assertThat(end.status()).as(end.output()).isEqualTo(3);
        assertThat(end.output()).contains("one/d", "two/d", "three/d", "3 files could not be backed up");
    }

    @Test
    void startsABackupAgainWhoseSessionHasExpired() throws Exception {
        var bundle = service.bundle(files(3), file("big.bin", BIG));
        letTheFirstExpire(1);
        killHeld("GET .*/files/.*\\.bin.*", "backup.sh", bundle);
        awaitExpired(bundle);

        var end = run("backup.sh", bundle);

        assertThat(end.status()).as(end.output()).isZero();
        assertThat(end.output()).contains("has expired; starting over");
        assertWhole(bundle);
    }

    @Test
    void countsOnlyAttemptsWithoutProgress() throws Exception {
        var bundle = service.bundle(file("big.bin", BIG));
        try (var network = new CuttingProxy(service.port(), 128 << 10, CuttingProxy.Fault.CUT)) {
            var end = BackupScript.startAmong(commands, "backup.sh", network.port(), bundle, out().toString())
                    .await();

            assertThat(end.status()).as(end.output()).isZero();
            network.awaitFaults(12);
        }
        assertWhole(bundle);
    }

    @Test
    void fetchesAChangingBigFileOnceAndKeepsItsContent() throws Exception {
        var bundle = service.bundle(file("big.bin", BIG));
        var fetched = new AtomicInteger();
        gateway.change(call -> {
            if (call.line().matches("GET .*/files/[^/]*\\.bin(\\?.*)?")) {
                fetched.incrementAndGet();
            }
            return call;
        });
        gateway.hold("DELETE .*/files/.*\\.bin.*");
        var script = start("backup.sh", bundle, out().toString());
        gateway.awaitHeld();
        Files.setLastModifiedTime(service.source(bundle).resolve("big.bin"), FileTime.fromMillis(1_000_000_000_000L));
        gateway.open();

        var end = script.await();

        assertThat(end.status()).as(end.output()).isZero();
        assertThat(end.output()).contains(".bin changed while it was fetched");
        assertThat(fetched).hasValue(1);
        assertWhole(bundle);
    }
}
