package io.bundlebackup.browser;

import static io.bundlebackup.journey.SourceTree.dir;
import static io.bundlebackup.journey.SourceTree.file;
import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.journey.Restored;
import io.bundlebackup.journey.RunningService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;

/** A person restores what {@code backup.sh} has put into a folder. */
class RestoreBrowserTests extends DashboardTest {
    private static final String FOLDER = "Choose a folder";
    private static final String CHECK = "Check what would change";
    private static final String CONFIRM = "Type the name of the bundle to confirm";

    @Test
    void aPersonSeesWhatWouldChangeConfirmsByTheNameAndUndoesIt() throws Exception {
        var bundle = service.bundle(dir("files", file("a", 1000), file("b", "first")), file("c", 10));
        var data = service.source(bundle);
        backUp(bundle);
        Files.writeString(data.resolve("files/b"), "second");
        backUp(bundle, "--incremental");
        var saved = Restored.picture(data);
        Files.writeString(data.resolve("files/b"), "something else");
        Files.delete(data.resolve("c"));
        Files.writeString(data.resolve("new"), "new");
        var changed = Restored.picture(data);
        signIn();

        giveTheFolder();
        browser.see("1 bundle found");
        browser.see("Complete");
        browser.click(CHECK);
        browser.see("The restore would add 1 entry, change 1 and remove 1 in " + bundle + ".");
        browser.see("files/");
        assertThat(Restored.picture(data)).isEqualTo(changed);
        browser.fill(CONFIRM, "com.example.other");
        browser.click("Restore now");
        browser.see("This is not the name.");
        assertThat(Restored.picture(data)).isEqualTo(changed);
        browser.fill(CONFIRM, bundle);
        browser.click("Restore now");

        browser.see(bundle + " is restored: 3 files");
        assertThat(Restored.picture(data)).isEqualTo(saved);
        browser.click("Undo");
        browser.see("has its earlier data again");
        assertThat(Restored.picture(data)).isEqualTo(changed);
        browser.click("Undo the undo");
        browser.see("has the restored data again");
        assertThat(Restored.picture(data)).isEqualTo(saved);
        assertThat(browser.barriers()).isEmpty();
        browser.click("Restore something else");
        browser.see("Drop the folder here");
    }

    @Test
    void anOlderBackupOfAChainIsRestoredToAnotherBundleWithTheKeyboardAlone() throws Exception {
        var bundle = service.bundle(file("a", "first"));
        backUp(bundle);
        var first = Restored.picture(service.source(bundle));
        Files.writeString(service.source(bundle).resolve("a"), "second");
        backUp(bundle, "--incremental");
        var other = service.bundle(file("x", 10));
        signIn();

        giveTheFolder();
        browser.tabTo("Which backup");
        browser.press(Keys.ARROW_DOWN);
        browser.tabTo("Restore to");
        browser.press(other);
        browser.tabTo(CHECK);
        browser.press(Keys.ENTER);
        browser.see("in " + other + ".");
        browser.tabTo("What would change");
        browser.press(Keys.ARROW_DOWN, Keys.HOME);
        browser.tabTo(CONFIRM);
        browser.press(other, Keys.ENTER);
        browser.see(other + " is restored");
        assertThat(Restored.picture(service.source(other))).isEqualTo(first);
        browser.tabTo("Undo");
        browser.press(Keys.ENTER);
        browser.see("has its earlier data again");
        assertThat(Restored.names(service.source(other))).containsExactly("x");
    }

    @Test
    void aDamagedFileIsRefusedInASentenceAndMended() throws Exception {
        var bundle = service.bundle(file("a", 5000));
        backUp(bundle);
        var part = folder.resolve("out").resolve(bundle).resolve("part.0.tar");
        var whole = Files.readAllBytes(part);
        var damaged = whole.clone();
        damaged[2000] ^= 1;
        Files.write(part, damaged);
        Files.writeString(service.source(bundle).resolve("a"), "changed");
        signIn();

        giveTheFolder();
        browser.click(CHECK);
        browser.see("part.0.tar is damaged: it is not the file that was backed up. Nothing was changed.");
        assertThat(service.source(bundle).resolve("a")).content().isEqualTo("changed");
        giveUp();

        giveTheFolder();
        browser.tick("Salvage");
        browser.click(CHECK);
        browser.see("1 entry cannot be restored as the backup has it");
        giveUp();

        Files.write(part, List.of("short"));
        giveTheFolder();
        browser.see("part.0.tar has 6 bytes and not " + String.format("%,d", whole.length) + ".");
        browser.click("Choose another");
        Files.delete(part);
        giveTheFolder();
        browser.see("part.0.tar is missing.");
        browser.click("Choose another");
        Files.delete(folder.resolve("out").resolve(bundle).resolve("capabilities.json"));
        giveTheFolder();
        browser.see("The file capabilities.json is missing or damaged.");
    }

    @Test
    void aReloadInTheMiddleOfAnUploadGoesOnWhereItWas() throws Exception {
        var bundle = service.bundle(file("a", 1_900_000), file("b", 1_900_000));
        backUp(bundle);
        Files.delete(service.source(bundle).resolve("a"));
        signIn();
        giveTheFolder();
        browser.see("Complete");
        // Everything after the first slice gets stuck.
        browser.run("""
                const real = window.fetch;
                let slices = 0;
                window.fetch = (url, options) => new Headers(options?.headers).has('Content-Range') && ++slices > 1 ? new Promise(() => {}) : real(url, options);""");
        browser.click(CHECK);
        browser.see("1 MB of 3.8 MB");

        browser.reload();
        browser.see("To go on, give the folder “out” again.");
        browser.run("""
                const real = window.fetch;
                window.ranges = [];
                window.fetch = (url, options) => {
                    window.ranges.push(new Headers(options?.headers).get('Content-Range'));
                    return real(url, options);
                };""");
        browser.give(FOLDER, folder.resolve("out"));
        browser.see("The restore would add 1 entry");
        assertThat(browser.run("return window.ranges.find(Boolean)")).asString().startsWith("bytes 1048576-");
        giveUp();
    }

    @Test
    void aFolderWithoutABackupSaysWhatToDo() throws Exception {
        Files.writeString(Files.createDirectories(folder.resolve("out")).resolve("letter.txt"), "Dear reader");
        signIn();
        giveTheFolder();
        browser.see("There is no backup in it");
        browser.see("Choose the folder that was backed up into");
    }

    @Test
    void filesThatABrowserHasDownloadedAreABackupToo() throws Exception {
        var bundle = service.bundle(file("a", 1000));
        backUp(bundle);
        var downloads = new ArrayList<String>();
        for (var name : Restored.names(folder.resolve("out").resolve(bundle))) {
            if (!name.startsWith(".")) {
                var download = folder.resolve(bundle + "~" + name);
                Files.copy(folder.resolve("out").resolve(bundle).resolve(name), download);
                downloads.add(download.toString());
            }
        }
        Files.delete(service.source(bundle).resolve("a"));
        signIn();
        browser.go("#/restore");
        browser.give("Choose downloaded files", Path.of(String.join("\n", downloads)));
        browser.see("Complete");
        browser.click(CHECK);
        browser.see("The restore would add 1 entry in " + bundle + ".");
        giveUp();
    }

    @Test
    void anotherTabTakesOverWhenTheFirstOneIsClosed() throws Exception {
        var bundle = service.bundle(file("a", 1000));
        backUp(bundle);
        Files.delete(service.source(bundle).resolve("a"));
        signIn();
        var first = browser.window();
        giveTheFolder();
        browser.click(CHECK);
        browser.see("The restore would add 1 entry");
        var second = browser.tab();
        browser.open(address() + "#/restore");
        browser.see("Another tab of this browser drives a restore");
        browser.look(first);
        browser.closeTab();
        browser.look(second);
        browser.see("The restore would add 1 entry");
        giveUp();
    }

    private void giveUp() {
        browser.click("Give up");
        browser.clickIn("Give up this restore?", "Give up");
        browser.see("Drop the folder here");
    }

    private void giveTheFolder() {
        browser.go("#/restore");
        browser.give(FOLDER, folder.resolve("out"));
    }

    private void backUp(String bundle, String... options) throws IOException, InterruptedException {
        var command = new ArrayList<>(
                List.of("bash", Path.of("http-examples", "backup.sh").toString()));
        command.addAll(List.of(options));
        command.addAll(List.of(bundle, folder.resolve("out").toString()));
        var builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile());
        builder.environment().put("BACKUP_URL", address());
        builder.environment().put("BACKUP_TOKEN", RunningService.ALICE);
        builder.environment().put("no_proxy", "127.0.0.1");
        var process = builder.start();
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue())
                .as(Files.readString(folder.resolve("log")))
                .isZero();
    }
}
