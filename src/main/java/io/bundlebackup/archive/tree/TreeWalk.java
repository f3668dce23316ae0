package io.bundlebackup.archive.tree;

import io.bundlebackup.posix.Directory;
import io.bundlebackup.posix.PosixException;
import io.bundlebackup.posix.Stat;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Visits a tree in the manifest's order: first the root as {@code .}, then depth first, a directory before its entries, the
 * names in each directory sorted by unsigned bytes. That is the order of whole paths with {@code /} below every other byte.
 *
 * <p>Paths are the raw bytes relative to the root. No link is followed. A directory that is replaced by a symbolic link
 * before the walk opens it is reported as unreadable; after that the walk stays in the directory that it opened. A directory
 * that has to be opened again on the way back, and is another directory by then, is reported as unreadable. Entries that are
 * created, removed or renamed meanwhile may be seen or not, but no path is seen twice or out of order.
 *
 * <p>Memory: the names of the largest single directory, and up to {@value TreeWalkStack#MEMORY} bytes for the names of the
 * directories above it. Descriptors: at most {@value TreeWalkStack#OPEN}, and one more for a moment; directories further up
 * are opened again by path on the way back. Paths longer than {@value TreeWalkPath#LONGEST} bytes are reported as unreadable.
 *
 * <p>At most two system calls for each name (50,000 cached files in 2,500 directories: 0.12 s). A walk belongs to one thread;
 * the root may be shared.
 */
public final class TreeWalk {
    private final Filter filter;
    private final Visitor visitor;
    private final TreeWalkPath path = new TreeWalkPath();

    private TreeWalk(Filter filter, Visitor visitor) {
        this.filter = filter;
        this.visitor = visitor;
    }

    /**
     * Walks the whole tree once. The root stays open.
     *
     * @throws InterruptedException when the thread is interrupted, at the next entry; the flag is cleared, as usual
     * @throws PosixException if the root itself cannot be read, or this process has no descriptors or memory left
     * @throws IOException if the visitor throws it
     */
    public static void walk(Directory root, Filter filter, Visitor visitor) throws IOException, InterruptedException {
        walk(root, filter, visitor, TreeWalkStack.OPEN, TreeWalkStack.MEMORY);
    }

    static void walk(Directory root, Filter filter, Visitor visitor, int mostOpen, long mostMemory)
            throws IOException, InterruptedException {
        new TreeWalk(filter, visitor).run(root, mostOpen, mostMemory);
    }

    private void run(Directory root, int mostOpen, long mostMemory) throws IOException, InterruptedException {
        try (var stack = new TreeWalkStack(root, mostOpen, mostMemory)) {
            visitor.entry(path.copy(), stack.rootStat(), null);
            while (!stack.isEmpty()) {
                Interrupts.check("the walk");
                path.cut(stack.pathLength());
                if (isReady(stack)) {
                    byte[] name = stack.next();
                    if (name == null) {
                        stack.pop();
                    } else {
                        path.append(name);
                        visit(stack, name);
                    }
                }
            }
        }
    }

    /** Opens and lists the innermost directory. If that fails, reports the directory, leaves it and returns false. */
    private boolean isReady(TreeWalkStack stack) throws IOException, InterruptedException {
        try {
            stack.prepare(path);
            return true;
        } catch (PosixException e) {
            if (stack.isAtRoot()) {
                throw e;
            }
            stack.pop();
            report(path.copy(), e);
            return false;
        }
    }

    private void visit(TreeWalkStack stack, byte[] name) throws IOException, InterruptedException {
        byte[] whole = path.copy();
        Stat stat;
        byte @Nullable [] target = null;
        try {
            stat = stack.directory().stat(name);
            if (stat.isSymbolicLink() && filter.take(whole, false)) {
                target = stack.directory().readLink(name);
            }
        } catch (PosixException e) {
            if (filter.take(whole, false) || filter.take(whole, true) || filter.descend(whole)) {
                report(whole, e);
            }
            return;
        }
        if (stat.isDirectory()) {
            visitDirectory(stack, name, whole, stat);
        } else if (stat.isSymbolicLink()) {
            if (target != null) {
                visitor.entry(whole, stat, target);
            }
        } else if (filter.take(whole, false)) {
            if (stat.isRegularFile()) {
                visitor.entry(whole, stat, null);
            } else {
                visitor.skipped(whole, stat);
            }
        }
    }

    private void visitDirectory(TreeWalkStack stack, byte[] name, byte[] whole, Stat stat)
            throws IOException, InterruptedException {
        boolean taken = filter.take(whole, true);
        if (!filter.descend(whole)) {
            if (taken) {
                visitor.entry(whole, stat, null);
            }
            return;
        }
        Stat opened;
        try {
            opened = stack.push(name, path);
        } catch (PosixException e) {
            // An unreadable directory exists and is an entry; a directory that vanished or was replaced is not.
            if (taken && !e.isMissing() && !e.leavesTree() && !e.isExhausted()) {
                visitor.entry(whole, stat, null);
            }
            report(whole, e);
            return;
        }
        if (taken) {
            visitor.entry(whole, opened, null);
        }
    }

    /** Without descriptors or memory the walk ends: it would report every further entry of a readable tree as unreadable. */
    private void report(byte[] whole, PosixException e) throws IOException, InterruptedException {
        if (e.isExhausted()) {
            throw e;
        }
        visitor.unreadable(whole, e);
    }

    /** Selects entries of a tree. Not called for the root. Implementations must not change the arrays. */
    public interface Filter {
        /** Whether to report this entry. */
        boolean take(byte[] path, boolean directory);

        /** Whether to walk into this directory, independent of {@link #take}. */
        boolean descend(byte[] path);

        /** Whether a file may change while it is read. A scan records the answer; a walk does not call this method. */
        default boolean mayChange(byte[] path) {
            return false;
        }

        /** Selects every entry. */
        static Filter all() {
            return new Filter() {
                @Override
                public boolean take(byte[] path, boolean directory) {
                    return true;
                }

                @Override
                public boolean descend(byte[] path) {
                    return true;
                }
            };
        }
    }

    /** Receives the entries in order, on the thread that walks. An exception ends the walk. Implementations may keep the arrays. */
    public interface Visitor {
        /**
         * A directory, regular file or symbolic link.
         *
         * @param linkTarget the text of a symbolic link, null for everything else
         */
        void entry(byte[] path, Stat stat, byte @Nullable [] linkTarget) throws IOException, InterruptedException;

        /** A socket, fifo or device, which no backup includes. */
        void skipped(byte[] path, Stat stat) throws IOException, InterruptedException;

        /**
         * An entry vanished or cannot be read. The walk knows nothing of entries at or below this path that it has not
         * reported before. An existing directory without read permission is reported as an entry and then here. A directory
         * whose ancestor was moved away during the visit may be reported here after some of its content.
         */
        void unreadable(byte[] path, PosixException cause) throws IOException, InterruptedException;
    }
}
