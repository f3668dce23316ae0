package io.bundlebackup.journey.incremental;

import static io.bundlebackup.journey.SourceTree.dir;
import static io.bundlebackup.journey.SourceTree.file;
import static io.bundlebackup.journey.SourceTree.files;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import io.bundlebackup.backup.Picture;
import io.bundlebackup.backup.RandomEdits;
import io.bundlebackup.journey.BackupSession;
import io.bundlebackup.journey.RunningService;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Increments whose client sends no manifest: they start from one that the service has kept. */
class KeptGenerationsJourneyIntegrationTests extends IncrementalJourneyTest {
    private static final int BIG = 3 << 20;

    /** The generation of a backup, when its manifest is kept: that is shortly after its end. */
    private UUID kept(String bundle, String index) throws IOException {
        var generation = header(bundle, index).generation();
        await().until(() -> {
            var probe = alice.post(
                    "/api/v1/sessions",
                    "{\"type\":\"incrementalBackup\",\"bundles\":" + from(bundle, generation) + "}");
            if (probe.status() == 201) {
                alice.delete(
                        "/api/v1/sessions/" + probe.json().path("sessionId").asString());
            }
            return probe.status() == 201;
        });
        return generation;
    }

    private static String from(String bundle, UUID generation) {
        return "[{\"bundleName\":\"" + bundle + "\",\"sendRate\":800,\"previousGeneration\":\"" + generation + "\"}]";
    }

    private static String since(String bundle, long time) {
        return "[{\"bundleName\":\"" + bundle + "\",\"sendRate\":800,\"lastIncrementalTime\":" + time + "}]";
    }

    private static String baseline(BackupSession session, String bundle) {
        return session.bundle(bundle).path("baseline").asString("absent");
    }

    private static long time(BackupSession session, String bundle) {
        return end(session, bundle).path("data").path("lastIncrementalTime").asLong(-1);
    }

    @Test
    void aChainOfGenerationsRestoresTheTree() throws Exception {
        var bundle = service.bundle(files(8), dir("d", file("gone", 10)), file("big.bin", BIG), file("old", 20));
        var source = service.source(bundle);
        var seed = new Random().nextLong();
        var index = full(bundle);

        for (int generation = 0; generation < 3; generation++) {
            RandomEdits.edit(source, seed + generation, 6, false);
            var parent = kept(bundle, index);
            var session = open();
            session.append(from(bundle, parent)).is(202);
            index = finish(session, bundle);
            assertThat(header(bundle, index).parent()).as("seed %d", seed).isEqualTo(parent);
            assertThat(baseline(session, bundle)).isEqualTo(parent.toString());
        }

        var expected = Picture.of(source);
        write(bundle, "spoilt", "x");
        restore(bundle);
        Picture.of(source).assertSameAs(expected, "seed " + seed);
    }

    @Test
    void nothingIsSentThatAKeptGenerationHas() throws IOException {
        var bundle = service.bundle(files(3), file("big.bin", BIG));
        var generation = kept(bundle, full(bundle));

        var session = alice.create("{\"type\":\"incrementalBackup\",\"bundles\":" + from(bundle, generation) + "}");

        assertThat(delivered(bundle, finish(session, bundle))).containsExactly("manage.json");
    }

    @Test
    void aClientThatHasTheManifestOfTheKeptGenerationGetsOnlyWhatDiffers() throws IOException {
        var bundle = service.bundle(files(300));
        var index = full(bundle);
        var generation = kept(bundle, index);
        var known = Files.readAllBytes(manifest(bundle, index));
        write(bundle, "new", "x");
        var session = open();
        session.append(from(bundle, generation)).is(202);
        session.close(session.awaitFile(bundle, "part"));

        var newest = session.awaitFile(bundle, "index");
        var answer = alice.get(
                        newest.manifestUrl(),
                        "Accept-Encoding",
                        "dcz",
                        "Available-Dictionary",
                        ":" + Base64.getEncoder().encodeToString(HexFormat.of().parseHex(RunningService.sha256(known)))
                                + ":")
                .is(200);

        assertThat(answer.header("Content-Encoding")).contains("dcz");
        assertThat(answer.body().length).isLessThan(known.length / 5);
        try (var decoded = new ZstdInputStreamNoFinalizer(new ByteArrayInputStream(answer.body()))) {
            decoded.setDict(known);
            assertThat(RunningService.sha256(decoded.readAllBytes())).isEqualTo(newest.manifestSha256());
        }
    }

    @Test
    void aGenerationThatIsNotKeptIsRefusedAndTheManifestCanBeSentInstead() throws IOException {
        var bundle = service.bundle(file("a", 10));
        var other = service.bundle(file("b", 10));
        var index = full(bundle);
        var generation = kept(bundle, index);
        var session = open();

        session.append(from(other, generation)).isProblem(409, "no-such-generation", 13900001);
        session.append(from(bundle, generation).replace("]", ",")
                        + from(other, generation).substring(1))
                .isProblem(409, "no-such-generation", 13900001);
        assertThat(session.view().path("bundles")).isEmpty();
        alice.post("/api/v1/sessions", "{\"type\":\"incrementalBackup\",\"bundles\":" + from(other, generation) + "}")
                .isProblem(409, "no-such-generation", 13900001);
        alice.post("/api/v1/sessions", "{\"type\":\"backup\",\"bundles\":" + from(bundle, generation) + "}")
                .isProblem(400, "invalid-argument", 13900020);
        session.append(from(bundle, generation).replace(generation.toString(), "x"))
                .isProblem(400, "invalid-request", 401);
        give(session, bundle, index);
        session.append(from(bundle, UUID.randomUUID())).isProblem(400, "invalid-argument", 13900020);
        session.append(from(bundle, generation)).is(202);
        finish(session, bundle);
        assertThat(baseline(session, bundle)).isEqualTo(generation.toString());
    }

    @Test
    void aTimeAloneStartsFromTheGenerationThatGaveItToTheCaller() throws IOException {
        var bundle = service.bundle(files(3));
        var first = alice.backUp(bundle);
        first.pull(folder);
        var generation = kept(bundle, "manage.json");
        var session = open();

        session.append(since(bundle, time(first, bundle))).is(202);
        var index = finish(session, bundle);

        assertThat(delivered(bundle, index)).containsExactly("manage.json");
        assertThat(baseline(session, bundle)).isEqualTo(generation.toString());
        assertThat(header(bundle, index).parent()).isEqualTo(generation);
        assertThat(first.bundle(bundle).has("baseline")).isFalse();
        try (var bob = service.client(RunningService.BOB)) {
            var ofBob = bob.create(
                    "{\"type\":\"incrementalBackup\",\"bundles\":" + since(bundle, time(first, bundle)) + "}");
            ofBob.pull(folder);
            assertThat(baseline(ofBob, bundle)).isEqualTo("none");
            assertThat(ofBob.awaitBundle(bundle, "state", "ended")
                            .path("filesClosed")
                            .asInt(-1))
                    .isEqualTo(3);
            check(ofBob);
        }
    }
}
