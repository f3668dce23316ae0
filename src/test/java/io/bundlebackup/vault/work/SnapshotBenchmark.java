package io.bundlebackup.vault.work;

import io.bundlebackup.archive.scan.ScanTotals;
import io.bundlebackup.archive.tar.TarTools;
import io.bundlebackup.archive.tree.TreeWalk;
import io.bundlebackup.archive.tree.Workers;
import io.bundlebackup.manifest.ManifestHeader;
import io.bundlebackup.posix.Directory;
import io.bundlebackup.repository.Repository;
import io.bundlebackup.repository.RepositorySettings;
import io.bundlebackup.repository.blob.BlobId;
import io.bundlebackup.repository.place.DirectoryPlace;
import io.bundlebackup.repository.tree.Chunker;
import io.bundlebackup.repository.tree.Snapshot;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Backs up a directory into a repository for each line of the input, which names both; the first snapshot of a repository has no parent. Prints
 * the seconds, and what was stored. For {@code benchmarks/vault.sh}.
 */
final class SnapshotBenchmark {
    private static final byte[] PASSWORD = "x".getBytes(StandardCharsets.UTF_8);

    private SnapshotBenchmark() {}

    public static void main(String[] args) throws Exception {
        try (var workers = new Workers();
                var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (var line = in.readLine(); line != null; line = in.readLine()) {
                var words = line.split(" ");
                System.out.println(backUp(Path.of(words[0]), Path.of(words[1]), workers));
            }
        }
    }

    private static String backUp(Path source, Path repository, Workers workers) throws Exception {
        var scratch = Files.createTempDirectory(repository.toAbsolutePath().getParent(), "scratch");
        var listener = new Phases();
        long begun = System.nanoTime();
        long cpu = cpu();
        var settings = RepositorySettings.standard(Path.of(repository + ".cache"));
        SnapshotFacts facts;
        try (var opened = Files.exists(repository)
                        ? Repository.open(new DirectoryPlace(repository), PASSWORD, settings)
                        : Repository.create(new DirectoryPlace(repository), PASSWORD, settings);
                var writer = opened.writer();
                var root = Directory.open(source)) {
            var parent = newest(opened);
            var header = new ManifestHeader("bench.tree", UUID.randomUUID(), null, System.currentTimeMillis());
            listener.mark("opened");
            facts = new SnapshotWork(
                            new SnapshotSource(
                                    root,
                                    TreeWalk.Filter.all(),
                                    header,
                                    new byte[] {'{', '}'},
                                    parent == null ? null : parent.tree()),
                            new SnapshotStore(opened.reader(), writer, new Chunker(opened.secret("chunker"))),
                            workers,
                            Files.createDirectory(scratch.resolve("work")),
                            listener)
                    .run();
            listener.mark("worked");
            writer.saveSnapshot(new Snapshot(
                            Instant.now(),
                            null,
                            facts.tree(),
                            List.of("/data"),
                            "bench",
                            "root",
                            0,
                            0,
                            List.of(),
                            "",
                            null)
                    .toJson());
            listener.mark("saved");
        }
        double seconds = (System.nanoTime() - begun) / 1e9;
        TarTools.run("rm", "-rf", scratch.toString());
        return "%.3f s, %.3f s of processors, %d files %d bytes, %d added, %d stored, %d changed, %d removed, %d failed;%s"
                .formatted(
                        seconds,
                        (cpu() - cpu) / 1e9,
                        facts.files(),
                        facts.bytes(),
                        facts.addedBytes(),
                        facts.storedBytes(),
                        facts.changed(),
                        facts.removed(),
                        facts.failedCount(),
                        listener.text);
    }

    private static long cpu() {
        return ProcessHandle.current()
                .info()
                .totalCpuDuration()
                .map(Duration::toNanos)
                .orElse(0L);
    }

    private static @Nullable Snapshot newest(Repository repository) throws IOException {
        Snapshot newest = null;
        for (BlobId id : repository.snapshots()) {
            var snapshot = Snapshot.parse(repository.loadSnapshot(id));
            if (newest == null || snapshot.time().isAfter(newest.time())) {
                newest = snapshot;
            }
        }
        return newest;
    }

    private static final class Phases implements SnapshotListener {
        private final StringBuilder text = new StringBuilder();
        private long last = System.nanoTime();

        void mark(String phase) {
            text.append(" %s %.3f".formatted(phase, (System.nanoTime() - last) / 1e9));
            last = System.nanoTime();
        }

        @Override
        public void scanned(ScanTotals totals) {
            mark("scanned");
        }

        @Override
        public void failed(String path, String reason) {
            System.err.println(path + ": " + reason);
        }

        @Override
        public void parentDamaged(String reason) {
            System.err.println("damaged: " + reason);
        }
    }
}
