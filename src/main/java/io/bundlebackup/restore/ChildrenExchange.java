package io.bundlebackup.restore;

import io.bundlebackup.posix.Directory;
import io.bundlebackup.restore.ChildrenJournal.Step;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A mount point cannot change its name: its children do, one by one, by a journal that says before the first what is to come, and that
 * whoever finds it carries out to its end; each step may be repeated. A child that does not let itself be moved turns the whole thing
 * around, which the journal's name then says. Readers meanwhile see some of either. What the application makes in between is left where
 * it is.
 */
final class ChildrenExchange implements Exchange {
    private static final Logger log = LoggerFactory.getLogger(ChildrenExchange.class);
    private static final String JOURNAL = "children";
    private static final String BACK = "children.back";
    private static final String DONE = "children.done";

    private final Place place;

    ChildrenExchange(Place place) {
        this.place = place;
    }

    @Override
    public void prepare(Directory state) throws IOException {
        place.requireNothingMounted();
        // One that could not be flushed is complete from here on.
        tookPlace(state);
        SmallFile.removeIfThere(state, Place.bytes(DONE));
        state.sync();
    }

    @Override
    public void carryOut(Directory state) throws IOException {
        try (var data = place.openData();
                var tree = state.openDirectory(Place.bytes(TREE))) {
            ChildrenJournal.write(state, JOURNAL, data, tree);
            forth(state, data, tree);
            finish(state, data);
        }
    }

    private static void forth(Directory state, Directory data, Directory tree) throws IOException {
        try {
            var roots = ChildrenJournal.read(state, JOURNAL, step -> carryOut(step, data, tree));
            roots.fresh().giveTo(data);
            roots.present().giveTo(tree);
        } catch (IOException | RuntimeException | Error e) {
            try {
                state.changes().replace(Place.bytes(JOURNAL), state, Place.bytes(BACK));
                state.sync();
                back(state, data, tree);
            } catch (IOException again) {
                // Whoever comes next tries again.
                e.addSuppressed(again);
            }
            throw e;
        }
    }

    private static void back(Directory state, Directory data, Directory tree) throws IOException {
        var roots = ChildrenJournal.read(state, BACK, step -> carryOut(step.back(), data, tree));
        roots.present().giveTo(data);
        roots.fresh().giveTo(tree);
        data.syncFileSystem();
        SmallFile.removeIfThere(state, Place.bytes(BACK));
        state.sync();
    }

    /** If this fails, the journal stays and is carried out again, which changes nothing. */
    private static void finish(Directory state, Directory data) throws UnflushedException {
        try {
            data.syncFileSystem();
            state.changes().replace(Place.bytes(JOURNAL), state, Place.bytes(DONE));
            state.sync();
        } catch (IOException e) {
            throw new UnflushedException(e);
        }
    }

    private static void carryOut(Step step, Directory data, Directory tree) throws IOException {
        long there = ChildrenJournal.inode(data, step.name());
        long here = ChildrenJournal.inode(tree, step.name());
        if (step.newInode() != 0 && step.oldInode() != 0) {
            if (there != step.newInode() && here == step.newInode()) {
                if (there == 0) {
                    tree.changes().move(step.name(), data, step.name());
                } else {
                    tree.changes().exchange(step.name(), data, step.name());
                }
            }
        } else if (step.newInode() != 0) {
            if (there == 0 && here == step.newInode()) {
                tree.changes().move(step.name(), data, step.name());
            }
        } else if (step.oldInode() != 0 && there == step.oldInode() && here == 0) {
            data.changes().move(step.name(), tree, step.name());
        }
    }

    @Override
    public boolean tookPlace(Directory state) throws IOException {
        if (SmallFile.isThere(state, BACK)) {
            try (var data = place.openData();
                    var tree = state.openDirectory(Place.bytes(TREE))) {
                back(state, data, tree);
            }
        }
        if (SmallFile.isThere(state, JOURNAL)) {
            try (var data = place.openData();
                    var tree = state.openDirectory(Place.bytes(TREE))) {
                forth(state, data, tree);
                finish(state, data);
            } catch (IOException e) {
                if (SmallFile.isThere(state, JOURNAL) || SmallFile.isThere(state, BACK)) {
                    throw e;
                }
                log.error(
                        "The exchange of {} could not be carried out to its end and was taken back.", place.name(), e);
            }
        }
        return SmallFile.isThere(state, DONE);
    }
}
