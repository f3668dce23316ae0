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
import io.bundlebackup.upload.Uploads;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Fills a new tree by workers: with each upload once, in any order, also while others arrive. Used by one thread at a time. After a failure
 * the tree cannot be used.
 */
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
    /** The parts that are in the tree or on their way, each with the file that it was read from. */
    private final Map<String, Path> parts = new HashMap<>();

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

    /** Called when a part or a file is in the tree; decides whether to go on. */
    interface Step {
        boolean goOn() throws InterruptedException;
    }

    /** Whether the upload of a part in the tree was replaced or deleted. */
    boolean isOutdated(String name) {
        var unpacked = parts.get(name);
        return unpacked != null
                && uploads.stored(bundle, name)
                        .filter(stored -> stored.file().equals(unpacked))
                        .isEmpty();
    }

    /** Unpacks those of these parts that are uploaded; false if the step stopped it. */
    boolean fillParts(Set<String> names, Step step) throws IOException, InterruptedException {
        var running = new ArrayDeque<Workers.Job<Boolean>>();
        try {
            for (var name : names) {
                startPart(name, running);
                if (!awaitRoom(running, 2 * workers.count(), step)) {
                    return false;
                }
            }
            return awaitRoom(running, 1, step);
        } finally {
            running.forEach(Workers.Job::stop);
        }
    }

    /**
     * How far a scan came.
     *
     * @param whole whether the scan reached the end of the manifest
     * @param nanos the time for reading the manifest, without waiting for workers
     */
    record Read(boolean whole, long nanos) {}

    /** Unpacks every upload that the manifest lists and the tree lacks. */
    Read fill(Step step) throws IOException, InterruptedException {
        var running = new ArrayDeque<Workers.Job<Boolean>>();
        var absent = new HashSet<String>();
        long begun = System.nanoTime();
        long waited = 0;
        try (var lines = plan.manifest().reader()) {
            long number = 0;
            for (var entry = lines.next(); entry != null; entry = lines.next(), number++) {
                if (entry.isRegularFile()) {
                    start(entry, number, running, absent);
                }
                if (running.size() >= 2 * workers.count()) {
                    long before = System.nanoTime();
                    boolean on = awaitRoom(running, 2 * workers.count(), step);
                    waited += System.nanoTime() - before;
                    if (!on) {
                        return new Read(false, System.nanoTime() - begun - waited);
                    }
                }
            }
            long nanos = System.nanoTime() - begun - waited;
            return new Read(awaitRoom(running, 1, step), nanos);
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
        if (parts.containsKey(name)) {
            return true;
        }
        var stored = uploads.stored(bundle, name);
        if (stored.isEmpty()) {
            return false;
        }
        parts.put(name, stored.get().file());
        running.add(workers.submit(() -> {
            try (var tar = uploadsHere.openFile(fileName(stored.get()))) {
                builder.unpackPart(name, tar);
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
                builder.addBigFile(path, upload, uploadsHere, file, mayShare);
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

    private static byte[] fileName(Uploads.Stored stored) {
        return DataLocation.bytes(String.valueOf(stored.file().getFileName()));
    }

    /** Waits until fewer jobs are running, the oldest first. False if the step stopped it; then no job is running. */
    private static boolean awaitRoom(ArrayDeque<Workers.Job<Boolean>> running, int fewerThan, Step step)
            throws IOException, InterruptedException {
        boolean on = true;
        while (running.size() >= (on ? fewerThan : 1)) {
            running.getFirst().result();
            running.removeFirst();
            on &= step.goOn();
        }
        return on;
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
