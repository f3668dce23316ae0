package io.bundlebackup.archive;

import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.manifest.Entry;
import io.bundlebackup.manifest.ManifestHeader;
import io.bundlebackup.manifest.ManifestReader;
import io.bundlebackup.manifest.RawPath;
import io.bundlebackup.posix.Directory;
import io.bundlebackup.posix.RawFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Random trees, cut at random limits, packed, unpacked by other people's tools: the same trees. */
class TreeBackupProperties {
    private static final int ROUNDS = 20;
    private static final String BYTES = "ab.-\u0001\u00ff\u00c3\u0080 ;%\n\\*";

    @TempDir
    private Path temp = Path.of("");

    @Test
    void aTreeThatIsPackedAndUnpackedIsTheSameTree() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            long seed = System.nanoTime();
            try {
                var directory = Files.createDirectory(temp.resolve("round" + round));
                backUp(directory, new Random(seed));
            } catch (Throwable e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
        assertThat(RawFiles.openBelow(temp)).isZero();
    }

    private static void backUp(Path directory, Random random) throws Throwable {
        var source = Files.createDirectory(directory.resolve("source"));
        var paths = grow(source, random);
        var limits = new TreeScan.Limits(random.nextInt(400), 200 + random.nextInt(2_000), 2 + random.nextInt(12));
        var header = new ManifestHeader("com.example", UUID.randomUUID(), null, System.currentTimeMillis());
        var scan = directory.resolve("scan");
        var plan = directory.resolve("plan");
        try (var root = Directory.open(source)) {
            var totals = TreeScan.scan(root, TreeWalk.Filter.all(), limits, scan, plan, TreeBackupProperties::none);
            var delivered = new Delivery(root, scan, limits, header, directory);
            try (var units = new PackPlan.Reader(plan)) {
                for (var unit = units.next(); unit != null; unit = units.next()) {
                    delivered.take(unit);
                }
            }
            assertThat(delivered.files).isEqualTo(totals.files());
            assertThat(delivered.bytes).isEqualTo(totals.bytes());
            assertThat(delivered.lines.keySet()).isEqualTo(paths);
            Unpacked.assertSameTree(source, delivered.bigFiles, delivered.parts);
        }
    }

    private static void none(String path, String reason) {
        throw new AssertionError(path + ": " + reason);
    }

    /** What a plan came to. */
    private static final class Delivery {
        private final Directory root;
        private final Path scan;
        private final TreeScan.Limits limits;
        private final ManifestHeader header;
        private final Path directory;
        private final List<Unpacked.Big> bigFiles = new ArrayList<>();
        private final List<Path> parts = new ArrayList<>();
        private final TreeMap<RawPath, Entry> lines = new TreeMap<>();
        private long files;
        private long bytes;

        Delivery(Directory root, Path scan, TreeScan.Limits limits, ManifestHeader header, Path directory) {
            this.root = root;
            this.scan = scan;
            this.limits = limits;
            this.header = header;
            this.directory = directory;
        }

        void take(PackUnit unit) throws IOException, InterruptedException {
            switch (unit) {
                case PackUnit.BigFile big -> {
                    var file = BigFile.digest(root, scan, big, header).orElseThrow();
                    var entry = file.entry();
                    assertThat(entry.size()).isGreaterThan(limits.bigFile());
                    assertThat(lines.put(entry.path(), entry)).isNull();
                    var content = directory.resolve(big.uri());
                    Files.copy(
                            RawFiles.at(
                                    directory.resolve("source"), entry.path().bytes()),
                            content);
                    bigFiles.add(new Unpacked.Big(content, entry.path().bytes(), entry.mode(), entry.mtime()));
                    files++;
                    bytes += big.bytes();
                }
                case PackUnit.Part part -> pack(part);
            }
        }

        private void pack(PackUnit.Part part) throws IOException, InterruptedException {
            var tar = directory.resolve(part.uri());
            var manifest = directory.resolve(part.uri() + ".manifest");
            var packer = new PartPacker(root, scan, limits.bigFile(), header, TreeBackupProperties::none);
            var packed = packer.pack(part, tar, manifest);
            assertThat(packed.size()).isEqualTo(Files.size(tar)).isLessThanOrEqualTo(part.sizeEstimate());
            assertThat(packed.sha256()).isEqualTo(BigFileTests.sha256(tar));
            assertThat(packed.manifestSha256()).isEqualTo(BigFileTests.sha256(manifest));
            assertThat(part.entries()).isLessThanOrEqualTo(limits.partEntries());
            assertThat(packed.files()).isEqualTo(part.files());
            files += packed.files();
            bytes += packed.bytes();
            parts.add(tar);
            try (var reader = new ManifestReader(Files.newInputStream(manifest), "com.example")) {
                for (var entry = reader.next(); entry != null; entry = reader.next()) {
                    assertThat(lines.put(entry.path(), entry)).isNull();
                    assertThat(entry.fileName()).isEqualTo(part.uri());
                }
            }
        }
    }

    private static TreeSet<RawPath> grow(Path source, Random random) throws Throwable {
        var all = new TreeSet<RawPath>(List.of(RawPath.ROOT));
        var directories = new ArrayList<>(List.of(""));
        int count = random.nextInt(80);
        for (int i = 0; i < count; i++) {
            var name = directories.get(random.nextInt(directories.size())) + name(random);
            if (name.length() < 300 && all.add(RawPath.of(RawFiles.raw(name)))) {
                var path = RawFiles.at(source, name);
                switch (random.nextInt(5)) {
                    case 0, 1 -> {
                        Files.createDirectory(path);
                        directories.add(name + "/");
                    }
                    case 2 -> {
                        var link = source.resolve("link-to-be-renamed");
                        RawFiles.symlink(RawFiles.raw(name(random)), link);
                        Files.move(link, path);
                    }
                    default -> write(path, random);
                }
            }
        }
        for (var path : all.descendingSet()) {
            dress(path.isRoot() ? source : RawFiles.at(source, path.bytes()), random);
        }
        return all;
    }

    private static void write(Path path, Random random) throws IOException {
        var content = new byte[random.nextInt(4) == 0 ? 0 : random.nextInt(1_500)];
        random.nextBytes(content);
        Files.write(path, content);
    }

    /** A mode and a time; whoever unpacks has to be able to look into directories. */
    private static void dress(Path path, Random random) throws IOException {
        if (!Files.isSymbolicLink(path)) {
            Files.setAttribute(path, "unix:mode", (Files.isDirectory(path) ? 0700 : 0400) | random.nextInt(01000));
            var seconds = random.nextInt(3) == 0 ? 0 : random.nextLong(4_000_000_000L);
            Files.setLastModifiedTime(
                    path, FileTime.from(Instant.ofEpochSecond(seconds, random.nextInt(1_000_000_000))));
        }
    }

    private static String name(Random random) {
        var name = new StringBuilder();
        int length = 1 + random.nextInt(random.nextInt(10) == 0 ? 120 : 4);
        while (name.length() < length) {
            name.append(BYTES.charAt(random.nextInt(BYTES.length())));
        }
        return name.toString().equals(".") || name.toString().equals("..") ? "dots" : name.toString();
    }
}
