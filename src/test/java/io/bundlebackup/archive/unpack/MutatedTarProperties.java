package io.bundlebackup.archive.unpack;

import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.archive.tar.InvalidArchiveException;
import io.bundlebackup.archive.tar.SmallTars;
import io.bundlebackup.archive.tar.TarLimits;
import io.bundlebackup.archive.tree.Digests;
import io.bundlebackup.fuzz.Fuzz;
import io.bundlebackup.manifest.ManifestIndex;
import io.bundlebackup.posix.Directory;
import io.bundlebackup.posix.TreeRemoval;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Archives that were changed a little are unpacked as GNU tar does, or refused, and nothing outside of the tree changes. */
class MutatedTarProperties {
    /** The rest of the entries is read as zeros, which takes time: a disk would set this limit. */
    private static final TarLimits LIMITS = new TarLimits(1_000, 1 << 20);

    private static final byte[] PART = "part.0.tar".getBytes(StandardCharsets.US_ASCII);
    /** A program is started for each comparison. */
    private static final int COMPARE_ONE_OF = 20;

    @TempDir
    Path temp;

    private Path round = Path.of("");
    private Path outside = Path.of("");
    private List<byte[]> tars = List.of();

    @BeforeEach
    void pack() throws IOException {
        tars = SmallTars.in(temp);
        round = temp.resolve("round");
        outside = Files.createDirectory(temp.resolve("outside"));
        Files.writeString(outside.resolve("kept"), "outside");
    }

    /** Without a manifest, which is made of the archive. */
    @Test
    void unpacksChangedArchivesAsGnuTarDoesOrRefusesThem() throws Exception {
        var count = new int[1];
        Fuzz.of("unpacked tar", InvalidArchiveException.class, InvalidUploadException.class)
                .allocating(32 << 20, 500)
                .run(
                        tars,
                        mutator -> mutator.tar(mutator.one(tars), mutator.one(tars)),
                        tar -> inRound(() -> {
                            unpack(manifest(tar), tar);
                            if (count[0]++ % COMPARE_ONE_OF == 0) {
                                compareWithGnuTar();
                            }
                        }));
    }

    /** With the manifest of an archive that was not changed: the tree is what the manifest says, or the archive is refused. */
    @Test
    void unpacksWhatAManifestSaysOrRefusesTheArchive() throws Exception {
        var sound = new ArrayList<Sound>();
        for (var tar : tars) {
            inRound(() -> {
                var kept = Files.copy(manifest(tar), temp.resolve("manifest-" + sound.size()));
                unpack(kept, tar);
                sound.add(new Sound(tar, kept, picture(round.resolve("tree"))));
            });
        }
        var chosen = new ArrayList<Sound>();
        Fuzz.of("tar with a manifest", InvalidArchiveException.class, InvalidUploadException.class)
                .allocating(32 << 20, 500)
                .run(
                        List.of(),
                        mutator -> {
                            chosen.clear();
                            chosen.add(sound.get(mutator.random().nextInt(sound.size())));
                            return mutator.tar(chosen.getFirst().tar, mutator.one(tars));
                        },
                        tar -> inRound(() -> {
                            unpack(chosen.getFirst().manifest, tar);
                            assertThat(picture(round.resolve("tree"))).isEqualTo(chosen.getFirst().picture);
                        }));
    }

    private record Sound(byte[] tar, Path manifest, Map<String, String> picture) {}

    private interface Action {
        void run() throws Exception;
    }

    private void inRound(Action action) throws Exception {
        Files.createDirectory(round);
        HandMadeRestore.own(round.resolve("tree"));
        HandMadeRestore.own(round.resolve("uploads"));
        try {
            action.run();
        } finally {
            assertThat(names(round)).isSubsetOf("tree", "uploads", "manifest", "digests", "gnu");
            assertThat(names(outside)).containsExactly("kept");
            assertThat(outside.resolve("kept")).hasContent("outside");
            remove(round);
        }
    }

    private Path manifest(byte[] tar) throws IOException, InterruptedException {
        Files.write(round.resolve("uploads").resolve("part.0.tar"), tar);
        var manifest = round.resolve("manifest");
        try (var uploads = Directory.open(round.resolve("uploads"));
                var file = uploads.openFile(PART);
                var union = new TarManifest("com.example", 1, round, LIMITS)) {
            union.add("part.0.tar", file);
            union.write(manifest);
        }
        return manifest;
    }

    private void unpack(Path manifest, byte[] tar) throws IOException, InterruptedException {
        var left = new ArrayList<>(List.of(ByteBuffer.wrap(tar)));
        try {
            TarDigests.write(() -> left.isEmpty() ? null : left.removeLast(), LIMITS, round.resolve("digests"));
        } finally {
            Files.deleteIfExists(round.resolve("digests"));
        }
        Files.write(round.resolve("uploads").resolve("part.0.tar"), tar);
        try (var root = Directory.open(round.resolve("tree"));
                var uploads = Directory.open(round.resolve("uploads"));
                var file = uploads.openFile(PART)) {
            var index = ManifestIndex.build(manifest, round.resolve("scratch"));
            var builder = new TreeBuilder(root, index, LIMITS, new BuildLog());
            builder.unpackPart("part.0.tar", file, null);
            builder.finish(null);
        }
    }

    /** GNU tar may refuse what this service reads, as it knows fewer forms. */
    private void compareWithGnuTar() throws Exception {
        var gnu = Files.createDirectory(round.resolve("gnu"));
        var tar = new ProcessBuilder(
                        "tar", "-C", gnu.toString(), "--no-same-owner", "-p", "-xf", round + "/uploads/part.0.tar")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (tar.waitFor() == 0) {
            assertThat(picture(round.resolve("tree"))).isEqualTo(picture(gnu));
        }
    }

    /** Type, permissions of files, content and target of each entry; names are bytes, percent-encoded. */
    private static Map<String, String> picture(Path tree) throws IOException {
        var picture = new TreeMap<String, String>();
        try (var paths = Files.walk(tree)) {
            for (var path : (Iterable<Path>) paths::iterator) {
                var shown = path.toUri()
                        .getRawPath()
                        .substring(tree.toUri().getRawPath().length() - 1);
                picture.put(shown.replaceAll("/$", ""), described(path));
            }
        }
        return picture;
    }

    private static String described(Path path) throws IOException {
        if (Files.isSymbolicLink(path)) {
            return "link to " + Files.readSymbolicLink(path);
        }
        if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            return "directory";
        }
        return "file " + (Integer) Files.getAttribute(path, "unix:mode") + " " + Digests.sha256(path);
    }

    private static List<String> names(Path directory) throws IOException {
        try (var names = Files.list(directory)) {
            return names.map(name -> name.getFileName().toString()).toList();
        }
    }

    private static void remove(Path tree) throws IOException, InterruptedException {
        TreeRemoval.remove(tree);
    }
}
