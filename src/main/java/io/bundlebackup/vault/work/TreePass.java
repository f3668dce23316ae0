package io.bundlebackup.vault.work;

import io.bundlebackup.archive.tree.Digests;
import io.bundlebackup.archive.tree.Interrupts;
import io.bundlebackup.archive.tree.Workers;
import io.bundlebackup.manifest.Entry;
import io.bundlebackup.manifest.ManifestReader;
import io.bundlebackup.manifest.RawPath;
import io.bundlebackup.repository.blob.BlobId;
import io.bundlebackup.repository.blob.BlobType;
import io.bundlebackup.repository.blob.BlobWriter;
import io.bundlebackup.repository.tree.Node;
import io.bundlebackup.repository.tree.TreeWriter;
import java.io.Closeable;
import java.io.IOException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Builds the trees of a snapshot from its manifest. A directory whose lines are the parent's keeps its tree, which is not even loaded; the
 * pieces of unchanged files in other directories come from the parent's trees. Memory: the directories above one entry, each with its new
 * tree and the parent's, and some trees that are being stored. Used once, by one thread.
 */
final class TreePass implements Closeable {
    /** Bytes of trees that are being stored. */
    private static final int MOST_PENDING = 8 << 20;

    private final SnapshotStore store;
    private final WorkFiles files;
    private final Workers savers;
    private final Amounts amounts = new Amounts();
    private final MessageDigest digest = Digests.sha256();
    private final ArrayDeque<Pending> pending = new ArrayDeque<>();
    private long pendingBytes;
    private final PathList.Reader changed;
    private final ContentList.Reader contents;
    private final LinkCounts links;
    private final ArrayDeque<Open> open = new ArrayDeque<>();

    /** The tree of the parent's data; null if there is no parent. */
    private final @Nullable BlobId parent;

    /** A directory whose entries are being added; without a line if the selection does not take it. */
    private record Open(
            RawPath path,
            @Nullable Entry line,
            TreeWriter tree,
            @Nullable ParentDirectory before) {}

    private record Pending(Workers.Job<BlobWriter.Stored> job, int bytes) {}

    /** @param savers threads that store blobs and do nothing else */
    TreePass(SnapshotStore store, WorkFiles files, @Nullable BlobId parent, long rootDevice, Workers savers)
            throws IOException {
        this.store = store;
        this.files = files;
        this.parent = parent;
        this.savers = savers;
        changed = new PathList.Reader(files.changed());
        contents = new ContentList.Reader(files.contents());
        links = new LinkCounts(files.scanned(), rootDevice);
    }

    /** What was new to the repository; complete after {@link #run}. */
    Amounts amounts() {
        return amounts;
    }

    /** Builds and stores the trees; returns the root's. */
    BlobId run() throws IOException, InterruptedException {
        try (var lines = ManifestReader.open(files.manifest())) {
            var line = lines.next();
            if (line == null || !line.path().isRoot()) {
                throw new IOException("the manifest of a snapshot does not list the root");
            }
            open.push(new Open(RawPath.ROOT, line, new TreeWriter(), before(parent)));
            RawPath kept = null;
            for (line = lines.next(); line != null; line = lines.next()) {
                Interrupts.check("building trees");
                if (kept == null || !line.path().isUnder(kept)) {
                    kept = add(line) ? null : line.path();
                }
            }
        }
        while (open.size() > 1) {
            close(open.pop());
        }
        var root = save(open.pop().tree);
        while (!pending.isEmpty()) {
            finishFirst();
        }
        return root;
    }

    /** Adds an entry; returns false for a directory that keeps its tree, so that its entries are not added. */
    private boolean add(Entry line) throws IOException, InterruptedException {
        var above = enter(Objects.requireNonNull(line.path().parent()));
        if (line.isDirectory()) {
            return addDirectory(line, above);
        }
        if (line.isSymbolicLink()) {
            above.tree.add(Nodes.link(line));
        } else {
            var count = links.of(line);
            above.tree.add(Nodes.file(line, count.device(), count.links(), pieces(line, above)));
        }
        return true;
    }

    private boolean addDirectory(Entry line, Open above) throws IOException {
        var name = line.path().name();
        var before = above.before == null ? null : above.before.subtree(name);
        if (before != null && !changed.has(line.path())) {
            if (store.reader().length(before, BlobType.TREE) < 0) {
                throw new DamagedParentException("the repository lacks the tree " + before);
            }
            above.tree.add(Nodes.directory(line, name, before));
            return false;
        }
        open.push(new Open(line.path(), line, new TreeWriter(), before(before)));
        return true;
    }

    private List<BlobId> pieces(Entry line, Open above) throws IOException {
        var stored = contents.find(line.path());
        if (stored != null) {
            return stored;
        }
        if (above.before == null) {
            throw new DamagedParentException("its trees lack a directory that its manifest lists");
        }
        return above.before.pieces(line.path().name(), line.size());
    }

    private @Nullable ParentDirectory before(@Nullable BlobId directory) throws IOException {
        return directory == null ? null : new ParentDirectory(store.reader(), directory);
    }

    /** Closes directories that do not contain this one, and opens those above this one that have no line. */
    private Open enter(RawPath directory) throws IOException, InterruptedException {
        while (!open.element().path.equals(directory) && !directory.isUnder(open.element().path)) {
            close(open.pop());
        }
        var missing = new ArrayDeque<RawPath>();
        for (var each = directory; !each.equals(open.element().path); each = Objects.requireNonNull(each.parent())) {
            missing.push(each);
        }
        for (var each : missing) {
            var above = open.element().before;
            open.push(
                    new Open(each, null, new TreeWriter(), before(above == null ? null : above.subtree(each.name()))));
        }
        return open.element();
    }

    private void close(Open directory) throws IOException, InterruptedException {
        var id = save(directory.tree);
        var name = directory.path.name();
        open.element()
                .tree
                .add(
                        directory.line == null
                                ? Node.directory(name, Instant.EPOCH, id)
                                : Nodes.directory(directory.line, name, id));
    }

    /** Has a tree stored by another thread; its ID is known before. */
    private BlobId save(TreeWriter tree) throws IOException, InterruptedException {
        var content = tree.end();
        digest.update(content.duplicate());
        var job = savers.submit(() -> store.writer().save(BlobType.TREE, content));
        pending.add(new Pending(job, content.remaining()));
        pendingBytes += content.remaining();
        while (pendingBytes > MOST_PENDING && pending.size() > 1) {
            finishFirst();
        }
        return BlobId.of(digest.digest());
    }

    private void finishFirst() throws IOException, InterruptedException {
        var first = pending.getFirst();
        amounts.add(first.job.result(), first.bytes);
        pending.removeFirst();
        pendingBytes -= first.bytes;
    }

    @Override
    public void close() throws IOException {
        pending.forEach(each -> each.job.stop());
        try (changed;
                contents) {
            links.close();
        }
    }
}
