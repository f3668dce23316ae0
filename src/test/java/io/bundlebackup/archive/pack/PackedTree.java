package io.bundlebackup.archive.pack;

import io.bundlebackup.archive.scan.PackPlan;
import io.bundlebackup.archive.scan.PackUnit;
import io.bundlebackup.archive.scan.ScanFiles;
import io.bundlebackup.archive.scan.ScanLimits;
import io.bundlebackup.archive.scan.TreeScan;
import io.bundlebackup.archive.tar.TarLimits;
import io.bundlebackup.archive.tree.TreeWalk;
import io.bundlebackup.archive.unpack.PreviousTree;
import io.bundlebackup.archive.unpack.TreeBuildListener;
import io.bundlebackup.archive.unpack.TreeBuilder;
import io.bundlebackup.manifest.Entry;
import io.bundlebackup.manifest.ManifestHeader;
import io.bundlebackup.manifest.ManifestIndex;
import io.bundlebackup.manifest.ManifestReader;
import io.bundlebackup.manifest.ManifestWriter;
import io.bundlebackup.manifest.RawPath;
import io.bundlebackup.posix.Directory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** A backup of a tree as uploads of a restore: parts, big files and the manifest of the whole, in a directory. */
public final class PackedTree {
    private static final TarLimits LIMITS = new TarLimits(1_000_000, Long.MAX_VALUE);

    private final Path uploads;
    private final Path manifest;
    private final Set<String> parts = new TreeSet<>();
    private final TreeMap<RawPath, Entry> lines = new TreeMap<>();
    private final ManifestHeader header =
            new ManifestHeader("com.example", UUID.randomUUID(), null, System.currentTimeMillis() + 60_000);

    private PackedTree(Path work) throws IOException {
        uploads = Files.createDirectory(work.resolve("uploads"));
        manifest = work.resolve("manifest");
    }

    /** Backs up a tree, which is at rest, by the plan of a scan with these limits. */
    public static PackedTree of(Path source, Path work, ScanLimits limits) throws Exception {
        var packed = new PackedTree(work);
        var scanned = ScanFiles.in(work);
        try (var root = Directory.open(source)) {
            TreeScan.scan(root, TreeWalk.Filter.all(), limits, scanned, PackedTree::failed);
            try (var plan = new PackPlan.Reader(scanned.plan())) {
                for (var unit = plan.next(); unit != null; unit = plan.next()) {
                    packed.add(unit, root, scanned, limits.bigFile(), source);
                }
            }
        }
        packed.writeManifest(scanned);
        return packed;
    }

    /** Whether the file at the path of a big file is unchanged since the big file was digested. */
    static boolean isStill(Directory root, BigFile big) throws IOException {
        try (var file = root.openFile(big.entry().path().bytes())) {
            return big.isStill(file.stat());
        }
    }

    private static void failed(String path, String reason) {
        throw new AssertionError(path + ": " + reason);
    }

    private void add(PackUnit unit, Directory root, ScanFiles scanned, long bigFile, Path source) throws Exception {
        switch (unit) {
            case PackUnit.Part part -> {
                var list = uploads.resolveSibling(part.uri() + ".manifest");
                new PartPacker(root, scanned, bigFile, header, PackedTree::failed)
                        .pack(part, uploads.resolve(part.uri()), list);
                parts.add(part.uri());
                read(list);
            }
            case PackUnit.BigFile big -> {
                var copy = uploads.resolve(big.uri());
                var file = BigFile.copy(root, scanned, big, header, copy, PackedTree::failed);
                var list = uploads.resolveSibling(big.uri() + ".manifest");
                if (file.hasHardLinks()) {
                    try (var names = new BigFileLinks(scanned)) {
                        names.list(file, root, bigFile, list);
                    }
                } else {
                    Files.write(list, file.manifest());
                }
                read(list);
            }
            case PackUnit.HardLink further -> {
                // It stands in the manifest of the big file.
            }
        }
    }

    private void read(Path list) throws IOException {
        try (var reader = new ManifestReader(Files.newInputStream(list))) {
            for (var entry = reader.next(); entry != null; entry = reader.next()) {
                lines.put(entry.path(), entry);
            }
        }
    }

    private void writeManifest(ScanFiles scanned) throws Exception {
        try (var names = ManifestLinks.of(scanned)) {
            for (var entry : List.copyOf(lines.values())) {
                lines.put(entry.path(), names.link(entry));
            }
        }
        writeManifest();
    }

    /** Writes the lines anew, after somebody has changed them. */
    public void writeManifest() throws IOException {
        try (var out = new ManifestWriter(Files.newOutputStream(manifest), header)) {
            for (var entry : lines.values()) {
                out.write(entry);
            }
        }
    }

    /** The lines of the manifest; see {@link #writeManifest()}. */
    public TreeMap<RawPath, Entry> lines() {
        return lines;
    }

    public Path uploads() {
        return uploads;
    }

    public Path manifest() {
        return manifest;
    }

    public Set<String> parts() {
        return parts;
    }

    ManifestIndex index() throws IOException, InterruptedException {
        return ManifestIndex.build(manifest, manifest.resolveSibling("index.scratch"));
    }

    /** Restores into an empty directory. */
    public void restore(Directory root, boolean share, @Nullable PreviousTree kept, TreeBuildListener listener)
            throws Exception {
        restore(root, share, kept, listener, 3);
    }

    public void restore(
            Directory root, boolean share, @Nullable PreviousTree kept, TreeBuildListener listener, int threads)
            throws Exception {
        var builder = new TreeBuilder(root, index(), LIMITS, listener);
        try (var directory = Directory.open(uploads)) {
            var tasks = new ArrayList<Callable<Boolean>>();
            for (var part : parts) {
                tasks.add(() -> unpack(builder, directory, part));
            }
            for (var line : lines.values()) {
                if (line.isRegularFile() && !line.isHardLink() && !parts.contains(line.fileName())) {
                    tasks.add(() -> takeBigFile(builder, directory, line, share));
                }
            }
            runAll(tasks, threads);
        }
        builder.finish(kept);
    }

    private static boolean unpack(TreeBuilder builder, Directory directory, String part) throws Exception {
        try (var tar = directory.openFile(bytes(part))) {
            builder.unpackPart(part, tar, null);
        }
        return true;
    }

    private static boolean takeBigFile(TreeBuilder builder, Directory directory, Entry line, boolean share)
            throws Exception {
        var name = bytes(line.fileName());
        try (var upload = directory.openFile(name)) {
            builder.addBigFile(line.path(), upload, null, directory, name, share);
        }
        return true;
    }

    private static byte[] bytes(String name) {
        return name.getBytes(StandardCharsets.UTF_8);
    }

    private static void runAll(List<Callable<Boolean>> tasks, int most) throws Exception {
        try (var threads = Executors.newFixedThreadPool(most)) {
            for (var task : threads.invokeAll(tasks)) {
                try {
                    task.get();
                } catch (ExecutionException e) {
                    if (e.getCause() instanceof Exception cause) {
                        throw cause;
                    }
                    throw e;
                }
            }
        }
    }
}
