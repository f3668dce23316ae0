package io.bundlebackup.fault;

import static io.bundlebackup.journey.SourceTree.dir;
import static io.bundlebackup.journey.SourceTree.file;
import static io.bundlebackup.journey.SourceTree.files;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bundlebackup.archive.tar.TarTools;
import io.bundlebackup.backup.Picture;
import io.bundlebackup.bundle.Trees;
import io.bundlebackup.journey.Client;
import io.bundlebackup.journey.JourneyTest;
import io.bundlebackup.journey.LeanService;
import io.bundlebackup.journey.Restored;
import io.bundlebackup.journey.RunningService;
import io.bundlebackup.journey.SavedBackup;
import io.bundlebackup.posix.SmallDisk;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Restores to a disk that is too small, and uploads to one; needs the right to mount. */
class FullDiskIntegrationTests extends JourneyTest {
    private static final AtomicInteger TARGETS = new AtomicInteger();
    private static final Duration SOON = Duration.ofSeconds(10);

    private String target = "";
    private @Nullable SmallDisk disk;

    @AfterEach
    void unmount() throws Exception {
        if (disk != null) {
            disk.close();
        }
    }

    /** A bundle with two megabytes of data, all of it on a disk of eight; or only the data, which then is a mount point. */
    private void plant(boolean dataIsTheDisk) throws Exception {
        target = "com.example.small" + TARGETS.incrementAndGet();
        var data = service.source(target);
        Files.createDirectories(data);
        disk = SmallDisk.mountedOn(dataIsTheDisk ? data : Objects.requireNonNull(data.getParent()), "8m");
        service.bundleNamed(target, Trees.FACTS, file("a", 2_000_000), dir("d", file("old", "old")));
    }

    private long free() throws IOException {
        return Objects.requireNonNull(disk).free();
    }

    private Picture picture() {
        return Restored.picture(service.source(target));
    }

    /** What is too large is known beforehand; what only takes more room than it has bytes fills the disk; so does what is kept. */
    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"too large", "too many", "kept", "too large for a mount", "too many for a mount"})
    void aFullDiskLeavesTheOldTreeAndGivesTheSpaceBack(String what) throws Exception {
        plant(what.endsWith("mount"));
        var saved = folder.resolve("saved");
        var backup = switch (what.substring(0, Math.min(8, what.length()))) {
            case "too larg" -> SavedBackup.of(saved, file("a", 7_000_000));
            case "too many" -> SavedBackup.of(saved, dir("d", files(2_000)));
            default -> SavedBackup.of(saved, file("b", 4_800_000));
        };
        var before = picture();
        long free = free();

        var restored = what.equals("kept") ? "\",\"restoreMode\":\"merge\"}" : "\"}";
        var session = SavedBackup.beginAll(
                alice, SavedBackup.restored(SavedBackup.SOURCE, target).replace("\"}", restored));
        backup.uploadAll(alice, session);
        SavedBackup.publish(alice, session).is(202);

        var end = session.recorder().await("onBundleEnd", SavedBackup.SOURCE);
        assertThat(end.path("err").path("code").asInt(0)).as(end.toString()).isEqualTo(13900025);
        picture().assertSameAs(before, "the data");
        Restored.awaitBeside(service.source(target), target, List.of());
        await().atMost(SOON).until(() -> free() >= free - 16_384);
        session.release().is(204);

        var small = SavedBackup.of(folder.resolve("small"), file("a", "small"));
        var again = small.restore(alice, target);
        var good = again.recorder().await("onBundleEnd", SavedBackup.SOURCE);
        assertThat(good.path("data").path("outcome").asString("")).isEqualTo("completed");
        picture().assertSameAs(small.picture(), "the data after a smaller restore");
    }

    /** What was unpacked while it was uploaded does not fill the disk of an application whose client has gone to sleep. */
    @Test
    void filesUnpackedEarlyOnAFullDiskAreRemovedAtOnce() throws Exception {
        plant(false);
        long free = free();
        var session = SavedBackup.begin(alice, target);
        SavedBackup.of(folder.resolve("saved"), dir("d", files(2_000))).uploadAll(alice, session);
        await().atMost(SOON)
                .until(() -> session.bundle(SavedBackup.SOURCE)
                        .path("phase")
                        .asString("")
                        .equals("uploading"));
        await().atMost(SOON).untilAsserted(() -> assertThat(free()).isGreaterThan(free - 16_384));
        Restored.awaitBeside(service.source(target), target, List.of());
    }

    @Test
    void theServiceStartsOnAFullDisk() throws Exception {
        var home = Files.createDirectories(folder.resolve("service"));
        disk = SmallDisk.mountedOn(home, "24m");
        LeanService.start(home, "128m", LeanService.STARTS_SOON).close();
        TarTools.run("sh", "-c", "cat /dev/zero > " + home.resolve("fill") + " 2> /dev/null || true");
        assertThat(free()).isLessThan(4_096);

        try (var full = LeanService.start(home, "128m", LeanService.STARTS_SOON);
                var client = full.client()) {
            client.get("/api/v1/status").is(200);
            client.get("/actuator/health/readiness").is(200);
            client.get("/actuator/health").is(503);
        }
    }

    /** The disk of the service itself: what cannot fit is refused at once; what arrived stays, and goes on when there is room. */
    @Test
    void anUploadContinuesWhenThereIsSpaceAgain() throws Exception {
        var other = RunningService.start(List.of("backup.staging.min-free=8MB"));
        other.stop();
        disk = SmallDisk.mountedOn(other.data(), "40m");
        other.restart();
        try (var client = other.client(RunningService.ALICE)) {
            try {
                goOnWhenThereIsRoom(other, client);
            } finally {
                // The client would wait for what it listens to.
                other.stop();
            }
        }
    }

    private void goOnWhenThereIsRoom(RunningService other, Client client) throws Exception {
        target = other.bundle(file("a", "old"));
        var backup = SavedBackup.of(folder.resolve("saved"), file("a", 6_000_000));
        var part = backup.files().getFirst();
        var url = SavedBackup.url(SavedBackup.begin(client, target), SavedBackup.name(part));
        var session = client.sessions().getFirst();
        backup.uploadManifest(client, session);
        var ballast = other.data().resolve("ballast");
        Files.write(ballast, new byte[(int) (free() - (11 << 20))]);
        var content = Files.readAllBytes(part);

        client.upload(url, BodyPublishers.ofByteArray(content)).isProblem(507, "no-space", 13900025);
        client.get(url).is(404);
        // Without a length nobody knows that it cannot fit.
        var refusal = client.upload(url, BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(content)));

        refusal.isProblem(507, "no-space", 13900025);
        long offset = client.get(url).is(200).json().path("offset").asLong(-1);
        assertThat(refusal.header("Upload-Offset")).contains(Long.toString(offset));
        assertThat(offset).isBetween(1L << 20, 5L << 20);
        SavedBackup.publish(client, session).isProblem(409, "upload-incomplete", 13900001);
        Files.delete(ballast);
        var rest = BodyPublishers.ofByteArray(Arrays.copyOfRange(content, (int) offset, content.length));
        client.upload(url, rest, "Content-Range", "bytes " + offset + "-" + (content.length - 1) + "/" + content.length)
                .is(200);
        SavedBackup.publish(client, session).is(202);
        session.awaitBundle(SavedBackup.SOURCE, "outcome", "completed");
        Restored.picture(other.source(target)).assertSameAs(backup.picture(), "the data");
        session.release().is(204);
    }
}
