package io.bundlebackup.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.problem.ErrorCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class BundlesTests {
    @TempDir
    Path temporary;

    private Path root;
    private Path directory;

    @BeforeEach
    void makeTheBundlesDirectory() throws IOException {
        root = temporary.toRealPath();
        directory = Files.createDirectories(root.resolve("bundles"));
    }

    @Test
    void findsEverySubDirectoryWithFactsSortedByName() throws IOException {
        Path data = Trees.bundle(directory, "com.b", Trees.FACTS);
        Trees.bundle(directory, "com.a+1", Trees.FACTS);
        Trees.bundle(directory, "com.a", Trees.FACTS);
        Files.createDirectories(directory.resolve("no.facts/data"));
        Files.writeString(directory.resolve("a.file"), "");

        Bundles bundles = bundles();

        assertThat(bundles.all()).extracting(Bundle::name).containsExactly("com.a", "com.a:1", "com.b");
        assertThat(bundles.find("com.a:1")).hasValueSatisfying(clone -> {
            assertThat(clone.appIndex()).isEqualTo(1);
            assertThat(clone.refusal()).isNull();
            assertThat(clone.restoreRefusal()).isNull();
        });
        assertThat(bundles.find("com.b"))
                .hasValueSatisfying(bundle -> assertThat(bundle.directory()).isEqualTo(data));
        assertThat(bundles.find("no.facts")).isEmpty();
    }

    @Test
    void readsOnlyTheFactsOfTheRequestedBundle() throws IOException {
        for (int i = 0; i < 20; i++) {
            Trees.bundle(directory, "com.a" + i, Trees.longFacts());
        }
        Bundles bundles = bundles();
        assertThat(bundles.find("com.a7")).isPresent();
        long before = Trees.bytesRead();

        assertThat(bundles.find("com.a7")).isPresent();

        assertThat(Trees.bytesRead() - before).isBetween(100_000L, 200_000L);
    }

    /** A thousand bundles of a restore begin at one moment, and a look at the disk takes longer with each bundle that there is. */
    @Test
    void threadsThatLookForBundlesAtTheSameTimeShareALook() throws Exception {
        int threads = 32;
        for (int i = 0; i < 100; i++) {
            Trees.bundle(directory, "com.a" + i, Trees.FACTS);
        }
        Trees.bundle(directory, "com.b", Trees.longFacts());
        Bundles bundles = bundles();
        assertThat(bundles.find("com.b")).isPresent();
        var start = new CountDownLatch(1);
        var read = new ArrayList<Future<Long>>();
        try (var executor = Executors.newFixedThreadPool(threads)) {
            for (int i = 0; i < threads; i++) {
                read.add(executor.submit(() -> {
                    start.await();
                    long before = Trees.bytesRead();
                    assertThat(bundles.find("com.b")).isPresent();
                    assertThat(bundles.find("com.c")).isEmpty();
                    return Trees.bytesRead() - before;
                }));
            }
            start.countDown();
        }
        long looks = 0;
        for (var bytes : read) {
            looks += bytes.get() / 100_000;
        }
        assertThat(looks).isBetween(1L, threads / 2L);
    }

    @Test
    void tellsWhereABundleLiesWithoutReadingItsFacts() throws IOException {
        Path data = Trees.bundle(directory, "com.a+1", "broken");

        assertThat(bundles().directory("com.a:1")).contains(data);
        assertThat(bundles().directory("com.gone")).contains(directory.resolve("com.gone/data"));
        assertThat(bundles().directory("../x")).isEmpty();
        for (var declared : List.of("com.a:1", "com.b")) {
            assertThat(new Bundles(Trees.settings(root, Trees.declared(declared, root.resolve("elsewhere"))))
                            .directory(declared))
                    .contains(root.resolve("elsewhere"));
        }
    }

    @Test
    void readsTheSetAnewForEveryOperation() throws IOException {
        Bundles bundles = bundles();
        assertThat(bundles.all()).isEmpty();

        Trees.bundle(directory, "com.a", Trees.FACTS);
        assertThat(bundles.find("com.a")).isPresent();

        Files.delete(directory.resolve("com.a/bundle.json"));
        assertThat(bundles.find("com.a")).isEmpty();
    }

    @Test
    void aMissingBundlesDirectoryHoldsNoBundles() throws IOException {
        Files.delete(directory);

        assertThat(bundles().all()).isEmpty();
    }

    @Test
    void aBrokenBundleIsListedWithItsProblemBesideTheOthers() throws IOException {
        Trees.bundle(directory, "com.broken", "{");
        Trees.bundle(directory, "com.whole", Trees.FACTS);

        List<Bundle> all = bundles().all();

        assertThat(all).extracting(Bundle::name).containsExactly("com.broken", "com.whole");
        assertThat(all.getFirst().problem()).startsWith("bundle.json is not valid JSON");
        assertThat(all.getFirst().refusal()).satisfies(failure -> {
            assertThat(failure.code()).isEqualTo(ErrorCode.NO_SUCH_BUNDLE.number());
            assertThat(failure.message()).contains("com.broken", "is not valid JSON");
        });
        assertThat(all.getLast().refusal()).isNull();
    }

    @Test
    void namesABrokenBundleInTheLogOnceForEachChange(CapturedOutput log) throws IOException {
        Trees.bundle(directory, "com.broken", "{");
        Bundles bundles = bundles();

        bundles.all();
        bundles.all();
        assertThat(log.getOut().split("Bundle com.broken: ", -1)).hasSize(2);

        Trees.bundle(directory, "com.broken", "[]");
        bundles.all();
        bundles.all();
        assertThat(log.getOut()).containsOnlyOnce("Bundle com.broken: bundle.json is not a JSON object");

        Trees.bundle(directory, "com.broken", Trees.FACTS);
        bundles.all();
        bundles.all();
        assertThat(log.getOut()).containsOnlyOnce("Bundle com.broken: the problem is gone");
    }

    @Test
    void aDirectoryWithAnotherNameIsOnlyLogged(CapturedOutput log) throws IOException {
        Trees.bundle(directory, "9lives", Trees.FACTS);

        assertThat(bundles().all()).isEmpty();
        assertThat(log.getOut()).contains("9lives");
    }

    @Test
    void doesNotWaitForAPipe() throws IOException, InterruptedException {
        Files.createDirectories(directory.resolve("com.pipe/data"));
        Path pipe = directory.resolve("com.pipe/bundle.json");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();

        assertThat(bundles().find("com.pipe"))
                .hasValueSatisfying(bundle -> assertThat(bundle.problem()).isEqualTo("bundle.json is not a file"));
    }

    @Test
    void needsADataDirectory() throws IOException {
        Files.delete(Trees.bundle(directory, "com.none", Trees.FACTS));
        Files.delete(Trees.bundle(directory, "com.file", Trees.FACTS));
        Files.writeString(directory.resolve("com.file/data"), "");

        assertThat(bundles().find("com.none")).hasValueSatisfying(bundle -> {
            assertThat(bundle.anyProblem()).contains("com.none/data does not exist", "a restore creates it");
            assertThat(bundle.refusal()).isNotNull();
            assertThat(bundle.restoreRefusal()).isNull();
            assertThat(bundle.hasData()).isFalse();
        });
        assertThat(bundles().find("com.file"))
                .hasValueSatisfying(bundle -> assertThat(bundle.problem()).isEqualTo("its data is not a directory"));
    }

    @Test
    void aForbiddenBundleIsRefusedWithTheSeedsCode() throws IOException {
        Trees.bundle(directory, "com.no", "{\"versionCode\":1,\"versionName\":\"1\",\"allowToBackupRestore\":false}");

        assertThat(bundles().find("com.no")).hasValueSatisfying(bundle -> {
            assertThat(bundle.problem()).isNull();
            assertThat(bundle.allToBackup()).isFalse();
            assertThat(bundle.refusal())
                    .satisfies(
                            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.NOT_ALLOWED_FOR_BUNDLE.number()));
        });
    }

    @Test
    void takesDeclaredBundlesFromAnywhereThroughLinks() throws IOException {
        Path data = Files.createDirectories(root.resolve("elsewhere/real"));
        Files.createSymbolicLink(root.resolve("elsewhere/link"), data);

        Bundles bundles = new Bundles(Trees.settings(root, Trees.declared("com.d", root.resolve("elsewhere/link"))));

        assertThat(bundles.find("com.d")).hasValueSatisfying(bundle -> {
            assertThat(bundle.problem()).isNull();
            assertThat(bundle.directory()).isEqualTo(data);
            assertThat(bundle.requireApplication().versionCode()).isEqualTo(7);
        });
    }

    @Test
    void aLinkThatIsPutInTheWayToDeclaredDataIsNotFollowed() throws IOException {
        Path secret = Files.createDirectories(root.resolve("secret"));
        Path data = Files.createDirectories(root.resolve("app/data"));
        Bundles bundles = new Bundles(Trees.settings(root, Trees.declared("com.d", data)));

        Files.move(data, root.resolve("app/away"));
        Files.createSymbolicLink(data, secret);

        assertMoved(bundles, "com.d", data);
        Files.delete(data);
        Files.move(root.resolve("app/away"), data);
        assertThat(bundles.find("com.d").orElseThrow().problem()).isNull();
    }

    private static void assertMoved(Bundles bundles, String name, Path data) {
        assertThat(bundles.find(name)).hasValueSatisfying(bundle -> {
            assertThat(bundle.problem())
                    .contains("a symbolic link now leads its data elsewhere")
                    .contains(data.toString());
            assertThat(bundle.directory()).isEqualTo(data);
            assertThat(bundle.refusal()).isNotNull();
            assertThat(bundle.restoreRefusal()).isNotNull();
        });
        assertThat(bundles.directory(name)).contains(data);
    }

    @Test
    void aLinkThatIsPutInTheWayBeforeDeclaredDataIsThereIsNotFollowed() throws IOException {
        Path secret = Files.createDirectories(root.resolve("secret"));
        Path app = Files.createDirectories(root.resolve("app"));
        Bundles bundles = new Bundles(Trees.settings(root, Trees.declared("com.d", app.resolve("data"))));

        Files.createSymbolicLink(app.resolve("data"), secret);

        assertMoved(bundles, "com.d", app.resolve("data"));
    }

    @Test
    void aLinkToDataThatIsNotThereYetLeadsThereLater() throws IOException {
        Path link = Files.createDirectories(root.resolve("elsewhere")).resolve("link");
        Files.createSymbolicLink(link, Path.of("../disk/data"));
        Bundles bundles = new Bundles(Trees.settings(root, Trees.declared("com.d", link)));
        assertThat(bundles.find("com.d").orElseThrow().problem()).contains("is a symbolic link to nothing");

        Path data = Files.createDirectories(root.resolve("disk/data"));

        assertThat(bundles.find("com.d").orElseThrow().problem()).isNull();
        assertThat(bundles.find("com.d").orElseThrow().directory()).isEqualTo(data);
    }

    @Test
    void linksOfTheBundlesDirectoryAreFollowedWhereTheyLedFirst() throws IOException {
        Path home = Files.createDirectories(root.resolve("home"));
        Files.writeString(home.resolve("bundle.json"), Trees.FACTS);
        Path first = Files.createDirectories(root.resolve("first"));
        Files.createSymbolicLink(directory.resolve("com.l"), home);
        Bundles bundles = bundles();
        assertThat(bundles.find("com.l").orElseThrow().backupProblem()).contains("does not exist");

        Files.createSymbolicLink(home.resolve("data"), first);

        assertThat(bundles.find("com.l")).hasValueSatisfying(bundle -> {
            assertThat(bundle.problem()).isNull();
            assertThat(bundle.directory()).isEqualTo(first);
        });
        Files.delete(home.resolve("data"));
        Files.createSymbolicLink(home.resolve("data"), Files.createDirectories(root.resolve("secret")));
        assertMoved(bundles, "com.l", first);
        assertThat(bundles().find("com.l").orElseThrow().problem())
                .as("after a start of the service")
                .isNull();
        Files.setLastModifiedTime(home.resolve("bundle.json"), FileTime.fromMillis(1_000_000_000_000L));
        assertThat(bundles.find("com.l").orElseThrow().problem())
                .as("declared anew")
                .isNull();
    }

    @Test
    void aNameThatIsDeclaredAndFoundCannotBeUsed() throws IOException {
        Trees.bundle(directory, "com.twice", Trees.FACTS);
        Path elsewhere = Files.createDirectories(root.resolve("elsewhere"));

        List<Bundle> all = new Bundles(Trees.settings(root, Trees.declared("com.twice", elsewhere))).all();

        assertThat(all)
                .singleElement()
                .satisfies(bundle -> assertThat(bundle.problem()).contains("more than one bundle of this name"));
    }

    @Test
    void overlappingDirectoriesCanBeBackedUpButNotRestored() throws IOException {
        Path outer = Files.createDirectories(root.resolve("elsewhere"));
        Path inner = Files.createDirectories(root.resolve("elsewhere/x/y"));
        Path beside = Files.createDirectories(root.resolve("elsewhere2"));
        Bundles bundles = new Bundles(Trees.settings(
                root,
                Trees.declared("com.outer", outer),
                Trees.declared("com.inner", inner),
                Trees.declared("com.beside", beside)));

        for (String name : List.of("com.outer", "com.inner")) {
            assertThat(bundles.find(name)).hasValueSatisfying(bundle -> {
                assertThat(bundle.refusal()).isNull();
                assertThat(bundle.restoreProblem()).contains("overlaps");
                assertThat(bundle.anyProblem()).isEqualTo(bundle.restoreProblem());
                assertThat(bundle.restoreRefusal())
                        .satisfies(failure ->
                                assertThat(failure.code()).isEqualTo(ErrorCode.NOT_ALLOWED_FOR_BUNDLE.number()));
            });
        }
        assertThat(bundles.find("com.beside"))
                .hasValueSatisfying(
                        bundle -> assertThat(bundle.restoreRefusal()).isNull());
    }

    @Test
    void twoNamesForOneDirectoryOverlap() throws IOException {
        Path same = Files.createDirectories(root.resolve("elsewhere"));

        List<Bundle> all =
                new Bundles(Trees.settings(root, Trees.declared("com.a", same), Trees.declared("com.b", same))).all();

        assertThat(all)
                .extracting(Bundle::restoreProblem)
                .allSatisfy(problem -> assertThat(problem).contains("overlaps"));
    }

    @Test
    void leavesTheServicesOwnDirectoriesOutOfATreeAroundThem() throws IOException {
        Files.createDirectories(root.resolve("own"));
        Trees.bundle(directory, "com.inner", Trees.FACTS);

        Bundle around = new Bundles(Trees.settings(root, Trees.declared("com.around", root)))
                .find("com.around")
                .orElseThrow();

        assertThat(around.restoreProblem()).isNotNull();
        assertThat(around.selection().covers(bytes("own/state.db"), false)).isFalse();
        assertThat(around.selection().mayContain(bytes("bundles/com.inner/.bundle-backup")))
                .isFalse();
        assertThat(around.selection().covers(bytes("bundles/com.inner/data/x"), false))
                .isTrue();
    }

    @Test
    void aTreeThatContainsTheServicesDirectoryCannotBeRestored() throws IOException {
        Files.createDirectories(root.resolve("own"));

        Bundle around = new Bundles(Trees.settings(root, Trees.declared("com.around", root)))
                .find("com.around")
                .orElseThrow();

        assertThat(around.restoreProblem()).startsWith("the service's own directory is in its directory");
        assertThat(around.refusal()).isNull();
    }

    @Test
    void aTreeInsideTheServicesDirectoryCannotBeUsed() throws IOException {
        Path inside = Files.createDirectories(root.resolve("own/x"));

        assertThat(new Bundles(Trees.settings(root, Trees.declared("com.in", inside))).find("com.in"))
                .hasValueSatisfying(bundle ->
                        assertThat(bundle.problem()).isEqualTo("its directory is in the service's own directory"));
    }

    private Bundles bundles() {
        return new Bundles(Trees.settings(root));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
