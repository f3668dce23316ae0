package io.bundlebackup.journey.restore;

import static io.bundlebackup.journey.SourceTree.file;
import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.archive.tar.TarBytes;
import io.bundlebackup.journey.HandMadeManifest;
import io.bundlebackup.journey.JourneyTest;
import io.bundlebackup.journey.RestoreSession;
import io.bundlebackup.journey.RunningService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** A full backup and increments, made by hand, restored in one session. */
class RestoreChainJourneyIntegrationTests extends JourneyTest {
    private static final String FULL = "00000000-0000-0000-0000-000000000001";
    private static final String SECOND = "00000000-0000-0000-0000-000000000002";
    private static final String THIRD = "00000000-0000-0000-0000-000000000003";

    private static final byte[] FULL_PART = new TarBytes()
            .file("d/x", "x of the first")
            .file("gone", "gone")
            .file("kept", "kept")
            .file("turn", "a file")
            .end();
    private static final byte[] SECOND_PART = new TarBytes()
            .file("d/x", "x of the second")
            .file("turn/in", "inside")
            .end();
    private static final byte[] THIRD_PART =
            new TarBytes().file("new", "new").file("turn", "a file again").end();

    private static final Map<String, String> FIRST_TREE =
            Map.of("d/x", "x of the first", "gone", "gone", "kept", "kept", "turn", "a file");
    private static final Map<String, String> SECOND_TREE =
            Map.of("d/x", "x of the second", "kept", "kept", "turn/in", "inside");
    private static final Map<String, String> THIRD_TREE =
            Map.of("d/x", "x of the second", "kept", "kept", "new", "new", "turn", "a file again");

    @Override
    public List<String> settings() {
        return List.of("backup.restore.keep-previous=1", "spring.lifecycle.timeout-per-shutdown-phase=2s");
    }

    private static HandMadeManifest full() {
        return new HandMadeManifest()
                .generation(FULL, "")
                .directory(".")
                .directory("d")
                .file("d/x", "x of the first", "part.0.tar")
                .file("gone", "gone", "part.0.tar")
                .file("kept", "kept", "part.0.tar")
                .file("turn", "a file", "part.0.tar");
    }

    private static HandMadeManifest second(String kept) {
        return new HandMadeManifest()
                .generation(SECOND, FULL)
                .directory(".")
                .directory("d")
                .file("d/x", "x of the second", "1000_part.0.tar")
                .file("kept", "kept", kept)
                .directory("turn", "1000_part.0.tar")
                .file("turn/in", "inside", "1000_part.0.tar");
    }

    private static HandMadeManifest third(String kept, String x) {
        return new HandMadeManifest()
                .generation(THIRD, SECOND)
                .directory(".")
                .directory("d")
                .file("d/x", "x of the second", x)
                .file("kept", "kept", kept)
                .file("new", "new", "2000_part.0.tar")
                .file("turn", "a file again", "2000_part.0.tar");
    }

    private static HandMadeManifest third() {
        return third("part.0.tar", "1000_part.0.tar");
    }

    private record Chain(RestoreSession restore, String bundle) {
        void manifest(String index, HandMadeManifest manifest) {
            restore.uploadManifest(bundle, index, manifest.of(bundle)).is(204);
        }

        void part(String uri, byte[] part) {
            restore.upload(bundle, uri, part).is(200);
        }

        void parts() {
            part("part.0.tar", FULL_PART);
            part("1000_part.0.tar", SECOND_PART);
            part("2000_part.0.tar", THIRD_PART);
        }

        List<JsonNode> missing() {
            return restore.publish(bundle)
                    .isProblem(409, "upload-incomplete", 13900001)
                    .json()
                    .path("missing")
                    .valueStream()
                    .toList();
        }
    }

    private Chain begin() {
        return begin(service.bundle(file("old", "old")));
    }

    private Chain begin(String bundle) {
        return new Chain(RestoreSession.of(alice, bundle), bundle);
    }

    private void assertTree(String bundle, Map<String, String> expected) throws IOException {
        var source = service.source(bundle);
        var found = new TreeMap<String, String>();
        try (Stream<Path> all = Files.walk(source)) {
            for (var path : (Iterable<Path>) all.filter(Files::isRegularFile)::iterator) {
                found.put(source.relativize(path).toString(), Files.readString(path));
            }
        }
        assertThat(found).isEqualTo(new TreeMap<>(expected));
    }

    @Test
    void restoresAChainUploadedInAnyOrder() throws Exception {
        var seed = Long.getLong("seed", new Random().nextLong());
        for (int round = 0; round < 5; round++) {
            var chain = begin();
            var uploads = new ArrayList<Runnable>(List.of(
                    () -> chain.manifest("manage.json", full()),
                    () -> chain.manifest("1000_manage.json", second("part.0.tar")),
                    () -> chain.manifest("2000_manage.json", third()),
                    () -> chain.part("part.0.tar", FULL_PART),
                    () -> chain.part("1000_part.0.tar", SECOND_PART),
                    () -> chain.part("2000_part.0.tar", THIRD_PART)));
            Collections.shuffle(uploads, new Random(seed + round));
            try {
                uploads.forEach(Runnable::run);
                chain.restore.restore(chain.bundle);
                assertTree(chain.bundle, THIRD_TREE);
            } catch (AssertionError e) {
                throw new AssertionError("seed " + seed, e);
            }
            var bundle = chain.restore.session().bundle(chain.bundle);
            assertThat(bundle.path("filesTotal").asLong(-1)).isEqualTo(4);
            assertThat(bundle.path("filesReady").asLong(-1)).isEqualTo(4);
        }
    }

    /** Of a chain only the newest manifest is needed, and the parts that it names. */
    @Test
    void restoresAGenerationWhoseParentsManifestsWereNotUploaded() throws Exception {
        var chain = begin();
        chain.manifest("2000_manage.json", third());
        chain.parts();

        chain.restore.restore(chain.bundle);

        assertTree(chain.bundle, THIRD_TREE);
    }

    @Test
    void restoresAnOlderGenerationByLeavingTheNewerOut() throws Exception {
        var bundle = service.bundle(file("old", "old"));
        for (int round = 0; round < 2; round++) {
            restoreThird(bundle);
            assertTree(bundle, THIRD_TREE);

            var second = begin(bundle);
            second.manifest("manage.json", full());
            second.manifest("1000_manage.json", second("part.0.tar"));
            second.parts();
            second.restore.restore(bundle);
            assertTree(bundle, SECOND_TREE);
            assertThat(service.source(bundle).resolve("turn")).isDirectory();
            second.restore.session().release().is(204);

            var first = begin(bundle);
            first.manifest("manage.json", full());
            first.part("part.0.tar", FULL_PART);
            first.restore.restore(bundle);
            assertTree(bundle, FIRST_TREE);
            first.restore.session().release().is(204);
        }
    }

    private void restoreThird(String bundle) {
        var third = begin(bundle);
        third.manifest("manage.json", full());
        third.manifest("1000_manage.json", second("part.0.tar"));
        third.manifest("2000_manage.json", third());
        third.parts();
        third.restore.restore(bundle);
        third.restore.session().release().is(204);
    }

    @Test
    void namesAMissingGenerationAndThenGoesOn() throws Exception {
        var chain = begin();
        chain.manifest("2000_manage.json", third());
        chain.part("part.0.tar", FULL_PART);
        chain.part("2000_part.0.tar", THIRD_PART);

        var missing = chain.missing();
        assertThat(missing).hasSize(1);
        assertThat(missing.getFirst().path("uri").asString("")).isEqualTo("1000_part.0.tar");
        assertThat(missing.getFirst().path("reason").asString("")).isEqualTo("generation missing");

        chain.manifest("1000_manage.json", second("part.0.tar"));
        assertThat(chain.missing().getFirst().path("reason").asString("")).isEqualTo("not uploaded");
        assertThat(chain.missing().getFirst().path("generation").asString("")).isEqualTo(SECOND);

        chain.part("1000_part.0.tar", SECOND_PART);
        chain.restore.restore(chain.bundle);
        assertTree(chain.bundle, THIRD_TREE);
    }

    @Test
    void refusesTwoNewestByTheirNamesUntilThereIsOne() throws Exception {
        var chain = begin();
        chain.manifest("1000_manage.json", second("part.0.tar"));
        chain.manifest("3000_manage.json", third().generation(THIRD, FULL));
        chain.parts();

        var refused = chain.restore
                .publish(chain.bundle)
                .isProblem(400, "invalid-manifest", 13900020)
                .json();
        assertThat(refused.path("detail").asString("")).contains(SECOND, THIRD);

        chain.manifest("3000_manage.json", third());
        chain.restore.restore(chain.bundle);
        assertTree(chain.bundle, THIRD_TREE);
    }

    @Test
    void dryRunsAChainAndThenRestoresIt() throws Exception {
        var chain = begin();
        chain.manifest("manage.json", full());
        chain.manifest("1000_manage.json", second("part.0.tar"));
        chain.parts();

        chain.restore.tryOut(chain.bundle).is(202);
        var report = chain.restore.awaitTried(chain.bundle);
        assertThat(report.path("added").asLong(-1)).isEqualTo(5);
        assertThat(report.path("removed").asLong(-1)).isEqualTo(1);
        assertTree(chain.bundle, Map.of("old", "old"));

        chain.manifest("2000_manage.json", third());
        chain.restore.restore(chain.bundle);
        assertTree(chain.bundle, THIRD_TREE);
    }

    /** Further names of files, with which the first one goes and comes. */
    @Test
    void restoresFurtherNamesThatAnOlderPartHasUnderOtherNames() throws Exception {
        var chain = begin();
        chain.manifest(
                "manage.json",
                new HandMadeManifest()
                        .generation(FULL, "")
                        .directory(".")
                        .file("a", "one", "part.0.tar")
                        .further("b", "a", "one", "part.0.tar")
                        .further("c", "a", "one", "part.0.tar"));
        chain.manifest(
                "1000_manage.json",
                new HandMadeManifest()
                        .generation(SECOND, FULL)
                        .directory(".")
                        .file("b", "one", "part.0.tar")
                        .further("c", "b", "one", "part.0.tar")
                        .further("e", "b", "one", "part.0.tar"));
        chain.part(
                "part.0.tar",
                new TarBytes()
                        .file("a", "one")
                        .link("b", '1', "a")
                        .link("c", '1', "a")
                        .end());

        chain.restore.restore(chain.bundle);

        assertTree(chain.bundle, Map.of("b", "one", "c", "one", "e", "one"));
        var source = service.source(chain.bundle);
        assertThat(Files.getAttribute(source.resolve("b"), "unix:nlink")).isEqualTo(3);
        assertThat(Files.isSameFile(source.resolve("b"), source.resolve("e"))).isTrue();
    }

    @Test
    void aPublicationIsTakenUpAgainAfterARestart() throws Exception {
        var bundle = "com.example.chained";
        service.bundleNamed(
                bundle,
                "{\"versionCode\":1000000,\"versionName\":\"1\",\"extension\":{\"onRestore\":[\"sh\",\"-c\","
                        + "\"[ -e $OUT/go ] || sleep 1000\"],\"environment\":{\"OUT\":\"" + folder + "\"}}}",
                file("old", "old"));
        var chain = begin(bundle);
        chain.manifest("manage.json", full());
        chain.manifest("1000_manage.json", second("part.0.tar"));
        chain.manifest("2000_manage.json", third());
        chain.parts();
        chain.restore.publish(bundle).is(202);
        chain.restore.session().awaitBundle(bundle, "phase", "extension");
        Files.writeString(folder.resolve("go"), "");

        service.restart();
        alice.close();
        alice = service.client(RunningService.ALICE);
        var back = new RestoreSession(
                alice, alice.adopt(alice.get(chain.restore.session().url("")).is(200)));

        back.awaitCompleted(bundle);
        assertTree(bundle, THIRD_TREE);
    }
}
