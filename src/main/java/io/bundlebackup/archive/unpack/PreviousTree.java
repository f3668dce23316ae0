package io.bundlebackup.archive.unpack;

import io.bundlebackup.archive.tree.TreeWalk;
import io.bundlebackup.manifest.SelectedLines;
import io.bundlebackup.posix.Directory;
import org.jspecify.annotations.Nullable;

/**
 * A tree from which a new tree keeps the entries that the manifest does not replace.
 *
 * @param tree stays unchanged and open; other processes may change it meanwhile
 * @param filter selects the entries to keep; called by another thread
 * @param scratch an empty directory that only this process uses, on the new tree's file system and outside the new tree; empty
 *     again afterwards
 * @param selected the directories that lie only above these lines keep the attributes of the previous tree; null if no directory
 *     does
 */
public record PreviousTree(
        Directory tree,
        TreeWalk.Filter filter,
        Directory scratch,
        @Nullable SelectedLines selected) {
    public PreviousTree(Directory tree, TreeWalk.Filter filter, Directory scratch) {
        this(tree, filter, scratch, null);
    }
}
