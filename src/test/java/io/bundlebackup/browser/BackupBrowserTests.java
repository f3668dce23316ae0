package io.bundlebackup.browser;

import static io.bundlebackup.journey.SourceTree.dir;
import static io.bundlebackup.journey.SourceTree.file;
import static io.bundlebackup.journey.SourceTree.files;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bundlebackup.backup.Picture;
import io.bundlebackup.journey.DeliveredBackup;
import io.bundlebackup.journey.RunningService;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;

/**
 * A person backs up from the browser. Nobody can choose a folder in a browser without a screen, so the choice gives a directory of the
 * browser's own, which has the same handles.
 */
class BackupBrowserTests extends DashboardTest {
    private static final int BIG = 3 << 20;

    /** Room for what is small, and not for a big file. */
    private static final long LITTLE_ROOM = 1 << 20;

    private String bundle = "";

    @BeforeEach
    void arriveAtThePage() {
        bundle = service.bundle(dir("many", files(12)), file("big.bin", BIG), file("settings", "as they were"));
        signIn();
        browser.run("""
                window.showDirectoryPicker = async () => (await navigator.storage.getDirectory()).getDirectoryHandle('Backups', { create: true });""");
        browser.go("#/backup?bundle=" + bundle);
    }

    @AfterEach
    void makeRoom() {
        browser.quota(address(), -1);
    }

    /** Counts the manifests that the page sends; the service seems not to keep any as long as {@code forgets} is true. */
    private static final String RECORD_MANIFESTS = """
            const real = window.fetch;
            window.manifests = 0;
            window.fetch = (url, options) => {
                if (String(url).includes('/manifests/')) {
                    window.manifests++;
                } else if (window.forgets && window.manifests === 0 && String(options?.body).includes('previousGeneration')) {
                    return Promise.resolve(new Response(JSON.stringify({ type: '/problems/no-such-generation', status: 409 }), { status: 409 }));
                }
                return real(url, options);
            };""";

    @Test
    void aFullBackupAndAnIncrementMakeAFolderThatRestoreShRestores() throws Exception {
        browser.click("Choose a folder");
        browser.see("Full backup");
        browser.click("Back up 1 bundle");
        browser.see("The bundle is backed up.");
        assertThat(browser.barriers()).isEmpty();
        Files.writeString(service.source(bundle).resolve("settings"), "changed");

        browser.click("Back up more bundles");
        browser.see("What has changed since");
        browser.run(RECORD_MANIFESTS);
        browser.click("Back up 1 bundle");
        browser.see("added");
        assertThat(browser.run("return window.manifests"))
                .as("the service keeps it")
                .isEqualTo(0L);

        Files.writeString(service.source(bundle).resolve("settings"), "changed again");
        browser.run("window.forgets = true");
        browser.click("Back up more bundles");
        browser.see("What has changed since");
        browser.click("Back up 1 bundle");
        browser.see("added");
        assertThat(browser.run("return window.manifests"))
                .as("the service does not keep it")
                .isEqualTo(1L);

        export();
        assertThat(namesIn(in(bundle)))
                .anyMatch(name -> name.endsWith("_manage.json.manifest"))
                .contains("capabilities.json", "manage.json", "manage.json.manifest")
                .noneMatch(name -> name.startsWith(".") || name.endsWith(".partial"));
        var before = Picture.of(service.source(bundle));
        Files.writeString(service.source(bundle).resolve("settings"), "spoilt");
        Files.delete(service.source(bundle).resolve("big.bin"));
        assertThat(script("restore.sh", bundle, out().toString())).isZero();
        assertThat(Picture.of(service.source(bundle))).isEqualTo(before);
    }

    @Test
    void aFullDiskHoldsTheBackupUntilThereIsRoom() throws Exception {
        startWithLittleRoom();
        assertThat(browser.barriers()).isEmpty();
        browser.size(360, 800);
        assertThat(browser.tooWide()).isZero();

        browser.quota(address(), -1);
        browser.click("Go on");

        browser.see("The bundle is backed up.");
        export();
        new DeliveredBackup(in(bundle)).assertSameContentAs(service.source(bundle));
    }

    @Test
    void aReloadInTheMiddleIsGoneOnWith() throws Exception {
        startWithLittleRoom();
        browser.quota(address(), -1);

        browser.reload();

        browser.see("A backup is not finished");
        browser.go("#/");
        browser.see("A backup is not finished");
        browser.click("Go to the backup");
        browser.click("Go on");
        browser.see("The bundle is backed up.");
        export();
        new DeliveredBackup(in(bundle)).assertSameContentAs(service.source(bundle));
        assertThat(alice.get("/api/v1/sessions?bundleName=" + bundle)
                        .is(200)
                        .json()
                        .path("sessions"))
                .hasSize(1);
    }

    /** With the bytes that jq and curl send for it: another body would be another request. */
    @Test
    void aRunThatBackupShHasBegunIsGoneOnWith() throws Exception {
        var begun = alice.post(
                        "/api/v1/sessions",
                        "{  \"type\": \"backup\",  \"bundles\": [    {      \"bundleName\": \"" + bundle
                                + "\"    }  ]}",
                        "Idempotency-Key",
                        "key-of-" + bundle)
                .is(201)
                .json()
                .path("sessionId")
                .asString();
        var big = alice.get("/api/v1/sessions/" + begun + "/bundles/" + bundle + "/files?state=ready&wait=20")
                .is(200)
                .json()
                .path("files")
                .path(0);
        assertThat(big.path("kind").asString()).isEqualTo("file");
        browser.run("""
                const [bundle, uri, key] = arguments;
                const backups = await (await navigator.storage.getDirectory()).getDirectoryHandle('Backups', { create: true });
                const directory = await backups.getDirectoryHandle(bundle, { create: true });
                const write = async (name, content) => {
                    const out = await (await directory.getFileHandle(name, { create: true })).createWritable();
                    await out.write(content);
                    await out.close();
                };
                await write('.session', `${key}\\nbackup\\n\\n`);
                await write(`${uri}.partial`, 'the beginning of an earlier content');""", bundle, big.path("uri").asString(), "key-of-" + bundle);

        browser.click("Choose a folder");
        browser.see("Goes on with an unfinished run");
        browser.click("Back up 1 bundle");

        browser.see("The bundle is backed up.");
        assertThat(alice.get("/api/v1/sessions/" + begun)
                        .is(200)
                        .json()
                        .path("state")
                        .asString())
                .isEqualTo("released");
        export();
        new DeliveredBackup(in(bundle)).assertSameContentAs(service.source(bundle));
    }

    @Test
    void anotherTabLeavesTheBackupAlone() {
        startWithLittleRoom();
        var first = browser.window();
        browser.tab();
        browser.open(address() + "#/backup");
        browser.see("A backup runs in another tab");
        browser.closeTab();
        browser.look(first);
        browser.quota(address(), -1);
        browser.click("Go on");
        browser.see("The bundle is backed up.");
    }

    @Test
    void anotherPersonWhoSignsInNeitherSeesNorEndsTheBackup() throws Exception {
        startWithLittleRoom();

        browser.click("Sign out");
        browser.fill("Token", RunningService.BOB);
        browser.click("Sign in");
        browser.see("Choose a folder");
        browser.seeNot("The disk is full");
        browser.seeNot("A backup is not finished");
        browser.click("Sign out");
        signIn();

        browser.see("A backup is not finished");
        browser.quota(address(), -1);
        browser.click("Go on");
        browser.see("The bundle is backed up.");
        export();
        new DeliveredBackup(in(bundle)).assertSameContentAs(service.source(bundle));
    }

    @Test
    void aCancelledBackupLeavesNothingInTheFolder() throws Exception {
        startWithLittleRoom();

        browser.click("Cancel the backup");
        browser.see("What has arrived of the others is removed.");
        browser.clickIn("Keep backing up", "Cancel the backup");

        browser.see("The backup was cancelled.");
        export();
        assertThat(RunningService.filesBelow(out())).isEmpty();
        assertThat(alice.get("/api/v1/sessions?state=running&bundleName=" + bundle)
                        .is(200)
                        .json()
                        .path("sessions"))
                .isEmpty();
    }

    @Test
    void withoutAFolderThePersonConfirmsTheDownloadsBeforeTheBackupIsComplete() throws Exception {
        Files.createDirectories(in(bundle));
        browser.downloads(out());
        browser.run("delete window.showDirectoryPicker; window.showDirectoryPicker = undefined;");
        browser.go("#/");
        browser.go("#/backup?bundle=" + bundle);
        browser.see("This browser cannot write to a folder");
        browser.click("Back up 1 bundle");
        browser.see("Save the files");
        assertThat(browser.barriers()).isEmpty();

        browser.click("Save all files");

        // Chromium writes a download under another name until it is whole.
        await().until(() -> namesIn(out()).stream()
                        .filter(name -> name.startsWith(bundle + "~") && !name.endsWith(".crdownload"))
                        .count()
                == 7);
        assertThat(outcome()).isNotEqualTo("completed");
        browser.tick("I have looked: all 7 files are in my downloads.");
        browser.click("Complete the backup");
        browser.see("The bundle is backed up.");
        assertThat(outcome()).isEqualTo("completed");
        for (var name : namesIn(out())) {
            if (name.startsWith(bundle + "~")) {
                Files.move(out().resolve(name), in(bundle).resolve(name.substring(bundle.length() + 1)));
            }
        }
        new DeliveredBackup(in(bundle)).assertSameContentAs(service.source(bundle));
    }

    @Test
    void theKeyboardAloneSuffices() {
        browser.see(bundle);
        browser.tabTo("Choose a folder");
        browser.press(Keys.ENTER);
        browser.see("Full backup");
        browser.tabTo("Back up 1 bundle");
        browser.press(Keys.ENTER);
        browser.see("The bundle is backed up.");
    }

    private void startWithLittleRoom() {
        browser.quota(address(), LITTLE_ROOM);
        browser.click("Choose a folder");
        browser.see("Full backup");
        browser.click("Back up 1 bundle");
        browser.see("The disk is full");
    }

    private String outcome() {
        return alice.get("/api/v1/sessions?bundleName=" + bundle)
                .is(200)
                .json()
                .path("sessions")
                .path(0)
                .path("bundles")
                .path(0)
                .path("outcome")
                .asString("");
    }

    private Path out() {
        return folder.resolve("out");
    }

    private Path in(String bundle) {
        return out().resolve(bundle);
    }

    private static List<String> namesIn(Path directory) throws IOException {
        try (Stream<Path> found = Files.list(directory)) {
            return found.map(path -> path.getFileName().toString()).toList();
        }
    }

    /** Writes what the page has written into the chosen folder. */
    private void export() throws IOException {
        var found = (Map<?, ?>) Objects.requireNonNull(browser.run("""
                const files = {};
                const read = async (directory, path) => {
                    for await (const [name, handle] of directory.entries()) {
                        if (handle.kind === 'directory') {
                            await read(handle, `${path}${name}/`);
                        } else {
                            const url = await new Promise(async (resolve) => {
                                const reader = new FileReader();
                                reader.onload = () => resolve(reader.result);
                                reader.readAsDataURL(await handle.getFile());
                            });
                            files[path + name] = url.slice(url.indexOf(',') + 1);
                        }
                    }
                };
                await read(await (await navigator.storage.getDirectory()).getDirectoryHandle('Backups'), '');
                return files;"""));
        Files.createDirectories(out());
        for (var file : found.entrySet()) {
            var path = out().resolve((String) file.getKey());
            Files.createDirectories(Objects.requireNonNull(path.getParent()));
            var content = ((String) file.getValue()).startsWith("data:") ? "" : (String) file.getValue();
            Files.write(path, Base64.getDecoder().decode(content.getBytes(StandardCharsets.US_ASCII)));
        }
    }

    private int script(String name, String... arguments) throws Exception {
        var command = Stream.concat(Stream.of("bash", "http-examples/" + name), Stream.of(arguments));
        var builder = new ProcessBuilder(command.toList()).inheritIO();
        builder.environment().put("BACKUP_URL", address());
        builder.environment().put("BACKUP_TOKEN", RunningService.ALICE);
        return builder.start().waitFor();
    }
}
