package io.bundlebackup.journey.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.bundlebackup.journey.JourneyTest;
import io.bundlebackup.journey.RunningService;
import io.bundlebackup.journey.SourceTree;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A caller looks into snapshots and gets files of them. */
class BrowseJourneyIntegrationTests extends JourneyTest {
    private String backUp(String bundle) {
        var url = "/api/v1/runs/"
                + alice.post("/api/v1/vaults/main/runs", "{\"kind\":\"backup\",\"bundles\":[\"" + bundle + "\"]}")
                        .is(202)
                        .json()
                        .path("runs")
                        .path(0)
                        .path("runId")
                        .asString();
        await().atMost(Duration.ofSeconds(20))
                .until(() -> alice.get(url).json().path("state").asString().equals("ended"));
        var snapshot = alice.get(url).json().path("snapshotId").asString();
        assertThat(snapshot).as(alice.get(url).text()).isNotEmpty();
        return "/api/v1/vaults/main/snapshots/" + snapshot;
    }

    @Test
    void aSnapshotIsListedReadAndCompared() throws IOException {
        var bundle = service.bundle(
                SourceTree.dir("files", SourceTree.file("a.txt", "content"), SourceTree.file("b.txt", "more")),
                SourceTree.file("big.bin", 2_500_000));
        var first = backUp(bundle);

        var root = alice.get(first + "/tree").is(200).json();
        assertThat(root.path("path").asString()).isEqualTo(".");
        assertThat(root.path("entries")
                        .valueStream()
                        .map(entry -> entry.path("path").asString()))
                .containsExactly("big.bin", "files");
        var page = alice.get(first + "/tree?path=files&limit=1").is(200).json();
        assertThat(page.path("entries").path(0).path("path").asString()).isEqualTo("files/a.txt");
        assertThat(page.path("entries").path(0).path("type").asString()).isEqualTo("file");
        assertThat(page.path("entries").path(0).path("size").asLong()).isEqualTo(7);
        var rest = alice.get(
                        first + "/tree?path=files&after=" + page.path("next").asString())
                .json();
        assertThat(rest.path("entries").path(0).path("name").asString()).isEqualTo("b.txt");
        assertThat(rest.has("next")).isFalse();
        alice.get(first + "/tree?path=nothing").is(404);
        alice.get(first + "/tree?path=../x").is(400);

        var content = alice.get(first + "/content?path=files/a.txt").is(200);
        assertThat(content.text()).isEqualTo("content");
        assertThat(content.header("ETag").orElse(""))
                .isEqualTo('"' + page.path("entries").path(0).path("sha256").asString() + '"');
        assertThat(content.header("Content-Disposition").orElse("")).startsWith("attachment");
        assertThat(content.header("X-Content-Type-Options").orElse("")).isEqualTo("nosniff");
        assertThat(content.header("Repr-Digest").orElse("")).startsWith("sha-256=:");
        var big = Files.readAllBytes(service.source(bundle).resolve("big.bin"));
        var range = alice.get(first + "/content?path=big.bin", "Range", "bytes=1000000-2000000");
        assertThat(range.is(206).header("Content-Range").orElse("")).isEqualTo("bytes 1000000-2000000/2500000");
        assertThat(range.body()).isEqualTo(Arrays.copyOfRange(big, 1_000_000, 2_000_001));
        assertThat(alice.get(first + "/manifest").is(200).text()).contains("files/a.txt");
        assertThat(alice.get(first + "/archive?path=files&format=tar").is(200).body())
                .hasSizeGreaterThan(1024);
        alice.get(first + "/archive?path=nothing").is(404);

        Files.writeString(service.source(bundle).resolve("files/a.txt"), "changed");
        var second = backUp(bundle);
        var changes = alice.get(first + "/diff?to=" + second.substring(second.lastIndexOf('/') + 1))
                .is(200)
                .json();
        assertThat(changes.path("changes").toString())
                .isEqualTo("[{\"path\":\"files/a.txt\",\"change\":\"changed\",\"size\":7}]");
    }

    @Test
    void damageIsToldBeforeAByteIsSent() throws IOException {
        var bundle = service.bundle(SourceTree.file("a.txt", "content"), SourceTree.file("b.txt", "more content"));
        var snapshot = backUp(bundle);
        try (var packs =
                Files.walk(service.data().resolve("vault/local").resolve(bundle).resolve("data"))) {
            for (var pack : packs.filter(Files::isRegularFile).toList()) {
                var bytes = Files.readAllBytes(pack);
                bytes[10] ^= 1;
                Files.delete(pack);
                Files.write(pack, bytes);
            }
        }

        var answers = Stream.of("a.txt", "b.txt")
                .map(path -> alice.get(snapshot + "/content?path=" + path))
                .toList();

        assertThat(answers).anySatisfy(answer -> {
            assertThat(answer.status()).isEqualTo(500);
            assertThat(answer.json().path("type").asString()).endsWith("vault-damaged");
            assertThat(answer.json().path("path").asString()).endsWith(".txt");
        });
    }

    /** What has arrived must not look complete. */
    @Test
    void damageThatIsFoundMidwayCutsTheConnection() throws IOException {
        var bundle = service.bundle(SourceTree.file("big.bin", 20_000_000));
        var snapshot = backUp(bundle);
        for (var pack : RunningService.filesBelow(
                service.data().resolve("vault/local").resolve(bundle).resolve("data"))) {
            var bytes = Files.readAllBytes(pack);
            if (bytes.length > 10_000_000) {
                bytes[bytes.length - 3_000_000] ^= 1;
                Files.delete(pack);
                Files.write(pack, bytes);
            }
        }

        var answer = alice.stream(snapshot + "/content?path=big.bin");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThatThrownBy(() -> answer.body().readAllBytes()).isInstanceOf(IOException.class);
    }

    @Test
    void aBundleThatTheServiceHasNoMoreIsBrowsedRestoredElsewhereAndPruned() throws IOException {
        var bundle = service.bundle(SourceTree.file("a.txt", "content"));
        var backup = VaultBackup.of(alice, bundle);
        var gone = Objects.requireNonNull(service.source(bundle).getParent());
        Files.move(gone, folder.resolve("gone"));

        var line = alice.get("/api/v1/vaults/main/bundles")
                .is(200)
                .json()
                .path("bundles")
                .valueStream()
                .filter(each -> each.path("bundleName").asString().equals(bundle))
                .findFirst()
                .orElseThrow();
        assertThat(line.path("present").asBoolean(true)).isFalse();
        assertThat(line.path("snapshots").asInt()).isEqualTo(1);
        var url = "/api/v1/vaults/main/snapshots/" + backup.snapshotId();
        assertThat(alice.get(url + "/content?path=a.txt").is(200).text()).isEqualTo("content");
        var other = service.bundle();
        backup.begin(alice, other).restore(bundle);
        assertThat(service.source(other).resolve("a.txt")).hasContent("content");
        VaultBackup.awaitEnd(alice, "prune", bundle);
        alice.get(url).is(200);
    }
}
