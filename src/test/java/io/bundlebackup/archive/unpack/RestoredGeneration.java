package io.bundlebackup.archive.unpack;

import io.bundlebackup.archive.tar.TarLimits;
import io.bundlebackup.manifest.Entry;
import io.bundlebackup.manifest.ManifestIndex;
import io.bundlebackup.posix.Directory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Random;
import java.util.TreeSet;

/** Builds what a generation's manifest lists of the delivered files of all generations, which lie in one folder. */
public final class RestoredGeneration {
    private static final TarLimits LIMITS = new TarLimits(1_000_000, 1L << 40);

    private RestoredGeneration() {}

    /** Fills an empty directory; the files come in any order. */
    public static void restore(Path folder, Path manifest, Path target, Random random) throws Exception {
        var index = ManifestIndex.build(manifest, manifest.resolveSibling("scratch"));
        var lines = new ArrayList<Entry>();
        try (var reader = index.reader()) {
            for (var entry = reader.next(); entry != null; entry = reader.next()) {
                if (entry.isRegularFile()) {
                    lines.add(entry);
                }
            }
        }
        try (var root = Directory.open(target);
                var uploads = Directory.open(folder)) {
            var builder = new TreeBuilder(root, index, LIMITS, new BuildLog());
            Collections.shuffle(lines, random);
            var parts = new TreeSet<String>();
            for (var line : lines) {
                if (line.fileName().matches("([0-9]+_)?part\\.[0-9]+\\.tar")) {
                    if (parts.add(line.fileName())) {
                        try (var tar = uploads.openFile(bytes(line.fileName()))) {
                            var arrived = random.nextBoolean()
                                    ? Arrived.tar(folder.resolve(line.fileName()), random.nextLong())
                                    : null;
                            builder.unpackPart(line.fileName(), tar, arrived);
                        }
                    }
                } else if (!line.isHardLink()) {
                    try (var file = uploads.openFile(bytes(line.fileName()))) {
                        var arrived = random.nextBoolean() ? Arrived.file(folder.resolve(line.fileName())) : null;
                        builder.addBigFile(line.path(), file, arrived, uploads, bytes(line.fileName()), false);
                    }
                }
            }
            builder.finish(null);
        }
    }

    private static byte[] bytes(String name) {
        return name.getBytes(StandardCharsets.US_ASCII);
    }
}
