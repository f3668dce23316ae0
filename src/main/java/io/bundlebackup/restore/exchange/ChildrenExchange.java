package io.bundlebackup.restore.exchange;

import io.bundlebackup.bundle.RestoreMethod;
import io.bundlebackup.posix.Directory;
import io.bundlebackup.posix.TreeRemoval;
import java.io.IOException;
import java.util.ArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A mount point cannot change its name, nor can a directory in a parent that is somebody else's, or on a file system that cannot exchange:
 * the children do, one by one, by a journal that says before the first what is to come, and that whoever finds it carries out to its end;
 * each step may be repeated. A child that does not let itself be moved turns the whole thing around, which the journal's name then says.
 * Readers meanwhile see some of either. What the application makes in between is left where it is.
 */
final class ChildrenExchange implements Exchange {
    private static final Logger log = LoggerFactory.getLogger(ChildrenExchange.class);
    private static final String JOURNAL = "children";
    private static final String BACK = "children.back";
    private static final String DONE = "children.done";
    /** Children that were moved out of the data; becomes the tree when all are. */
    private static final String ASIDE = "aside";

    private static final int OWNERS_RIGHTS = 0700;

    private final DataLocation place;

    ChildrenExchange(DataLocation place) {
        this.place = place;
    }

    /** What takes part; {@code aside} and {@code copies} are the tree itself where children are exchanged in one system call. */
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
            opened.add(place.openData());
            opened.add(state.openDirectory(DataLocation.bytes(DataLocation.TREE)));
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

    /** Another way of exchanging it comes next; what was under way is complete. */
    static void forget(Directory state) throws IOException {
        AtomicFile.removeIfThere(state, DataLocation.bytes(DONE));
        state.sync();
    }

    @Override
    public void prepare(Directory state) throws IOException {
        forget(state);
        try {
            TreeRemoval.remove(state, DataLocation.bytes(ASIDE));
            TreeRemoval.remove(state, DataLocation.bytes(ImmovableChildren.COPIES));
            if (place.way() != RestoreMethod.Kind.CHILDREN) {
                state.changes().makeDirectory(DataLocation.bytes(ASIDE));
                state.changes().makeDirectory(DataLocation.bytes(ImmovableChildren.COPIES));
            }
            if (place.way() == RestoreMethod.Kind.COPIES) {
                try (var data = place.openData()) {
                    ImmovableChildren.copy(place, data, state);
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

    /** The owner of a directory need not have the right to write in it; the journal has what it is to be in the end. */
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
        AtomicFile.removeIfThere(state, DataLocation.bytes(BACK));
        state.sync();
    }

    /** If this fails, the journal stays and is carried out again, which changes nothing. */
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

    /** What was moved out of the data becomes the tree, which is empty. */
    private static void collect(Directory state) throws IOException {
        if (AtomicFile.isThere(state, ASIDE)) {
            state.changes().replace(DataLocation.bytes(ASIDE), state, DataLocation.bytes(DataLocation.TREE));
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
                log.error("The exchange of the data of {} failed and was reverted.", place.name(), e);
            }
        }
        if (!AtomicFile.isThere(state, DONE)) {
            return false;
        }
        collect(state);
        return true;
    }
}
