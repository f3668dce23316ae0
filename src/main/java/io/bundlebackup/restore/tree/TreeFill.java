package io.bundlebackup.restore.tree;

import io.bundlebackup.archive.tree.Workers;
import io.bundlebackup.archive.unpack.TreeBuilder;
import io.bundlebackup.posix.Directory;
import io.bundlebackup.restore.exchange.DataLocation;
import io.bundlebackup.session.state.RestoreMode;
import io.bundlebackup.session.work.BundleTask;
import java.io.IOException;

/** Fills a new tree by workers, with each upload or each file once. Used by one thread. After a failure the tree cannot be used. */
public final class TreeFill implements AutoCloseable {
    private final Directory state;
    private final Directory tree;
    private final TreeContent content;
    private final Workers workers;
    private final boolean salvaging;
    private final TreeReport report;
    private final TreeBuilder builder;

    /**
     * Begins, with a state that has an empty tree.
     *
     * @param state closed with this
     * @param content closed with this
     */
    TreeFill(Directory state, TreeContent content, BundleTask task, TreeTools tools) throws IOException {
        this.state = state;
        this.content = content;
        this.workers = tools.workers();
        this.salvaging = task.snapshot().restoring().mode() == RestoreMode.SALVAGE;
        try {
            this.tree = state.openDirectory(DataLocation.TREE_NAME);
        } catch (IOException e) {
            state.close();
            throw e;
        }
        var manifest = content.plan().manifest();
        this.report = new TreeReport(task, manifest, content::whyLost);
        this.builder = new TreeBuilder(tree, manifest, tools.limits(), report, salvaging);
        if (!tools.allowSetId()) {
            builder.forbidSetIds();
        }
    }

    Plan plan() {
        return content.plan();
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

    /** Puts the content of all files into the tree, as far as there is content. */
    void fill(FillJobs.Progress progress) throws IOException, InterruptedException {
        try (var jobs = new FillJobs(workers, progress)) {
            content.fill(builder, salvaging, jobs);
            jobs.finish();
        }
    }

    /** The lines of the manifest whose entries are in the complete tree; the caller closes them. */
    RestoredLines lines() throws IOException {
        return new RestoredLines(plan().manifest(), builder);
    }

    @Override
    public void close() {
        state.close();
        tree.close();
        content.close();
    }
}
