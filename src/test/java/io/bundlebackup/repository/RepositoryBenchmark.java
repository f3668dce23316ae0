package io.bundlebackup.repository;

import io.bundlebackup.repository.blob.BlobId;
import io.bundlebackup.repository.blob.BlobType;
import io.bundlebackup.repository.place.DirectoryPlace;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * Measures repositories alone, without scans and trees. {@code write DIRECTORY SCRATCH} stores the content of all files, twice, so that the
 * second time shows compiled code. {@code prune SCRATCH DIRECTORIES SNAPSHOTS} makes snapshots of 40 files a directory, of which 1 in 1,000
 * changes each time, and prunes after one is removed. Prints seconds, and seconds of processor time.
 */
final class RepositoryBenchmark {
    private static final int FILES = 40;
    private static final int MIB = 1 << 20;

    private RepositoryBenchmark() {}

    public static void main(String[] args) throws Exception {
        switch (args[0]) {
            case "write" -> {
                write(Path.of(args[1]), Path.of(args[2]).resolve("first"));
                write(Path.of(args[1]), Path.of(args[2]).resolve("second"));
            }
            case "prune" -> prune(Path.of(args[1]), Integer.parseInt(args[2]), Integer.parseInt(args[3]));
            default -> throw new IllegalArgumentException("write or prune");
        }
    }

    private static Repository create(Path scratch) throws IOException {
        Files.createDirectories(scratch);
        return Repository.create(
                new DirectoryPlace(scratch.resolve("repository")),
                TestSnapshots.PASSWORD,
                RepositorySettings.standard(scratch.resolve("cache")));
    }

    private interface Work {
        Object run() throws Exception;
    }

    private static void measure(String what, Work work) throws Exception {
        long cpu = cpu();
        long begun = System.nanoTime();
        var result = work.run();
        System.out.printf(
                "%s: %.2f s, processor %.2f s, %s%n",
                what, (System.nanoTime() - begun) / 1e9, (cpu() - cpu) / 1e3, result);
    }

    private static long cpu() {
        return ProcessHandle.current()
                .info()
                .totalCpuDuration()
                .orElse(Duration.ZERO)
                .toMillis();
    }

    private static void write(Path source, Path scratch) throws Exception {
        List<Path> files;
        try (var found = Files.walk(source)) {
            files = found.filter(Files::isRegularFile).toList();
        }
        try (var repository = create(scratch)) {
            measure("write", () -> write(repository, files));
        }
    }

    private static String write(Repository repository, List<Path> files) throws Exception {
        var next = new AtomicInteger();
        var stored = new LongAdder();
        try (var writer = repository.writer()) {
            var workers = new ArrayList<Thread>();
            for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
                workers.add(Thread.ofPlatform().start(() -> {
                    for (int file = next.getAndIncrement(); file < files.size(); file = next.getAndIncrement()) {
                        stored.add(save(writer, files.get(file)));
                    }
                }));
            }
            for (var worker : workers) {
                worker.join();
            }
            writer.complete();
        }
        return files.size() + " files, " + stored.sum() / MIB + " MiB stored";
    }

    private static long save(RepositoryWriter writer, Path file) {
        var buffer = ByteBuffer.allocate(MIB);
        long stored = 0;
        try (var channel = Files.newByteChannel(file)) {
            while (channel.read(buffer) >= 0 || buffer.position() > 0) {
                if (!buffer.hasRemaining() || channel.position() == channel.size()) {
                    stored += writer.save(BlobType.DATA, buffer.flip()).storedBytes();
                    buffer.clear();
                }
            }
            return stored;
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void prune(Path scratch, int directories, int snapshots) throws Exception {
        var random = new Random(7);
        var ids = new ArrayList<BlobId>();
        try (var repository = create(scratch)) {
            var files = new BlobId[directories * FILES];
            var trees = new BlobId[directories];
            for (int i = 0; i < snapshots; i++) {
                int part = i == 0 ? 1 : 1000;
                measure("snapshot " + i, () -> {
                    ids.add(snapshot(repository, files, trees, part, random));
                    return repository.storedBytes() / MIB + " MiB in all";
                });
            }
            measure("first prune", () -> repository.prune(Duration.ofDays(1)));
            for (int i = 0; i < 3; i++) {
                repository.removeSnapshot(ids.get(i));
                measure("prune without one snapshot", () -> repository.prune(Duration.ZERO));
            }
        }
    }

    private static BlobId snapshot(Repository repository, BlobId[] files, BlobId[] trees, int part, Random random)
            throws IOException, InterruptedException {
        try (var writer = repository.writer()) {
            var changed = new BitSet();
            var content = ByteBuffer.allocate(200);
            for (int i = 0; i < files.length; i++) {
                if (random.nextInt(part) == 0) {
                    random.nextBytes(content.array());
                    files[i] = writer.save(BlobType.DATA, content).id();
                    changed.set(i / FILES);
                }
            }
            for (int i = changed.nextSetBit(0); i >= 0; i = changed.nextSetBit(i + 1)) {
                var nodes = new ArrayList<String>();
                for (int j = i * FILES; j < (i + 1) * FILES; j++) {
                    nodes.add(("{\"name\":\"file-%07d\",\"type\":\"file\",\"mode\":420,"
                                    + "\"mtime\":\"2026-11-27T10:00:00.123456789Z\",\"uid\":1000,\"gid\":100,\"size\":200,"
                                    + "\"links\":1,\"content\":[\"%s\"]}")
                            .formatted(j, files[j]));
                }
                trees[i] = tree(writer, nodes);
            }
            var nodes = new ArrayList<String>();
            for (int i = 0; i < trees.length; i++) {
                nodes.add("{\"name\":\"directory-%06d\",\"type\":\"dir\",\"mode\":2147484141,\"subtree\":\"%s\"}"
                        .formatted(i, trees[i]));
            }
            var root = tree(writer, nodes);
            return writer.saveSnapshot(
                    ("{\"time\":\"2026-11-27T10:00:00Z\",\"tree\":\"" + root + "\",\"paths\":[\"/data\"]}")
                            .getBytes(StandardCharsets.UTF_8));
        }
    }

    private static BlobId tree(RepositoryWriter writer, List<String> nodes) throws IOException, InterruptedException {
        var json = "{\"nodes\":[" + String.join(",", nodes) + "]}\n";
        return writer.save(BlobType.TREE, ByteBuffer.wrap(json.getBytes(StandardCharsets.UTF_8)))
                .id();
    }
}
