package io.bundlebackup.archive.unpack;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.archive.pack.SwappingAttacker;
import io.bundlebackup.archive.tar.TarBytes;
import io.bundlebackup.archive.tree.TreeWalk;
import io.bundlebackup.manifest.Entry;
import io.bundlebackup.manifest.Link;
import io.bundlebackup.manifest.ManifestHeader;
import io.bundlebackup.manifest.ManifestIndex;
import io.bundlebackup.manifest.ManifestWriter;
import io.bundlebackup.manifest.RawPath;
import io.bundlebackup.manifest.UnixTime;
import io.bundlebackup.posix.Directory;
import io.bundlebackup.posix.PosixException;
import io.bundlebackup.posix.RawFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Builds a tree again and again while somebody exchanges its directories, and those of the old tree, for links that lead outside, and
 * back. Outside, nothing may ever be made or change, not even an attribute; and nothing from there may get into the tree.
 */
@Timeout(600)
class BuildingAttackerProperties {
    private static final String MARK = "MARKED";
    private static final List<String> DIRECTORIES = List.of("a", "a/b", "a/b/c", "e", "e/f");
    private static final List<List<String>> PARTS =
            List.of(List.of("a/1", "a/b/2", "a/b/c/3", "e/4"), List.of("a/b/c/5", "a/6", "e/f/7", "e/f/8"));

    @TempDir
    Path temp;

    Path outside;
    ManifestIndex manifest;
    Directory uploads;
    ExecutorService threads;

    private final BuildLog log = new BuildLog();
    private int whole;
    private int refused;

    @BeforeEach
    void plant() throws Exception {
        outside = temp.resolve("outside");
        for (var directory : List.of("a/b/c/d", "e/f/d", "k/d")) {
            Files.createDirectories(outside.resolve(directory));
        }
        Files.writeString(outside.resolve("k/kept"), MARK);
        Files.writeString(outside.resolve("k/" + MARK), MARK);
        var lines = new TreeMap<RawPath, Entry>();
        line(lines, ".", 0040711, null, null, "part.0.tar");
        for (var directory : List.of("a", "a/b", "a/b/c", "a/b/c/d", "e", "e/f", "e/f/d")) {
            line(lines, directory, 0041777, null, null, "part.0.tar");
        }
        var directory = Files.createDirectory(temp.resolve("uploads"));
        for (int i = 0; i < PARTS.size(); i++) {
            var tar = new TarBytes();
            for (var path : PARTS.get(i)) {
                tar.file(path, path);
                line(lines, path, 0106755, path, null, "part." + i + ".tar");
            }
            Files.write(directory.resolve("part." + i + ".tar"), tar.end());
        }
        line(lines, "a/b/link", 0120777, null, MARK, "part.0.tar");
        line(lines, "e/f/link", 0120777, null, MARK, "part.0.tar");
        line(lines, "e/further", 0106755, "a/1", "a/1", "2.bin");
        writeManifest(lines);
        uploads = Directory.open(directory);
        threads = Executors.newFixedThreadPool(2);
    }

    private static void line(
            Map<RawPath, Entry> lines,
            String path,
            int mode,
            @Nullable String content,
            @Nullable String link,
            String fileName) {
        var bytes = content == null ? null : content.getBytes(ISO_8859_1);
        var entry = new Entry(
                RawPath.of(path),
                mode,
                bytes == null ? 0 : bytes.length,
                new UnixTime(1_234, 5),
                bytes == null ? null : HandMadeRestore.sha256(bytes),
                false,
                null,
                1,
                0,
                0,
                link == null ? null : new Link(link.getBytes(ISO_8859_1)),
                List.of(),
                fileName);
        lines.put(entry.path(), entry);
    }

    private void writeManifest(Map<RawPath, Entry> lines) throws Exception {
        var file = temp.resolve("manifest");
        var header = new ManifestHeader("com.example", UUID.randomUUID(), null, 1);
        try (var out = new ManifestWriter(Files.newOutputStream(file), header)) {
            for (var entry : lines.values()) {
                out.write(entry);
            }
        }
        manifest = ManifestIndex.build(file, temp.resolve("scratch"));
    }

    @AfterEach
    void closesEveryDescriptor() throws IOException {
        threads.close();
        uploads.close();
        assertThat(RawFiles.openBelow(temp)).isZero();
    }

    @Test
    void nothingIsEverWrittenOutsideTheRoot() throws Exception {
        long seed = System.nanoTime();
        int rounds = SwappingAttacker.rounds();
        var before = picture();
        long swaps = 0;
        for (int round = 0; round < rounds; round++) {
            var place = HandMadeRestore.own(temp.resolve("round"));
            try (var attacker = prepared(place, seed + round)) {
                attacker.start();
                build(place);
                swaps += attacker.swaps();
            }
            assertThat(picture()).as("seed %d, round %d", seed, round).isEqualTo(before);
            assertUnmarked(place.resolve("tree"));
            delete(place);
        }
        // An attack that meets nobody proves nothing, nor does one that nobody survives.
        assertThat(swaps).isGreaterThan(rounds);
        assertThat(refused).as("refused").isPositive();
        assertThat(log.files.get()).as("files").isGreaterThan(rounds);
        assertThat(whole + refused).isEqualTo(rounds);
    }

    private Map<String, String> picture() throws IOException {
        var picture = new TreeMap<String, String>();
        try (var all = Files.walk(outside)) {
            for (var path : (Iterable<Path>) all::iterator) {
                var attributes = Files.readAttributes(
                        path, "unix:mode,uid,gid,size,nlink,lastModifiedTime,ctime", LinkOption.NOFOLLOW_LINKS);
                picture.put(path.toString(), new TreeMap<>(attributes).toString());
            }
        }
        return picture;
    }

    private SwappingAttacker prepared(Path place, long seed) throws IOException {
        var tree = HandMadeRestore.own(place.resolve("tree"));
        var old = Files.createDirectories(place.resolve("old"));
        Files.createDirectories(old.resolve("k/d"));
        Files.writeString(old.resolve("k/kept"), "kept");
        var links = Files.createDirectory(place.resolve("links"));
        HandMadeRestore.own(place.resolve("scratch"));
        for (var directory : DIRECTORIES) {
            Files.createDirectory(tree.resolve(directory));
        }
        var attacker = new SwappingAttacker(seed);
        for (var directory : DIRECTORIES) {
            attacker.prepare(
                    tree.resolve(directory),
                    Files.createSymbolicLink(links.resolve(directory.replace('/', '-')), outside.resolve(directory)));
        }
        attacker.prepare(old.resolve("k"), Files.createSymbolicLink(links.resolve("k"), outside.resolve("k")));
        return attacker;
    }

    private void build(Path place) throws Exception {
        try (var root = Directory.open(place.resolve("tree"));
                var old = Directory.open(place.resolve("old"));
                var scratch = Directory.open(place.resolve("scratch"))) {
            var builder = new TreeBuilder(root, manifest, HandMadeRestore.LIMITS, log);
            var tasks = new ArrayList<Callable<Boolean>>();
            for (int i = 0; i < PARTS.size(); i++) {
                var part = "part." + i + ".tar";
                tasks.add(() -> unpack(builder, part));
            }
            for (var task : threads.invokeAll(tasks)) {
                task.get();
            }
            builder.finish(new PreviousTree(old, TreeWalk.Filter.all(), scratch));
            whole++;
        } catch (PosixException | InvalidUploadException e) {
            refused++;
        } catch (ExecutionException e) {
            assertThat(e).hasCauseInstanceOf(PosixException.class);
            refused++;
        }
    }

    private boolean unpack(TreeBuilder builder, String part) throws IOException, InterruptedException {
        try (var tar = uploads.openFile(RawFiles.raw(part))) {
            builder.unpackPart(part, tar, null);
            return true;
        }
    }

    private static void assertUnmarked(Path tree) throws IOException {
        try (var all = Files.walk(tree)) {
            for (var path : (Iterable<Path>) all::iterator) {
                assertThat(path.toString()).doesNotContain(MARK);
                if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
                    assertThat(Files.readString(path)).doesNotContain(MARK);
                }
            }
        }
    }

    /** Nobody swaps any more, and a link is removed itself. */
    private static void delete(Path place) throws IOException {
        try (var all = Files.walk(place)) {
            for (var path : (Iterable<Path>) all.sorted(Comparator.reverseOrder())::iterator) {
                Files.delete(path);
            }
        }
    }
}
