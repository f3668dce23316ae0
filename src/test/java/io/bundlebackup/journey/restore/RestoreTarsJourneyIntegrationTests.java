package io.bundlebackup.journey.restore;

import static io.bundlebackup.journey.SourceTree.dir;
import static io.bundlebackup.journey.SourceTree.executable;
import static io.bundlebackup.journey.SourceTree.file;
import static io.bundlebackup.journey.SourceTree.link;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.bundlebackup.archive.tar.TarBytes;
import io.bundlebackup.archive.tar.TarTools;
import io.bundlebackup.backup.Picture;
import io.bundlebackup.journey.JourneyTest;
import io.bundlebackup.journey.RestoreSession;
import io.bundlebackup.journey.SourceTree;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tars that somebody packed by hand, without a manifest. */
class RestoreTarsJourneyIntegrationTests extends JourneyTest {
    /** Every kind of entry; times in whole seconds, which is what most formats can say. */
    private Path tree() throws IOException {
        var tree = Files.createDirectory(folder.resolve("tree"));
        SourceTree.tree(
                        file("a", "hi"),
                        executable("run"),
                        dir("d", file("b", 10_000), dir("empty"), dir("deep", dir("er", file("c", "ho")))),
                        file("n".repeat(120), "of a long name"),
                        link("to-a", "a"),
                        link("nowhere", "../../" + "x".repeat(120)))
                .plant(tree);
        Files.createLink(tree.resolve("d/hard"), tree.resolve("a"));
        try (var sparse = new RandomAccessFile(tree.resolve("sparse").toFile(), "rw")) {
            sparse.write(1);
            sparse.seek(700_000);
            sparse.write(2);
            sparse.setLength(2_000_000);
        }
        try (Stream<Path> all = Files.walk(tree)) {
            for (var path : (Iterable<Path>) all.sorted((x, y) -> y.compareTo(x))::iterator) {
                if (!Files.isSymbolicLink(path)) {
                    Files.setLastModifiedTime(
                            path, FileTime.from(Instant.ofEpochSecond(1_500_000_000L + path.getNameCount())));
                }
            }
        }
        return tree;
    }

    private static byte[] tar(Path tree, String... arguments) throws IOException {
        var file = Files.createTempFile("hand-made", ".tar");
        var command = new ArrayList<>(List.of("tar", "-C", tree.toString(), "-cf", file.toString()));
        command.addAll(List.of(arguments));
        TarTools.run(command.toArray(String[]::new));
        var bytes = Files.readAllBytes(file);
        Files.delete(file);
        return bytes;
    }

    private String restored(byte[]... tars) {
        var bundle = service.bundle(file("old", "old"));
        var restore = RestoreSession.of(alice, bundle);
        for (int i = 0; i < tars.length; i++) {
            restore.upload(bundle, "hand" + i + ".tar", tars[i]).is(200);
        }
        restore.restore(bundle);
        return bundle;
    }

    @ParameterizedTest
    @ValueSource(strings = {"gnu", "posix"})
    void restoresATreeThatGnuTarPackedFromWithin(String format) throws IOException {
        var tree = tree();

        var bundle = restored(tar(tree, "--format=" + format, "--sparse", "--mtime=@1400000000", "."));
        Picture.of(service.source(bundle))
                .assertSameAs(Picture.of(tree).with(look -> look.at("1400000000000000000")), "the restored tree");

        var exact = restored(tar(tree, "--format=posix", "--sparse", "."));
        Picture.of(service.source(exact)).assertSameAs(Picture.of(tree), "the exact tree");
        assertThat(allocated(service.source(exact).resolve("sparse"))).isLessThan(500_000);
    }

    /** Named twice, with empty segments, and with hard links to a symbolic link. */
    @ParameterizedTest
    @ValueSource(strings = {"tar", "bsdtar"})
    void restoresAnUntidyTar(String program) throws IOException {
        assumeTrue(TarTools.isInstalled(program), "no " + program + " here");
        var tree = tree();
        TarTools.run(
                "ln",
                "-P",
                tree.resolve("to-a").toString(),
                tree.resolve("to-a-too").toString());
        var file = folder.resolve("careless.tar");
        TarTools.run(
                "bash",
                "-c",
                program + " -C \"$1\" -cf \"$2\" d .//a d/./hard d//b to-a to-a-too d",
                "tar",
                tree.toString(),
                file.toString());

        var source = service.source(restored(Files.readAllBytes(file)));

        assertThat(source.resolve("d/b")).hasBinaryContent(Files.readAllBytes(tree.resolve("d/b")));
        assertThat(Files.getAttribute(source.resolve("d/hard"), "unix:ino"))
                .isEqualTo(Files.getAttribute(source.resolve("a"), "unix:ino"));
        assertThat(Files.readSymbolicLink(source.resolve("to-a"))).hasToString("a");
        assertThat(Files.readSymbolicLink(source.resolve("to-a-too"))).hasToString("a");
    }

    private static long allocated(Path file) {
        return 512
                * Long.parseLong(
                        TarTools.run("stat", "-c", "%b", file.toString()).strip());
    }

    @Test
    void restoresFilesWithoutEntriesOfTheirDirectories() throws IOException {
        var tree = tree();
        Files.setPosixFilePermissions(tree.resolve("d"), PosixFilePermissions.fromString("rwx------"));

        var bundle = restored(tar(tree, "--format=ustar", "--no-recursion", "d/b", "./d/deep/er/c"));

        var source = service.source(bundle);
        assertThat(source.resolve("d/b")).hasBinaryContent(Files.readAllBytes(tree.resolve("d/b")));
        assertThat(source.resolve("d/deep/er/c")).hasContent("ho");
        assertThat(source.resolve("old")).doesNotExist();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(source.resolve("d"))))
                .isEqualTo("rwxr-xr-x");
    }

    /** Nothing says what the root is to be like. */
    @Test
    void keepsTheAttributesOfTheRootIfNoTarHasIt() throws IOException {
        var bundle = service.bundle(file("old", "old"));
        var source = service.source(bundle);
        Files.setPosixFilePermissions(source, PosixFilePermissions.fromString("rwxr-x--x"));
        var restore = RestoreSession.of(alice, bundle);
        restore.upload(bundle, "x.tar", new TarBytes().file("new", "new").end()).is(200);

        restore.restore(bundle);

        assertThat(source.resolve("new")).hasContent("new");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(source)))
                .isEqualTo("rwxr-x--x");
    }

    @Test
    void restoresTheUnionOfSeveralTars() throws IOException {
        var tree = tree();

        var bundle = restored(
                tar(
                        tree,
                        "--format=posix",
                        "--no-recursion",
                        ".",
                        "a",
                        "run",
                        "to-a",
                        "nowhere",
                        "sparse",
                        "n".repeat(120)),
                tar(tree, "--format=posix", "d/b", "d/empty", "d/deep"),
                new TarBytes().link("d/hard", '1', "a").end());

        var restored = Picture.of(service.source(bundle)).files();
        restored.assertSameAs(Picture.of(tree).files(), "the union");
        assertThat(service.source(bundle).resolve("d/empty")).isEmptyDirectory();
    }

    /** As {@code tar -r} adds a file: its own blocks of zeros in between would be an end. */
    @Test
    void restoresAnArchiveWithABlockingFactor() throws IOException {
        var tree = tree();
        var bundle = restored(tar(tree, "--format=gnu", "-b", "200", "a", "d"));
        assertThat(service.source(bundle).resolve("d/hard")).hasContent("hi");
    }

    @Test
    void dryRunsHandMadeTarsAndThenRestoresThem() throws IOException {
        var bundle = service.bundle(file("old", "old"));
        var restore = RestoreSession.of(alice, bundle);
        restore.upload(bundle, "x.tar", new TarBytes().file("new", "new").end()).is(200);

        for (int i = 0; i < 2; i++) {
            restore.tryOut(bundle).is(202);
            var report = restore.awaitTried(bundle);
            assertThat(report.path("added").asLong(-1)).isEqualTo(1);
            assertThat(report.path("removed").asLong(-1)).isEqualTo(1);
            assertThat(service.source(bundle).resolve("old")).hasContent("old");
        }
        restore.restore(bundle);

        assertThat(service.source(bundle).resolve("new")).hasContent("new");
        assertThat(service.source(bundle).resolve("old")).doesNotExist();
    }

    @Test
    void restoresAnEmptyTarToAnEmptyTree() {
        var bundle = restored(new TarBytes().end());
        assertThat(service.source(bundle)).isEmptyDirectory();
    }

    @Test
    void acceptsOnlyTarsWithoutAManifest() {
        var bundle = service.bundle(file("old", "old"));
        var restore = RestoreSession.of(alice, bundle);
        restore.upload(bundle, "x.tar", new TarBytes().end()).is(200);
        restore.upload(bundle, "notes.txt", "hi".getBytes(StandardCharsets.UTF_8))
                .is(200);

        var problem = restore.publish(bundle).isProblem(409, "upload-incomplete", 13900001);

        assertThat(problem.json()
                        .path("missing")
                        .valueStream()
                        .map(missing -> missing.path("uri").asString("")))
                .containsExactly("manage.json");
        restore.session().cancel(bundle).is(200);
    }
}
