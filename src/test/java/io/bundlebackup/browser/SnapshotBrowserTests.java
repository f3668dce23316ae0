package io.bundlebackup.browser;

import static io.bundlebackup.journey.SourceTree.dir;
import static io.bundlebackup.journey.SourceTree.file;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bundlebackup.journey.Restored;
import io.bundlebackup.journey.RunningService;
import io.bundlebackup.journey.SourceTree;
import io.bundlebackup.journey.vault.VaultBackup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;

/** A person looks into snapshots of a vault, and restores from them. */
class SnapshotBrowserTests extends DashboardTest {
    private static final String CHECK = "Check what would change";
    private static final int BIG = 200_000;
    private static final String CONFIRM = "Type the name of the bundle to confirm";

    @Test
    void aPersonFindsAFileInASnapshotWithTheKeyboardAndDownloadsIt() throws Exception {
        var bundle = service.bundle(dir("files", dir("deep", file("a;b.txt", "first")), file("other", 10)));
        var first = VaultBackup.of(alice, bundle);
        Files.writeString(service.source(bundle).resolve("files/deep/a;b.txt"), "second");
        Files.delete(service.source(bundle).resolve("files/other"));
        var second = VaultBackup.of(alice, bundle);
        var downloads = Files.createDirectory(folder.resolve("downloads"));
        browser.downloads(downloads);
        signIn();

        browser.go(page(second));
        browser.see("1 entry");
        browser.tabTo("Data");
        browser.tabTo("Search in this directory");
        browser.tabTo("Data");
        browser.press(Keys.ENTER);
        browser.see("deep");
        browser.press(Keys.ENTER);
        browser.see("a;b.txt");
        browser.press(Keys.SPACE);
        browser.see("1 entry selected");
        assertThat(browser.barriers()).isEmpty();
        browser.click("Download a;b.txt");
        await().until(() -> Restored.names(downloads).stream().noneMatch(name -> name.endsWith("load"))
                && !Restored.names(downloads).isEmpty());
        assertThat(downloads.resolve(Restored.names(downloads).iterator().next()))
                .content()
                .isEqualTo("second");

        browser.click("In other snapshots");
        browser.see("In all 2 snapshots of the bundle");
        browser.see("Changed");
        browser.click("What changed");
        browser.see("3 changes from");
        browser.see("files/deep/a;b.txt");
        browser.see("files/other");
        browser.click("Older");
        assertThat(browser.url()).contains(first.snapshotId());
        assertThat(browser.barriers()).isEmpty();
    }

    @Test
    void aDirectoryIsRestoredFromTheSnapshotThatAPersonFindsAndTakenBack() throws Exception {
        var bundle = service.bundle(dir("files", file("a", "first"), file("b", "first")), file("c", 10));
        VaultBackup.of(alice, bundle);
        var data = service.source(bundle);
        Files.writeString(data.resolve("files/a"), "second");
        Files.writeString(data.resolve("files/b"), "second");
        var changed = Restored.picture(data);
        signIn();

        browser.go("#/restore?bundle=" + bundle);
        browser.see("From a snapshot in the vault");
        browser.see("From a folder on this computer");
        browser.click("All snapshots");
        browser.see("Newest");
        browser.click("Use this");
        browser.tick("Only some files and directories");
        browser.see("0 paths selected");
        browser.tabTo("Files of the snapshot");
        browser.press(Keys.ARROW_DOWN, Keys.SPACE);
        browser.see("1 path selected");
        browser.reload();
        browser.see("1 path selected");
        assertThat(browser.barriers()).isEmpty();
        browser.click(CHECK);
        browser.see("The restore would change 2 entries in " + bundle + ".");
        browser.reload();
        browser.see("The restore would change 2 entries in " + bundle + ".");
        assertThat(Restored.picture(data)).isEqualTo(changed);
        browser.fill(CONFIRM, bundle);
        browser.click("Restore now");
        browser.see(bundle + " is restored");
        browser.click("Undo");
        browser.see("has its earlier data again");
        assertThat(Restored.picture(data)).isEqualTo(changed);
        browser.click("Restore something else");
        browser.see("Which snapshot");
    }

    @Test
    void aSnapshotIsRestoredToAnotherBundleOnlyWhenItsNameIsTyped() throws Exception {
        var bundle = service.bundle(file("a", "content"));
        var backup = VaultBackup.of(alice, bundle);
        var other = service.bundle(file("x", 10));
        signIn();

        browser.go(wizard(backup));
        browser.fill("Restore to", "com.example.unknown");
        browser.click(CHECK);
        browser.see("The service has no bundle with this name.");
        browser.fill("Restore to", other);
        browser.click(CHECK);
        browser.see("The restore would add 1 entry and remove 1 in " + other + ".");
        browser.fill(CONFIRM, bundle);
        browser.click("Restore now");
        browser.see("This is not the name.");
        browser.fill(CONFIRM, other);
        browser.click("Restore now");
        browser.see(other + " is restored");
        assertThat(Restored.picture(service.source(other))).isEqualTo(Restored.picture(service.source(bundle)));
    }

    @Test
    void damageInTheVaultIsNamedAndTheRestIsSalvaged() throws Exception {
        var bundle = service.bundle(file("a", SourceTree.bytes("a", BIG)), file("b", "more content"));
        var backup = VaultBackup.of(alice, bundle);
        Files.delete(service.source(bundle).resolve("a"));
        damagePacksOf(bundle);
        signIn();

        browser.go(wizard(backup));
        browser.click(CHECK);
        browser.see("was not restored. Its data is as it was.");
        browser.see("The entry a is damaged in the vault main");
        browser.click("Begin again with “Salvage”");
        browser.see("Where and how");
        browser.click(CHECK);
        browser.see("1 entry cannot be restored as the backup has it");
    }

    @Test
    void whatIsNotThereAndWhatACallerMayNotSeeIsSaidInASentence() {
        signIn();
        browser.go("#/snapshots/main/0192d3a4-5b6c-4d7e-8f90-a1b2c3d4e5f6");
        browser.see("There is no such snapshot");
        browser.go("#/restore-snapshot?vault=main&snapshotId=0192d3a4-5b6c-4d7e-8f90-a1b2c3d4e5f6");
        browser.see("it was deleted and is forgotten");
        browser.click("Sign out");
        browser.fill("Token", RunningService.BOB);
        browser.click("Sign in");
        browser.see("Sign out");
        browser.go("#/snapshots/main/0192d3a4-5b6c-4d7e-8f90-a1b2c3d4e5f6?path=files");
        browser.seeNot("Search in this directory");
        browser.go("#/restore");
        browser.see("From a folder on this computer");
        browser.seeNot("From a snapshot in the vault");
    }

    private static String page(VaultBackup backup) {
        return "#/snapshots/main/" + backup.snapshotId();
    }

    private static String wizard(VaultBackup backup) {
        return "#/restore-snapshot?vault=main&snapshotId=" + backup.snapshotId();
    }

    /** Flips a byte in the packs that have the content of big files. */
    private void damagePacksOf(String bundle) throws IOException {
        try (var packs =
                Files.walk(service.data().resolve("vault/local").resolve(bundle).resolve("data"))) {
            for (Path pack : packs.filter(Files::isRegularFile).toList()) {
                var bytes = Files.readAllBytes(pack);
                if (bytes.length > BIG / 2) {
                    bytes[BIG / 2] ^= 1;
                    Files.delete(pack);
                    Files.write(pack, bytes);
                }
            }
        }
    }
}
