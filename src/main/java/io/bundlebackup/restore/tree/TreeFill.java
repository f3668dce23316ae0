package io.bundlebackup.restore.tree;

import io.bundlebackup.archive.tree.Workers;
import io.bundlebackup.archive.unpack.InvalidUploadException;
import io.bundlebackup.archive.unpack.TreeBuilder;
import io.bundlebackup.manifest.Entry;
import io.bundlebackup.manifest.RawPath;
import io.bundlebackup.posix.Directory;
import io.bundlebackup.restore.exchange.DataLocation;
import io.bundlebackup.session.state.BundleId;
import io.bundlebackup.session.state.RestoreMode;
import io.bundlebackup.session.work.BundleTask;
import io.bundlebackup.upload.StoredUpload;
import io.bundlebackup.upload.Uploads;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Fills a new tree by workers, with each upload once. Used by one thread. After a failure the tree cannot be used. */
public final class TreeFill implements AutoCloseable {
    /** The limit for remembered names of files that are not uploaded; a remembered name is not looked up again. */
    private static final int MOST_ABSENT = 10_000;

    private final Directory state;
    private final Directory tree;
    private final Directory uploadsHere;
    private final Plan plan;
    private final Uploads uploads;
    private final Workers workers;
    private final BundleId bundle;
    private final boolean mayShare;
    private final boolean salvaging;
    /** Why an upload could not be read to its end, by its name. */
    private final Map<String, String> damages = new ConcurrentHashMap<>();

    private final TreeReport report;
    private final TreeBuilder builder;
    /** The parts that are in the tree or on their way. */
    private final Set<String> parts = new HashSet<>();

    /**
     * Begins, with a state that has an empty tree.
     *
     * @param state closed with this
     * @param mayShare whether an upload of one file may become that file
     */
    TreeFill(Directory state, Plan plan, BundleTask task, TreeTools tools, boolean mayShare) throws IOException {
        this.state = state;
        this.plan = plan;
        this.uploads = tools.uploads();
        this.workers = tools.workers();
        this.bundle = task.id();
        this.mayShare = mayShare;
        this.salvaging = task.snapshot().restoring().mode() == RestoreMode.SALVAGE;
        try {
            this.tree = state.openDirectory(DataLocation.TREE_NAME);
            this.uploadsHere = Directory.open(uploads.directory(bundle));
        } catch (IOException e) {
            close();
            throw e;
        }
        this.report = new TreeReport(task, plan.manifest(), this::whyLost);
        this.builder = new TreeBuilder(tree, plan.manifest(), tools.limits(), report, salvaging);
        if (!tools.allowSetId()) {
            builder.forbidSetIds();
        }
    }

    Plan plan() {
        return plan;
    }

    public Directory state() {
        return state;
    }

    public Directory tree() {
        return tree;
    }

    TreeBuilder builder() {
        return builder;
    }

    TreeReport report() {
        return report;
    }

    /** Whether the files whose content is missing or damaged are left out. */
    boolean isSalvaging() {
        return salvaging;
    }

    /** Called when a part or a file is in the tree. */
    interface Progress {
        void record() throws InterruptedException;
    }

    /** Unpacks every upload that the manifest lists. */
    void fill(Progress progress) throws IOException, InterruptedException {
        var running = new ArrayDeque<Workers.Job<Boolean>>();
        var absent = new HashSet<String>();
        try (var lines = plan.manifest().reader()) {
            long number = 0;
            for (var entry = lines.next(); entry != null; entry = lines.next(), number++) {
                if (entry.isRegularFile()) {
                    start(entry, number, running, absent);
                }
                awaitRoom(running, 2 * workers.count(), progress);
            }
            awaitRoom(running, 1, progress);
        } finally {
            running.forEach(Workers.Job::stop);
        }
    }

    private void start(Entry entry, long number, ArrayDeque<Workers.Job<Boolean>> running, Set<String> absent) {
        var name = entry.fileName();
        if (plan.isPart(name)) {
            if (!absent.contains(name) && !startPart(name, running)) {
                if (absent.size() == MOST_ABSENT) {
                    // They are looked up again.
                    absent.clear();
                }
                absent.add(name);
            }
        } else if (!entry.isHardLink() && !builder.has(number)) {
            startFile(entry.path(), name, running);
        }
    }

    /** Unpacks a part that is not in the tree; false if it is not uploaded. */
    private boolean startPart(String name, ArrayDeque<Workers.Job<Boolean>> running) {
        if (parts.contains(name)) {
            return true;
        }
        var stored = uploads.stored(bundle, name);
        if (stored.isEmpty()) {
            return false;
        }
        parts.add(name);
        running.add(workers.submit(() -> {
            try (var tar = uploadsHere.openFile(fileName(stored.get()))) {
                builder.unpackPart(
                        name, tar, uploads.arrived(bundle, stored.get()).orElse(null));
            } catch (InvalidUploadException e) {
                skipDamaged(name, e);
            }
            return true;
        }));
        return true;
    }

    private void startFile(RawPath path, String name, ArrayDeque<Workers.Job<Boolean>> running) {
        var stored = uploads.stored(bundle, name);
        if (stored.isEmpty()) {
            return;
        }
        running.add(workers.submit(() -> {
            byte[] file = fileName(stored.get());
            try (var upload = uploadsHere.openFile(file)) {
                var arrived = uploads.arrived(bundle, stored.get()).orElse(null);
                builder.addBigFile(path, upload, arrived, uploadsHere, file, mayShare);
            } catch (InvalidUploadException e) {
                skipDamaged(name, e);
            }
            return true;
        }));
    }

    private void skipDamaged(String name, InvalidUploadException e) throws InvalidUploadException {
        if (!salvaging) {
            throw e;
        }
        damages.put(name, String.valueOf(e.getMessage()));
    }

    /** Why a file is not in the tree that is being salvaged. */
    private String whyLost(Entry line) {
        var name = line.fileName();
        if (damages.get(name) instanceof String damage) {
            return name + " is damaged: " + damage;
        }
        return uploads.stored(bundle, name).isPresent()
                ? "Its content in " + name + " is missing or damaged"
                : "Its content is in " + name + ", which was not uploaded";
    }

    /** The lines of the manifest whose entries are in the complete tree; the caller closes them. */
    RestoredLines lines() throws IOException {
        return new RestoredLines(plan.manifest(), builder);
    }

    private static byte[] fileName(StoredUpload stored) {
        return DataLocation.bytes(stored.name());
    }

    /** Waits until fewer jobs are running, the oldest first. */
    private static void awaitRoom(ArrayDeque<Workers.Job<Boolean>> running, int fewerThan, Progress progress)
            throws IOException, InterruptedException {
        while (running.size() >= fewerThan) {
            running.getFirst().result();
            running.removeFirst();
            progress.record();
        }
    }

    @Override
    public void close() {
        state.close();
        if (tree != null) {
            tree.close();
        }
        if (uploadsHere != null) {
            uploadsHere.close();
        }
    }
}
