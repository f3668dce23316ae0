package io.bundlebackup.script;

import static io.bundlebackup.journey.SourceTree.dir;
import static io.bundlebackup.journey.SourceTree.file;
import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.journey.JourneyTest;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

/** {@code http-examples/vault.sh} against the running service. */
class VaultScriptIntegrationTests extends JourneyTest {
    private BackupScript.End vault(String... arguments) {
        return BackupScript.startVault(service.port(), arguments).await();
    }

    @Test
    void backsUpListsTriesAndRestoresOneFile() throws IOException {
        var bundle = service.bundle(dir("d", file("a", "a"), file("b", "b")));
        var source = service.source(bundle);

        var now = vault("now", bundle);
        assertThat(now.status()).as(now.output()).isZero();
        assertThat(now.output()).contains(bundle, "bytes stored");
        var snapshot = now.output().substring(0, 36);
        var list = vault("list", bundle);
        assertThat(list.status()).as(list.output()).isZero();
        assertThat(list.output()).startsWith(snapshot).contains("2 files, 2 bytes");

        var browsed = vault("browse", snapshot, "d");
        assertThat(browsed.status()).as(browsed.output()).isZero();
        assertThat(browsed.output()).containsPattern("^20\\S+ +1 +d/a\n20\\S+ +1 +d/b\n$");
        assertThat(vault("browse", snapshot).output()).contains(" d/\n");

        Files.writeString(source.resolve("d/a"), "changed");
        Files.writeString(source.resolve("d/b"), "changed");
        var tried = vault("restore", "--dry-run", snapshot, "d/a");
        assertThat(tried.status()).as(tried.output()).isZero();
        assertThat(tried.output()).contains("d/a").contains("0 removed");
        assertThat(source.resolve("d/a")).hasContent("changed");

        var restored = vault("restore", snapshot, "d/a");
        assertThat(restored.status()).as(restored.output()).isZero();
        assertThat(source.resolve("d/a")).hasContent("a");
        assertThat(source.resolve("d/b")).hasContent("changed");

        var other = service.bundle(file("x", "x"));
        assertThat(vault("restore", "--to", other, snapshot).status()).isZero();
        assertThat(service.source(other).resolve("d/b")).hasContent("b");
    }

    @Test
    void schedulesEveryNight() {
        var made = vault("schedule", "nightly-by-script", "0 30 2 * * *", "Europe/Berlin", "com.example.*");

        assertThat(made.status()).as(made.output()).isZero();
        assertThat(made.output()).contains("nightly-by-script: next run at 2");
        alice.delete("/api/v1/schedules/nightly-by-script").is(204);
    }

    @Test
    void saysWhatIsRefused() {
        var bundle = service.bundle(file("a", "a"));

        assertThat(vault("now", "com.example.none"))
                .isEqualTo(new BackupScript.End(
                        1, "vault.sh: There is no such bundle: There is no bundle com.example.none here.\n"));
        assertThat(vault("--vault", "attic", "list").status()).isEqualTo(1);
        assertThat(vault("restore", "0192d3a4-5b6c-4d7e-8f90-a1b2c3d4e5f6").status())
                .isEqualTo(1);
        assertThat(vault("schedule", "never", "0 0 0 31 2 *", "UTC", bundle).status())
                .isEqualTo(1);
        assertThat(vault("remove").status()).isEqualTo(2);
        assertThat(vault().status()).isEqualTo(2);
    }
}
