package io.bundlebackup.upload;

import io.bundlebackup.manifest.Entry;
import io.bundlebackup.manifest.ManifestIndex;
import io.bundlebackup.manifest.ManifestReader;
import io.bundlebackup.manifest.ManifestWriter;
import io.bundlebackup.manifest.RawPath;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Makes one {@link Resolution}, pass by pass: each names the carriers that some of the older manifests know; a last one gives further
 * names of files that nobody carries by themselves those of their first names. Memory: two buffers for each of {@value #AT_ONCE}
 * manifests. Used once, by one thread; an interrupt ends it with an {@link IOException} at the next read.
 */
final class Resolving {
    static final int AT_ONCE = 16;

    private final UploadFiles files;
    private final ManifestRows rows;
    private final BundleKey key;
    private final Chain chain;
    /** What was written last; null as long as there is only what was uploaded. */
    private @Nullable String made;

    private boolean openFurtherNames;
    private long open;

    Resolving(UploadFiles files, ManifestRows rows, BundleKey key, Chain chain) {
        this.files = files;
        this.rows = rows;
        this.key = key;
        this.chain = chain;
        this.open = chain.newest().open();
    }

    /** Tells the carrier of a line that has none; null if it does not know. */
    private interface Naming {
        @Nullable
        String carrier(Entry line) throws IOException;
    }

    /** @throws io.bundlebackup.manifest.InvalidManifestException if what further names call their first is none */
    Resolution make() throws IOException, InterruptedException {
        boolean done = false;
        try {
            int looked = 0;
            do {
                try (var search = new CarrierSearch(next(looked))) {
                    write(search::carrier);
                }
                looked += AT_ONCE;
            } while (open > 0 && looked < chain.older().size());
            if (openFurtherNames) {
                writeByFirstNames();
            }
            var resolution = count(Objects.requireNonNull(made));
            done = true;
            return resolution;
        } finally {
            if (!done && made != null) {
                rows.forgetWanted(key, made);
                files.delete(key, made);
            }
        }
    }

    private List<Path> next(int looked) {
        return chain.older().stream()
                .skip(looked)
                .limit(AT_ONCE)
                .map(row -> files.file(key, row.file()))
                .toList();
    }

    private Path present() {
        return files.file(key, made == null ? chain.newest().file() : made);
    }

    /** Writes the present manifest anew, with more names in it. */
    private void write(Naming naming) throws IOException {
        files.requireSpace(files.length(key, made == null ? chain.newest().file() : made));
        var created = files.create(key, chain.newest().uri());
        boolean written = false;
        try (var channel = created.channel();
                var lines = ManifestReader.open(present());
                var manifest = new ManifestWriter(Channels.newOutputStream(channel), lines.header())) {
            open = 0;
            openFurtherNames = false;
            for (var line = lines.next(); line != null; line = lines.next()) {
                manifest.write(named(line, naming));
            }
            written = true;
        } finally {
            var garbage = written ? made : created.name();
            if (garbage != null) {
                files.delete(key, garbage);
            }
        }
        made = created.name();
    }

    private Entry named(Entry line, Naming naming) throws IOException {
        if (!isOpen(line)) {
            return line;
        }
        var carrier = naming.carrier(line);
        if (carrier != null) {
            return line.withFileName(carrier);
        }
        open++;
        openFurtherNames |= line.isHardLink();
        return line;
    }

    private static boolean isOpen(Entry line) {
        return line.isRegularFile() && line.fileName().isEmpty();
    }

    /** A further name is made with its first one, whatever carries that. */
    private void writeByFirstNames() throws IOException, InterruptedException {
        var before = present();
        var index = ManifestIndex.build(before, before.resolveSibling(before.getFileName() + ".links"));
        try (var firsts = index.cursor()) {
            write(line -> {
                var link = line.link();
                var first = link == null ? null : firsts.find(RawPath.of(link.bytes()));
                return first == null || first.entry().fileName().isEmpty()
                        ? null
                        : first.entry().fileName();
            });
        }
    }

    private Resolution count(String file) throws IOException {
        var wanted = new WantedCount(rows, key, file);
        RawPath first = null;
        try (var lines = ManifestReader.open(files.file(key, file))) {
            for (var line = lines.next(); line != null; line = lines.next()) {
                wanted.add(line);
                if (first == null && isOpen(line)) {
                    first = line.path();
                }
            }
        }
        wanted.end();
        return new Resolution(chain.files(), file, open, first);
    }
}
