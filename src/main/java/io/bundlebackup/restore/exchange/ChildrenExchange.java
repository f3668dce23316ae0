package io.bundlebackup.restore.exchange;

import io.bundlebackup.bundle.RestoreMethod;
import io.bundlebackup.posix.Directory;
import io.bundlebackup.posix.TreeRemoval;
import java.io.IOException;
import java.util.ArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Exchanges the children of the data and of the new tree one by one: for a mount point, which cannot change its name, and for a directory
 * whose parent belongs to another user or whose file system cannot exchange directories. A journal lists all steps before the first one;
 * a process that finds the journal completes the exchange, and each step may be repeated. If a child cannot be moved, the exchange is
 * reverted, which the name of the journal then says. Readers in between see old children beside new ones. Entries that the application
 * makes in between stay where they are.
 */
final class ChildrenExchange implements Exchange {
    private static final Logger log = LoggerFactory.getLogger(ChildrenExchange.class);
    private static final String JOURNAL = "children";
    private static final String BACK = "children.back";
    private static final String DONE = "children.done";
    /** Children that were moved out of the data; becomes the tree when all are. */
    private static final String ASIDE = "aside";

    private static final int OWNERS_RIGHTS = 0700;

    private final DataLocation location;

    ChildrenExchange(DataLocation location) {
        this.location = location;
    }

    /**
     * The directories that take part; {@code aside} and {@code copies} are the tree itself if children are exchanged in one system call.
     */
    private record Sides(Directory data, Directory tree, Directory aside, Directory copies) implements AutoCloseable {
        ChildSteps steps() {
            return aside == tree
                    ? new ChildSteps.Exchanging(data, tree)
                    : new ChildSteps.Moving(data, tree, aside, copies);
        }

        @Override
        public void close() {
            data.close();
            tree.close();
            aside.close();
            copies.close();
        }
    }

    private Sides open(Directory state) throws IOException {
        var opened = new ArrayList<Directory>();
        try {
            opened.add(location.openData());
            opened.add(state.openDirectory(DataLocation.TREE_NAME));
            boolean moving = AtomicFile.isThere(state, ASIDE);
            opened.add(moving ? state.openDirectory(DataLocation.bytes(ASIDE)) : opened.get(1));
            opened.add(moving ? state.openDirectory(DataLocation.bytes(ImmovableChildren.COPIES)) : opened.get(1));
            return new Sides(opened.get(0), opened.get(1), opened.get(2), opened.get(3));
        } catch (IOException e) {
            opened.forEach(Directory::close);
            throw e;
        }
    }

    /** Whether the last exchange of this state was one of children. */
    static boolean wrote(Directory state) throws IOException {
        return AtomicFile.isThere(state, JOURNAL) || AtomicFile.isThere(state, BACK) || AtomicFile.isThere(state, DONE);
    }

    /** Another method exchanges this state next; the last exchange is complete. */
    static void forget(Directory state) throws IOException {
        AtomicFile.removeIfThere(state, DONE);
        state.sync();
    }

    @Override
    public void prepare(Directory state) throws IOException {
        forget(state);
        try {
            TreeRemoval.remove(state, DataLocation.bytes(ASIDE));
            TreeRemoval.remove(state, DataLocation.bytes(ImmovableChildren.COPIES));
            if (location.method() != RestoreMethod.Kind.CHILDREN) {
                state.changes().makeDirectory(DataLocation.bytes(ASIDE));
                state.changes().makeDirectory(DataLocation.bytes(ImmovableChildren.COPIES));
            }
            if (location.method() == RestoreMethod.Kind.COPIES) {
                try (var data = location.openData()) {
                    ImmovableChildren.copy(location, data, state);
                    state.syncFileSystem();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        state.sync();
    }

    @Override
    public void exchange(Directory state) throws IOException {
        try (var sides = open(state)) {
            ChildrenJournal.write(state, JOURNAL, sides.data, sides.tree, sides.copies);
            apply(state, sides);
            finish(state, sides);
        }
    }

    private static void apply(Directory state, Sides sides) throws IOException {
        try {
            allowChanges(sides);
            var roots = ChildrenJournal.read(state, JOURNAL, sides.steps()::apply);
            roots.fresh().giveTo(sides.data);
            roots.present().giveTo(sides.aside);
        } catch (IOException | RuntimeException | Error e) {
            try {
                state.changes().replace(DataLocation.bytes(JOURNAL), state, DataLocation.bytes(BACK));
                state.sync();
                revert(state, sides);
            } catch (IOException again) {
                // The next recovery tries again.
                e.addSuppressed(again);
            }
            throw e;
        }
    }

    /** Gives the owner the right to write for the time of the exchange; the journal has the modes that the directories get in the end. */
    private static void allowChanges(Sides sides) throws IOException {
        for (var directory : new Directory[] {sides.data, sides.tree, sides.copies}) {
            int mode = directory.stat().mode() & 07777;
            if ((mode & 0300) != 0300) {
                directory.setMode(mode | OWNERS_RIGHTS);
            }
        }
    }

    private static void revert(Directory state, Sides sides) throws IOException {
        allowChanges(sides);
        var roots = ChildrenJournal.read(state, BACK, sides.steps()::revert);
        roots.present().giveTo(sides.data);
        roots.fresh().giveTo(sides.tree);
        sides.data.syncFileSystem();
        AtomicFile.removeIfThere(state, BACK);
        state.sync();
    }

    /** If this fails, the journal stays and is applied once more, which changes nothing. */
    private static void finish(Directory state, Sides sides) throws UnflushedException {
        try {
            sides.data.syncFileSystem();
            state.changes().replace(DataLocation.bytes(JOURNAL), state, DataLocation.bytes(DONE));
            state.sync();
            collect(state);
        } catch (IOException e) {
            throw new UnflushedException(e);
        }
    }

    /** Makes the children that were moved out of the data the tree, which is empty. */
    private static void collect(Directory state) throws IOException {
        if (AtomicFile.isThere(state, ASIDE)) {
            state.changes().replace(DataLocation.bytes(ASIDE), state, DataLocation.TREE_NAME);
            DataLocation.removeIfEmpty(state, DataLocation.bytes(ImmovableChildren.COPIES));
            state.sync();
        }
    }

    @Override
    public boolean tookPlace(Directory state) throws IOException {
        if (AtomicFile.isThere(state, BACK)) {
            try (var sides = open(state)) {
                revert(state, sides);
            }
        }
        if (AtomicFile.isThere(state, JOURNAL)) {
            try (var sides = open(state)) {
                apply(state, sides);
                finish(state, sides);
            } catch (IOException e) {
                if (AtomicFile.isThere(state, JOURNAL) || AtomicFile.isThere(state, BACK)) {
                    throw e;
                }
                log.error("The exchange of the data of {} failed and was reverted.", location.name(), e);
            }
        }
        if (!AtomicFile.isThere(state, DONE)) {
            return false;
        }
        collect(state);
        return true;
    }
}
