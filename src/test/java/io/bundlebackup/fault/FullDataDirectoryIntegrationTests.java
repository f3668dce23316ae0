package io.bundlebackup.fault;

import static io.bundlebackup.journey.SourceTree.dir;
import static io.bundlebackup.journey.SourceTree.file;
import static io.bundlebackup.journey.SourceTree.files;
import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.journey.Client;
import io.bundlebackup.journey.DeliveredBackup;
import io.bundlebackup.journey.Restored;
import io.bundlebackup.journey.RunningService;
import io.bundlebackup.journey.SavedBackup;
import io.bundlebackup.posix.SmallDisk;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The disk of the service's data directory has no bytes or no inodes left, in a backup, an upload and a publish; needs the right to mount. */
class FullDataDirectoryIntegrationTests {
    private static final int NO_SPACE = 13900025;

    /** What runs out. */
    private enum Resource {
        BYTES,
        INODES
    }

    private static @Nullable RunningService running;
    private static @Nullable SmallDisk disk;
    private static @Nullable Client caller;

    @TempDir
    private Path folder = Path.of("");

    @BeforeAll
    static void start() throws Exception {
        running = RunningService.start(List.of("backup.staging.min-free=1MB"));
        running.stop();
        disk = SmallDisk.mountedOn(running.data(), "24m,nr_inodes=200");
        running.restart();
        caller = running.client(RunningService.ALICE);
    }

    @AfterAll
    static void stop() throws Exception {
        if (running != null) {
            // Before the client, which would wait for what it listens to.
            running.stop();
        }
        if (caller != null) {
            caller.close();
        }
        if (disk != null) {
            disk.close();
        }
    }

    private static RunningService service() {
        return Objects.requireNonNull(running);
    }

    private static Client client() {
        return Objects.requireNonNull(caller);
    }

    private static List<Path> use(Resource resource) throws IOException {
        var ballast = Files.createDirectories(service().data().resolve("ballast"));
        var used = new ArrayList<Path>();
        try {
            while (true) {
                var next = ballast.resolve("ballast" + used.size());
                used.add(next);
                Files.write(next, new byte[resource == Resource.BYTES ? 1 << 20 : 0]);
            }
        } catch (FileSystemException e) {
            assertThat(e.getReason()).isEqualTo("No space left on device");
        } catch (IOException e) {
            assertThat(e).hasMessage("No space left on device");
        }
        return used;
    }

    private static void free(List<Path> used) throws IOException {
        for (var file : used) {
            Files.deleteIfExists(file);
        }
    }

    /** Space may run out for the request or for the work; some work waits for space. */
    @ParameterizedTest
    @EnumSource
    void aBackupOnAFullDiskEndsWithNoSpaceOrWaitsAndTheNextOneCompletes(Resource resource) throws Exception {
        var bundle = service().bundle(file("big", 1_500_000), dir("d", files(50)));
        var used = use(resource);
        var begun = client().post("/api/v1/sessions", request(bundle));
        if (begun.status() != 201) {
            begun.isProblem(507, "no-space", NO_SPACE);
        }
        free(used);
        if (begun.status() == 201) {
            var session = client().adopt(begun);
            session.pull(Files.createDirectory(folder.resolve("first")));
            var end = session.awaitBundle(bundle, "state", "ended");
            if (!end.path("outcome").asString("").equals("completed")) {
                assertThat(end.path("err").path("code").asInt(0))
                        .as(end.toString())
                        .isEqualTo(NO_SPACE);
            }
            session.release().is(204);
        }

        var next = client().backUp(bundle);
        next.pull(folder);
        next.awaitBundle(bundle, "outcome", "completed");
        DeliveredBackup.of(folder, bundle).assertSameTreeAs(service().source(bundle));
        next.release().is(204);
    }

    private static String request(String bundle) {
        return "{\"type\":\"backup\",\"bundles\":" + Client.appended(800, bundle) + "}";
    }

    @ParameterizedTest
    @EnumSource
    void anUploadAndAPublishOnAFullDiskGoOnWhenThereIsSpace(Resource resource) throws Exception {
        var target = service().bundle(file("a", "old"));
        var saved = SavedBackup.of(folder.resolve("saved"), file("a", 1_500_000), dir("d", files(20)));
        var session = SavedBackup.begin(client(), target);
        var used = use(resource);
        var url = SavedBackup.url(session, SavedBackup.name(saved.files().getFirst()));
        client().upload(url, BodyPublishers.ofFile(saved.files().getFirst())).isProblem(507, "no-space", NO_SPACE);
        free(used);
        saved.uploadAll(client(), session);

        used = use(resource);
        var refusal = SavedBackup.publish(client(), session);
        free(used);
        if (refusal.status() != 202) {
            refusal.isProblem(507, "no-space", NO_SPACE);
            SavedBackup.publish(client(), session).is(202);
        }
        session.awaitBundle(SavedBackup.SOURCE, "outcome", "completed");
        Restored.picture(service().source(target)).assertSameAs(saved.picture(), "the data");
        session.release().is(204);
    }
}
