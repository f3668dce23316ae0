package io.bundlebackup.restore;

import io.bundlebackup.bundle.Bundle;
import io.bundlebackup.manifest.RawPath;
import io.bundlebackup.posix.Directory;
import io.bundlebackup.posix.PosixException;
import io.bundlebackup.posix.Stat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/**
 * A mount point cannot change its name: its children do, one by one, by a journal that says before the first what is to come, and that
 * whoever finds it carries out to its end; each step may be repeated. Readers meanwhile see some of either. What the application
 * makes in between is left where it is.
 */
final class ChildrenExchange implements Exchange {
    private static final String JOURNAL = "children";
    private static final String DONE = "children.done";

    private final Place place;

    ChildrenExchange(Place place) {
        this.place = place;
    }

    /** One child: by its inodes in the new tree and in the present one, 0 if it is not there. */
    private record Step(byte[] name, long newInode, long oldInode) {
        String line() {
            return RawPath.of(name).encoded() + " " + Long.toUnsignedString(newInode) + " "
                    + Long.toUnsignedString(oldInode);
        }

        /** What undoes it. */
        Step back() {
            return new Step(name, oldInode, newInode);
        }

        static Step read(String line) {
            var inodes = line.substring(line.lastIndexOf(' ', line.lastIndexOf(' ') - 1) + 1)
                    .split(" ");
            var name = line.substring(0, line.lastIndexOf(' ', line.lastIndexOf(' ') - 1));
            return new Step(
                    RawPath.decode(name, name.indexOf('%') >= 0).bytes(),
                    Long.parseUnsignedLong(inodes[0]),
                    Long.parseUnsignedLong(inodes[1]));
        }
    }

    @Override
    public void prepare(Directory state) throws IOException {
        forget(state);
    }

    @Override
    public void carryOut(Directory state) throws IOException {
        var lines = new StringBuilder();
        try (var data = place.openData();
                var tree = state.openDirectory(Place.bytes(TREE))) {
            lines.append(RootAttributes.of(tree).line()).append('\n');
            lines.append(RootAttributes.of(data).line()).append('\n');
            for (var step : steps(data, tree)) {
                lines.append(step.line()).append('\n');
            }
        }
        SmallFile.write(state, JOURNAL, lines.toString());
        carryOut(state, lines.toString());
    }

    private static List<Step> steps(Directory data, Directory tree) throws IOException {
        var inodes = new TreeMap<byte[], long[]>(Arrays::compareUnsigned);
        var fresh = tree.list();
        for (int i = 0; i < fresh.size(); i++) {
            inodes.computeIfAbsent(fresh.get(i), _ -> new long[2])[0] =
                    tree.stat(fresh.get(i)).inode();
        }
        var present = data.list();
        for (int i = 0; i < present.size(); i++) {
            if (!Arrays.equals(present.get(i), Place.bytes(Bundle.WORK_DIRECTORY))) {
                inodes.computeIfAbsent(present.get(i), _ -> new long[2])[1] =
                        data.stat(present.get(i)).inode();
            }
        }
        var steps = new ArrayList<Step>(inodes.size());
        inodes.forEach((name, pair) -> steps.add(new Step(name, pair[0], pair[1])));
        return steps;
    }

    private void carryOut(Directory state, String journal) throws IOException {
        try (var data = place.openData();
                var tree = state.openDirectory(Place.bytes(TREE))) {
            var lines = journal.lines().toList();
            var steps = lines.subList(2, lines.size());
            try {
                for (var step : steps) {
                    carryOut(Step.read(step), data, tree);
                }
            } catch (IOException e) {
                takeBack(state, lines, e);
                throw e;
            }
            RootAttributes.read(lines.get(0)).giveTo(data);
            RootAttributes.read(lines.get(1)).giveTo(tree);
            data.syncFileSystem();
        }
        state.changes().replace(Place.bytes(JOURNAL), state, Place.bytes(DONE));
        state.sync();
    }

    /**
     * A child that does not let itself be moved, as another mount point, ends the exchange: the others go back to where they were. If
     * they do not either, the journal stays, and whoever comes next tries again.
     */
    private void takeBack(Directory state, List<String> journal, IOException why) {
        try (var data = place.openData();
                var tree = state.openDirectory(Place.bytes(TREE))) {
            for (var line : journal.subList(2, journal.size()).reversed()) {
                carryOut(Step.read(line).back(), data, tree);
            }
            RootAttributes.read(journal.get(1)).giveTo(data);
            RootAttributes.read(journal.get(0)).giveTo(tree);
            data.syncFileSystem();
            SmallFile.removeIfThere(state, Place.bytes(JOURNAL));
            state.sync();
        } catch (IOException e) {
            why.addSuppressed(e);
        }
    }

    private static void carryOut(Step step, Directory data, Directory tree) throws IOException {
        long there = inode(data, step.name);
        long here = inode(tree, step.name);
        if (step.newInode != 0 && step.oldInode != 0) {
            if (there != step.newInode && here == step.newInode) {
                if (there == 0) {
                    tree.changes().move(step.name, data, step.name);
                } else {
                    tree.changes().exchange(step.name, data, step.name);
                }
            }
        } else if (step.newInode != 0) {
            if (there == 0 && here == step.newInode) {
                tree.changes().move(step.name, data, step.name);
            }
        } else if (there == step.oldInode && here == 0) {
            data.changes().move(step.name, tree, step.name);
        }
    }

    private static long inode(Directory directory, byte[] name) throws IOException {
        try {
            Stat stat = directory.stat(name);
            return stat.inode();
        } catch (PosixException e) {
            if (e.isMissing()) {
                return 0;
            }
            throw e;
        }
    }

    @Override
    public boolean tookPlace(Directory state) throws IOException {
        var journal = SmallFile.read(state, JOURNAL);
        if (journal.isPresent()) {
            carryOut(state, journal.get());
            return true;
        }
        return SmallFile.read(state, DONE).isPresent();
    }

    @Override
    public void forget(Directory state) throws IOException {
        SmallFile.removeIfThere(state, Place.bytes(DONE));
        state.sync();
    }
}
