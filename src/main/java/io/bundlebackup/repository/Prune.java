package io.bundlebackup.repository;

import io.bundlebackup.repository.blob.BlobId;
import io.bundlebackup.repository.blob.BlobReader;
import io.bundlebackup.repository.blob.BlobType;
import io.bundlebackup.repository.pack.BlobIndex;
import io.bundlebackup.repository.pack.PackRewriter;
import io.bundlebackup.repository.pack.PackUsage;
import io.bundlebackup.repository.pack.SealedFiles;
import io.bundlebackup.repository.pack.ToolPool;
import io.bundlebackup.repository.place.DamagedFileException;
import io.bundlebackup.repository.place.FileName;
import io.bundlebackup.repository.place.FileType;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Frees the space of what no snapshot needs, in two phases. Under a common lock: packs that nothing needs are marked, and what is needed of
 * sparse packs is copied. Under an exclusive lock: packs that were marked long enough, and that still nothing needs, go out of the index and
 * are then deleted. A kill at any point leaves every listed snapshot whole.
 */
final class Prune {
    /** Of the bytes of a repository this part is copied at most. */
    private static final int COPIED_PART = 10;

    private static final JsonMapper JSON = JsonMapper.shared();

    private final SealedFiles files;
    private final ToolPool pool;
    private final RepositorySettings settings;
    private final Path cache;
    private final BlobReader reader;
    private final TreeMemory memory;

    Prune(SealedFiles files, ToolPool pool, RepositorySettings settings, Path cache, BlobReader reader)
            throws IOException {
        this.files = files;
        this.pool = pool;
        this.settings = settings;
        this.cache = cache;
        this.reader = reader;
        memory = new TreeMemory(cache);
    }

    /** What is needed, as of a list of snapshots and files of the index. */
    private record Found(Set<FileName> snapshots, Set<FileName> index, PackUsage usage) {}

    PruneReport run(PackMarks marks, Duration delay) throws IOException, InterruptedException {
        var now = settings.clock().instant();
        Found found;
        Set<BlobId> copied;
        try (var lock = lock(false)) {
            found = find(marks.load().keySet());
            copied = repack(found.usage());
            lock.requireHeld();
            mark(marks, found.usage(), copied, now);
        }
        try (var lock = lock(true)) {
            if (!found.snapshots().equals(names(FileType.SNAPSHOT))
                    || !found.index().equals(names(FileType.INDEX))) {
                found = find(marks.load().keySet());
            }
            var usage = found.usage();
            memory.save();
            var marked = mark(marks, usage, Set.of(), now);
            var due = due(marked, now.minus(delay));
            delete(usage, due, lock);
            marked.keySet().removeAll(due);
            marks.save(marked);
            files.place().removePartials();
            return new PruneReport(
                    usage.neededBlobs(),
                    marked.size(),
                    usage.bytes(marked.keySet()),
                    copied.size(),
                    due.size(),
                    usage.bytes(due));
        }
    }

    private RepositoryLock lock(boolean exclusive) throws IOException, InterruptedException {
        return RepositoryLock.acquire(files, settings.clock(), exclusive, settings.lockWait());
    }

    /** Snapshots are listed before the index is read: a snapshot that comes later needs blobs that this index may not have. */
    private Found find(Set<BlobId> marked) throws IOException, InterruptedException {
        var snapshots = names(FileType.SNAPSHOT);
        var listed = names(FileType.INDEX);
        var sizes = new HashMap<BlobId, Long>();
        files.place().list(FileType.DATA, file -> sizes.put(file.name().id(), file.size()));
        var usage = new PackUsage(BlobIndex.load(files, cache), sizes);
        for (var snapshot : snapshots) {
            use(root(snapshot), usage);
        }
        usage.count(marked);
        return new Found(snapshots, listed, usage);
    }

    private Set<FileName> names(FileType type) throws IOException {
        return Set.copyOf(files.list(type));
    }

    private BlobId root(FileName snapshot) throws IOException {
        try {
            return BlobId.parse(JSON.readTree(files.load(snapshot)).path("tree").stringValue(""));
        } catch (JacksonException | IllegalArgumentException e) {
            throw new DamagedFileException(snapshot, "it names no tree", e);
        } catch (NoSuchFileException e) {
            throw new IOException("the snapshot " + snapshot + " was removed while a prune looked at it", e);
        }
    }

    private void use(BlobId root, PackUsage usage) throws IOException, InterruptedException {
        var trees = new ArrayDeque<BlobId>();
        if (usage.use(root, BlobType.TREE)) {
            trees.add(root);
        }
        while (!trees.isEmpty()) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            memory.references(trees.pop(), reader).forEach(new TreeReferences.Listener() {
                @Override
                public void tree(BlobId id) throws IOException {
                    if (usage.use(id, BlobType.TREE)) {
                        trees.push(id);
                    }
                }

                @Override
                public void data(BlobId id) throws IOException {
                    usage.use(id, BlobType.DATA);
                }
            });
        }
    }

    private Set<BlobId> repack(PackUsage usage) throws IOException, InterruptedException {
        long most = Math.max(usage.bytes() / COPIED_PART, settings.packSize());
        return new PackRewriter(files, pool, usage).repack(most, settings.packSize());
    }

    private static Map<BlobId, Instant> mark(PackMarks marks, PackUsage usage, Set<BlobId> copied, Instant now)
            throws IOException {
        var unneeded = new HashSet<>(usage.unneeded());
        unneeded.addAll(copied);
        var old = marks.load();
        var marked = new HashMap<BlobId, Instant>();
        unneeded.forEach(pack -> marked.put(pack, old.getOrDefault(pack, now)));
        if (!marked.equals(old)) {
            marks.save(marked);
        }
        return marked;
    }

    /** After a clock has gone back, marks of the old time wait longer. */
    private static Set<BlobId> due(Map<BlobId, Instant> marked, Instant before) {
        return marked.entrySet().stream()
                .filter(mark -> !mark.getValue().isAfter(before))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    private void delete(PackUsage usage, Set<BlobId> due, RepositoryLock lock) throws IOException {
        if (due.isEmpty()) {
            return;
        }
        lock.requireHeld();
        new PackRewriter(files, pool, usage).rewriteIndex(due);
        lock.requireHeld();
        for (var pack : due) {
            files.place().remove(FileName.of(FileType.DATA, pack));
        }
    }
}
