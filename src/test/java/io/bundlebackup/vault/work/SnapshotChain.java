package io.bundlebackup.vault.work;

import io.bundlebackup.archive.scan.ScanTotals;
import io.bundlebackup.archive.tar.TarTools;
import io.bundlebackup.archive.tree.Workers;
import io.bundlebackup.backup.Picture;
import io.bundlebackup.backup.SelectionFilter;
import io.bundlebackup.bundle.selection.PathSelection;
import io.bundlebackup.manifest.Entry;
import io.bundlebackup.manifest.ManifestHeader;
import io.bundlebackup.manifest.ManifestReader;
import io.bundlebackup.posix.Directory;
import io.bundlebackup.posix.RawFiles;
import io.bundlebackup.repository.blob.BlobId;
import io.bundlebackup.repository.blob.BlobReader;
import io.bundlebackup.repository.blob.BlobWriter;
import io.bundlebackup.repository.tree.Chunker;
import io.bundlebackup.repository.tree.MemoryBlobs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A tree that changes, and its snapshots in one repository. */
public final class SnapshotChain implements AutoCloseable {
    static final byte[] CAPABILITIES = "{\"a\":1}".getBytes(StandardCharsets.UTF_8);

    public final Path directory = Files.createTempDirectory("s");
    public final Path source = Files.createDirectory(directory.resolve("source"));
    /** The repository, unless another one was given. */
    public final MemoryBlobs blobs = new MemoryBlobs();

    final List<Generation> generations = new ArrayList<>();
    private final Chunker chunker = new Chunker(new byte[] {1});
    private PathSelection selection = PathSelection.everything();
    private Duration ahead = Duration.ofHours(1);

    /** One snapshot. */
    public record Generation(UUID id, SnapshotFacts facts, List<Entry> lines, Log log) {
        Entry line(String path) {
            return lines.stream()
                    .filter(line -> line.path().encoded().equals(path))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** What the listener was told. */
    public static final class Log implements SnapshotListener {
        final List<String> failed = new ArrayList<>();
        final List<String> damaged = new ArrayList<>();
        private final Runnable afterScan;
        long files;
        long bytes;
        long stored;

        Log(Runnable afterScan) {
            this.afterScan = afterScan;
        }

        @Override
        public void failed(String path, String reason) {
            failed.add(path + ": " + reason);
        }

        @Override
        public void scanned(ScanTotals totals) {
            afterScan.run();
        }

        @Override
        public void stored(long storedFiles, long storedContent, long storedBytes) {
            files += storedFiles;
            bytes += storedContent;
            stored += storedBytes;
        }

        @Override
        public void parentDamaged(String reason) {
            damaged.add(reason);
        }
    }

    public SnapshotChain() throws IOException {}

    void selecting(PathSelection what) {
        selection = what;
    }

    /** The service's clock is so much ahead of the times of files: with an hour, no time looks recent. */
    void clockAhead(Duration time) {
        ahead = time;
    }

    public Path file(String name, String text) throws IOException {
        var path = RawFiles.at(source, name);
        Files.createDirectories(Objects.requireNonNull(path.getParent()));
        return Files.writeString(path, text);
    }

    Generation last() {
        return generations.getLast();
    }

    public Generation backUp() throws IOException, InterruptedException {
        return backUp(blobs, blobs, () -> {});
    }

    Generation backUp(BlobReader reader, BlobWriter writer, Runnable afterScan)
            throws IOException, InterruptedException {
        var parent = generations.isEmpty() ? null : last();
        var log = new Log(afterScan);
        var header = new ManifestHeader(
                "com.example.tree",
                UUID.randomUUID(),
                parent == null ? null : parent.id,
                System.currentTimeMillis() + ahead.toMillis());
        try (var root = Directory.openResolved(source);
                var workers = new Workers()) {
            var facts = new SnapshotWork(
                            new SnapshotSource(
                                    root, new SelectionFilter(selection), header, CAPABILITIES, tree(parent)),
                            new SnapshotStore(reader, writer, chunker),
                            workers,
                            Files.createDirectory(directory.resolve("work" + generations.size())),
                            log)
                    .run();
            generations.add(new Generation(header.generation(), facts, lines(facts.manifest()), log));
        }
        awaitTick();
        return last();
    }

    private static @Nullable BlobId tree(@Nullable Generation parent) {
        return parent == null ? null : parent.facts.tree();
    }

    private static List<Entry> lines(Path manifest) throws IOException {
        var lines = new ArrayList<Entry>();
        try (var reader = ManifestReader.open(manifest)) {
            for (var line = reader.next(); line != null; line = reader.next()) {
                lines.add(line);
            }
        }
        return lines;
    }

    /** Later changes get other times than earlier ones. */
    private void awaitTick() throws IOException {
        var tick = directory.resolve("tick");
        var before = Files.getLastModifiedTime(Files.writeString(tick, "0"));
        for (int i = 0; i < 1_000_000; i++) {
            if (Files.getLastModifiedTime(Files.writeString(tick, "1")).compareTo(before) > 0) {
                return;
            }
        }
        throw new AssertionError("the clock of files stands still");
    }

    /** The last generation's trees and lines show the source as it is now. */
    void assertSame() throws IOException, InterruptedException {
        assertSame(Picture.of(source).only(selection), blobs);
    }

    /** The last generation's lines, and its trees in a repository, show this. */
    void assertSame(Picture expected, BlobReader reader) throws IOException, InterruptedException {
        Picture.of(last().lines).assertSameAs(expected, "the manifest of generation " + generations.size());
        TreePicture.of(reader, last().facts.tree())
                .assertSameAs(expected, "the trees of generation " + generations.size());
    }

    @Override
    public void close() {
        TarTools.run("rm", "-rf", directory.toString());
    }
}
