package io.bundlebackup;

import static io.bundlebackup.SourceTree.dir;
import static io.bundlebackup.SourceTree.file;
import static io.bundlebackup.SourceTree.files;
import static io.bundlebackup.SourceTree.tooDeep;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code backup.sh} behind a proxy, on a bad disk, and too late. */
class BackupScriptTroublesIntegrationTests extends ScriptTest {
    @ParameterizedTest
    @ValueSource(strings = {"sync", "mv"})
    void closesNothingThatDoesNotGetToTheDisk(String tool) throws Exception {
        var bundle = service.bundle(files(3));
        command(tool, "case \"$*\" in *part.0.tar.partial*) exit 1 ;; esac\nexec \"$real\" \"$@\"");

        var end = run("backup.sh", bundle);

        assertRunAgain(end, bundle);
        assertThat(sessions("bundleName=" + bundle)
                        .path(0)
                        .at("/bundles/0/filesClosed")
                        .asInt())
                .isZero();
        Files.delete(commands.resolve(tool));
        runWell("backup.sh", bundle);
        assertWhole(bundle);
    }

    @ParameterizedTest
    @ValueSource(ints = {503, 401, 404})
    void keepsWhatItHasWhenAProxySaysNoForLong(int status) throws Exception {
        var bundle = service.bundle(files(3));
        gateway.answer("GET .*/files\\?state=ready.*", status, 1, Integer.MAX_VALUE);

        var end = run("backup.sh", bundle);

        assertRunAgain(end, bundle);
        assertThat(in(bundle, "part.0.tar")).exists();
        gateway.open();
        runWell("backup.sh", bundle);
        assertWhole(bundle);
        assertThat(sessions("bundleName=" + bundle)).hasSize(1);
    }

    @Test
    void keepsAFileWhoseReceiptIsAnsweredByAProxy() throws Exception {
        var bundle = service.bundle(files(3));
        gateway.answer("DELETE .*/files/part.0.tar.*", 404);

        assertRunAgain(run("backup.sh", bundle), bundle);
        gateway.open();
        runWell("backup.sh", bundle);

        assertWhole(bundle);
    }

    @Test
    void takesSingleFailuresInItsStride() throws Exception {
        var bundle = service.bundle(files(3));
        gateway.answer("GET .*/capabilities", 404, 0, 1);
        gateway.answer("GET .*/files\\?state=ready.*", 500, 1, 1);

        runWell("backup.sh", bundle);

        assertWhole(bundle);
    }

    @Test
    void isNotFinishedWithoutCapabilities() throws Exception {
        var bundle = service.bundle(files(3));
        gateway.answer("GET .*/capabilities", 404);

        assertRunAgain(run("backup.sh", bundle), bundle);
        gateway.open();
        runWell("backup.sh", bundle);

        assertWhole(bundle);
    }

    @Test
    void namesAllThatCouldNotBeTaken() throws IOException {
        var bundle = service.bundle(dir("one", tooDeep()), dir("two", tooDeep()), dir("three", tooDeep()));
        gateway.change(call -> call.to(call.line().replace("report?limit=1000", "report?limit=1")));
        gateway.answer("GET .*/events.*", 404);

        var end = run("backup.sh", bundle);

        assertThat(end.status()).as(end.output()).isEqualTo(3);
        assertThat(end.output()).contains("one/d", "two/d", "three/d", "3 files could not be backed up");
    }

    @Test
    void startsABackupOverWhoseSessionHasExpired() throws Exception {
        var bundle = service.bundle(files(3), file("big.bin", BIG));
        letTheFirstExpire();
        killHeld("GET .*/files/.*\\.bin.*", "backup.sh", bundle);
        awaitExpired(bundle);

        var end = run("backup.sh", bundle);

        assertThat(end.status()).as(end.output()).isZero();
        assertThat(end.output()).contains("has expired; starting over");
        assertWhole(bundle);
    }
}
