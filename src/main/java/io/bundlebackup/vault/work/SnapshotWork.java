package io.bundlebackup.vault.work;

import io.bundlebackup.archive.scan.Baseline;
import io.bundlebackup.archive.scan.ScanLimits;
import io.bundlebackup.archive.scan.ScanTotals;
import io.bundlebackup.archive.scan.TreeScan;
import io.bundlebackup.archive.tree.Workers;
import io.bundlebackup.manifest.Entry;
import io.bundlebackup.manifest.InvalidManifestException;
import io.bundlebackup.manifest.ManifestReader;
import io.bundlebackup.posix.FailureReason;
import io.bundlebackup.repository.blob.BlobId;
import io.bundlebackup.repository.blob.BlobType;
import io.bundlebackup.repository.tree.Node;
import io.bundlebackup.repository.tree.SnapshotTree;
import io.bundlebackup.repository.tree.TreeWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a snapshot of one bundle: scans the data, stores what changed, and builds the trees. The caller completes the writer and then writes
 * the snapshot's file. Used once, by one platform thread.
 */
public final class SnapshotWork {
    /** The names in the root of a snapshot. */
    public static final String DATA = "data";

    public static final String MANIFEST = "manifest";
    public static final String CAPABILITIES = "capabilities.json";

    private static final Logger log = LoggerFactory.getLogger(SnapshotWork.class);

    /** There are no delivered files; the plan only counts. */
    private static final ScanLimits NO_FILES = new ScanLimits(Long.MAX_VALUE, Long.MAX_VALUE, 100_000);

    private final SnapshotSource source;
    private final SnapshotStore store;
    private final Workers workers;
    private final Path scratch;
    private final SnapshotListener listener;

    /** @param scratch an empty directory for the files of the scan; the caller removes it */
    public SnapshotWork(
            SnapshotSource source, SnapshotStore store, Workers workers, Path scratch, SnapshotListener listener) {
        this.source = source;
        this.store = store;
        this.workers = workers;
        this.scratch = scratch;
        this.listener = listener;
    }

    /**
     * Does the work.
     *
     * @throws IOException if the root cannot be read, or the repository or the scratch directory fails
     * @throws InterruptedException soon after the thread is interrupted
     */
    public SnapshotFacts run() throws IOException, InterruptedException {
        cleanPages();
        if (source.parent() != null) {
            try {
                return attempt("by-parent", source.parent());
            } catch (DamagedParentException | InvalidManifestException e) {
                var reason = Objects.toString(e.getMessage(), "it cannot be read");
                log.warn(
                        "The last snapshot of {} is damaged, so everything is stored: {}. Check its repository.",
                        source.header().bundle(),
                        reason);
                listener.parentDamaged(reason);
            }
        }
        return attempt("whole", null);
    }

    /** Writes the pages of memory mappings back, so that later changes of their files get other times than a later scan expects. */
    private void cleanPages() {
        try {
            source.root().syncFileSystem();
        } catch (IOException e) {
            log.warn(
                    "The file system of {} could not be flushed before its backup; look at its disk: {}",
                    source.header().bundle(),
                    FailureReason.of(e));
        }
    }

    private SnapshotFacts attempt(String name, @Nullable BlobId parent) throws IOException, InterruptedException {
        var files = new WorkFiles(Files.createDirectory(scratch.resolve(name)));
        var before = parent == null ? null : readParent(parent, files);
        var baseline = before == null ? new Baseline.Nothing() : new Baseline.Snapshot(files.before());
        var failures = new FailureLog(listener);
        listener.scanned(scan(files, baseline, failures));
        try (var savers = new Workers()) {
            var pass = new StorePass(source, store, files, new Crew(workers, savers), listener, failures);
            var amounts = pass.run();
            new NewManifest(files, source.header().with(failures.paths())).write(baseline, source.selection());
            var manifest = workers.submit(() -> pass.storeOwn(files.manifest()));
            try {
                var changes = before == null ? Changes.all(pass, files) : Changes.find(files);
                var data = before != null && !changes.areAny() ? before : buildTrees(files, before, savers, amounts);
                var tree = storeRoot(pass, files, data, manifest.result(), amounts);
                return new SnapshotFacts(
                        tree,
                        files.manifest(),
                        changes.files(),
                        changes.bytes(),
                        amounts.added(),
                        amounts.stored(),
                        changes.changed(),
                        changes.removed(),
                        failures.count());
            } finally {
                manifest.stop();
            }
        }
    }

    /** Copies the parent's manifest; returns the tree of its data. */
    private BlobId readParent(BlobId parent, WorkFiles files) throws IOException {
        try {
            var tree = new SnapshotTree(store.reader(), parent);
            var data = tree.find(DATA).map(Node::subtree);
            var manifest = tree.find(MANIFEST).filter(Node::isFile);
            if (data.isEmpty() || manifest.isEmpty()) {
                throw new DamagedParentException("it has no data or no manifest");
            }
            if (store.reader().length(data.get(), BlobType.TREE) < 0) {
                throw new DamagedParentException("the repository lacks the tree " + data.get());
            }
            try (var in = tree.content(manifest.get())) {
                Files.copy(in, files.before());
            }
            return data.get();
        } catch (DamagedParentException e) {
            throw e;
        } catch (IOException e) {
            throw new DamagedParentException(e);
        }
    }

    private ScanTotals scan(WorkFiles files, Baseline baseline, FailureLog failures)
            throws IOException, InterruptedException {
        return TreeScan.scan(
                source.root(),
                source.selection(),
                NO_FILES,
                files.scanned(),
                baseline,
                source.header(),
                workers,
                new TreeScan.Listener() {
                    @Override
                    public void failed(String path, String reason) throws InterruptedException {
                        failures.failed(path, reason);
                    }

                    @Override
                    public void sized(long bytes) throws InterruptedException {
                        listener.sized(bytes);
                    }
                });
    }

    private BlobId buildTrees(WorkFiles files, @Nullable BlobId before, Workers savers, Amounts amounts)
            throws IOException, InterruptedException {
        long device = source.root().stat().device();
        try (var trees = new TreePass(store, files, before, device, savers)) {
            var data = trees.run();
            amounts.add(trees.amounts());
            return data;
        }
    }

    private BlobId storeRoot(StorePass pass, WorkFiles files, BlobId data, StorePass.Own manifest, Amounts amounts)
            throws IOException, InterruptedException {
        var capabilities = pass.storeOwn(Files.write(files.capabilities(), source.capabilities()));
        amounts.add(manifest.amounts());
        amounts.add(capabilities.amounts());
        var time = Instant.ofEpochMilli(source.header().begunAt());
        var root = new TreeWriter();
        root.add(Node.file(CAPABILITIES, time, source.capabilities().length, capabilities.pieces()));
        root.add(Nodes.directory(rootLine(files), DATA.getBytes(StandardCharsets.US_ASCII), data));
        root.add(Node.file(MANIFEST, time, Files.size(files.manifest()), manifest.pieces()));
        var content = root.end();
        var stored = store.writer().save(BlobType.TREE, content);
        amounts.add(stored, content.remaining());
        return stored.id();
    }

    private static Entry rootLine(WorkFiles files) throws IOException {
        try (var lines = ManifestReader.open(files.manifest())) {
            return Objects.requireNonNull(lines.next());
        }
    }
}
