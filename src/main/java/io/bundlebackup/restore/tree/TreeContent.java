package io.bundlebackup.restore.tree;

import io.bundlebackup.archive.unpack.TreeBuilder;
import io.bundlebackup.manifest.Entry;
import java.io.IOException;

/** Where the plan and the content of a new tree come from. Used by one thread, but for the work that it submits. */
interface TreeContent extends AutoCloseable {
    Plan plan();

    /**
     * Submits the work that puts the content of the files into the tree.
     *
     * @param salvaging whether content that is damaged or missing is left out
     */
    void fill(TreeBuilder builder, boolean salvaging, FillJobs jobs) throws IOException, InterruptedException;

    /** Why a file is not in the tree that is being salvaged, for the user. */
    String whyLost(Entry line);

    @Override
    void close();
}
