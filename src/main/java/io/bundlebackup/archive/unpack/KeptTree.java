package io.bundlebackup.archive.unpack;

import io.bundlebackup.archive.scan.Entries;
import io.bundlebackup.archive.tree.FailedEntries;
import io.bundlebackup.archive.tree.FileTransfer;
import io.bundlebackup.archive.tree.Interrupts;
import io.bundlebackup.archive.tree.TreeWalk;
import io.bundlebackup.archive.tree.WalkAhead;
import io.bundlebackup.manifest.RawPath;
import io.bundlebackup.manifest.Xattr;
import io.bundlebackup.posix.Errno;
import io.bundlebackup.posix.OpenFile;
import io.bundlebackup.posix.PosixException;
import io.bundlebackup.posix.Stat;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Copies the kept entries of a previous tree into a new tree: merges a walk of the previous tree with the manifest. Not
 * thread-safe.
 */
final class KeptTree implements TreeWalk.Visitor {
    private static final int TRIES = 3;
    private static final String REPLACED = "it was replaced by something else meanwhile";

    private final PreviousTree kept;
    private final NewTree tree;
    private final TreeAssembly pass;
    private final KeptLinks links;

    private KeptTree(PreviousTree kept, NewTree tree, TreeAssembly pass) {
        this.kept = kept;
        this.tree = tree;
        this.pass = pass;
        links = new KeptLinks(kept.scratch());
    }

    /** Completes the assembly of the new tree. */
    static void keep(PreviousTree kept, NewTree tree, TreeAssembly pass) throws IOException, InterruptedException {
        var visitor = new KeptTree(kept, tree, pass);
        WalkAhead.walk(kept.tree(), kept.filter(), visitor);
        pass.end();
        visitor.links.clear();
    }

    @Override
    public void entry(byte[] bytes, Stat stat, byte @Nullable [] linkTarget) throws IOException, InterruptedException {
        Interrupts.check("keeping files");
        RawPath path;
        try {
            path = RawPath.of(bytes);
        } catch (IllegalArgumentException e) {
            drop(FailedEntries.shown(bytes), "its path is too long for a backup");
            return;
        }
        pass.makeAllBefore(path);
        if (pass.isListed(path)) {
            keepAttributes(path, stat);
            return;
        }
        if (pass.isInTheWay(path, stat.isDirectory())) {
            drop(path.encoded(), "the backup has something else in its place");
            return;
        }
        pass.leaveNonAncestors(path);
        try {
            keep(path, stat, linkTarget);
        } catch (PosixException e) {
            if (e.errno() == Errno.EEXIST) {
                drop(path.encoded(), "the backup has something else in its place");
            } else if (!e.isMissing()) {
                throw e;
            }
        }
    }

    /** A directory that is listed only because of its entries keeps its attributes. */
    private void keepAttributes(RawPath path, Stat stat) throws IOException, InterruptedException {
        if (kept.selected() == null || !stat.isDirectory() || !kept.selected().isOnlyAbove(path)) {
            return;
        }
        pass.leaveNonAncestors(path);
        try {
            keep(path, stat, null);
            pass.skip();
        } catch (PosixException e) {
            if (!e.isMissing()) {
                throw e;
            }
        }
    }

    private void drop(String path, String reason) throws InterruptedException {
        tree.listener().dropped(path, reason);
    }

    private void keep(RawPath path, Stat stat, byte @Nullable [] linkTarget) throws IOException, InterruptedException {
        for (var above = pass.notEntered(path); above != null; above = pass.notEntered(path)) {
            enter(above);
        }
        if (stat.isDirectory()) {
            enter(path);
        } else if (linkTarget != null) {
            pass.makeLink(path, linkTarget, AttributeWriter.Attributes.of(stat));
        } else if (stat.isSpecial()) {
            keepSpecial(path);
        } else {
            keepFile(path);
        }
    }

    /**
     * A socket, fifo or device gets a further name: it has no content that the two trees could share, and a process that waits at
     * the old name is reached by the new one.
     */
    private void keepSpecial(RawPath path) throws IOException, InterruptedException {
        var parent = pass.directories().parentOf(path);
        try (var old =
                kept.tree().openDirectory(Objects.requireNonNull(path.parent()).bytes())) {
            parent.changes().link(path.name(), old, path.name());
        } catch (PosixException e) {
            if (e.errno() == Errno.EEXIST || e.isMissing() || e.isFull() || e.isExhausted()) {
                throw e;
            }
            drop(path.encoded(), "the socket, fifo or device could not be kept: " + e.getMessage());
            return;
        }
        if (!parent.stat(path.name()).isSpecial()) {
            parent.changes().removeFile(path.name());
            drop(path.encoded(), REPLACED);
        }
    }

    private void enter(RawPath path) throws IOException {
        Stat stat;
        List<Xattr> xattrs;
        try (var old = kept.tree().openDirectory(path.bytes())) {
            stat = old.stat();
            xattrs = Entries.xattrs(old);
        }
        pass.enter(path, AttributeWriter.Attributes.of(stat), xattrs);
    }

    /** A copy of a file that was written to meanwhile may have parts of different moments, and is repeated. */
    private void keepFile(RawPath path) throws IOException, InterruptedException {
        for (int i = 1; ; i++) {
            try (var old = kept.tree().openFile(path.bytes())) {
                var stat = old.stat();
                if (!stat.isRegularFile()) {
                    drop(path.encoded(), REPLACED);
                    return;
                }
                var parent = pass.directories().parentOf(path);
                if (stat.links() > 1 && links.link(stat, parent, path.name())) {
                    return;
                }
                copy(path, old, stat);
                boolean still = Entries.same(stat, old.stat());
                if (still || i == TRIES) {
                    if (!still) {
                        tree.listener()
                                .dropped(
                                        path.encoded(),
                                        "it was written to each time it was copied: its copy may have parts of"
                                                + " different moments");
                    } else if (stat.links() > 1) {
                        links.remember(stat, parent, path.name());
                    }
                    return;
                }
                parent.changes().removeFile(path.name());
            }
        }
    }

    private void copy(RawPath path, OpenFile old, Stat stat) throws IOException, InterruptedException {
        tree.create(
                path,
                AttributeWriter.Attributes.of(stat),
                Entries.xattrs(old),
                pass.directories(),
                file -> FileTransfer.copy(old, file));
    }

    @Override
    public void skipped(byte[] path, Stat stat) throws IOException, InterruptedException {
        entry(path, stat, null);
    }

    /** An unreadable entry would be lost in the new tree: the restore ends. */
    @Override
    public void unreadable(byte[] path, PosixException cause) throws IOException {
        if (!cause.isMissing()) {
            throw cause;
        }
    }
}
