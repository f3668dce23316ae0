package io.bundlebackup.restore.exchange;

import io.bundlebackup.posix.Directory;
import io.bundlebackup.posix.Errno;
import io.bundlebackup.posix.PosixException;
import io.bundlebackup.posix.TreeRemoval;
import io.bundlebackup.restore.exchange.ChildrenJournal.Step;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Exchanges one child of the new tree with one of the data, and reverts that. Each step may be repeated. */
interface ChildSteps {
    /** Puts the new child in place of the present one. */
    void apply(Step step) throws IOException;

    /** Puts the present child back in its place, and the new one where it came from. */
    void revert(Step step) throws IOException;

    /** Exchanges each child in one system call. Inodes tell which child is the new one. */
    record Exchanging(Directory data, Directory tree) implements ChildSteps {
        @Override
        public void apply(Step step) throws IOException {
            long there = ChildrenJournal.inode(data, step.name());
            long here = ChildrenJournal.inode(tree, step.name());
            if (step.newInode() != 0 && step.oldInode() != 0) {
                if (there != step.newInode() && here == step.newInode()) {
                    if (there == 0) {
                        move(tree, step.name(), data);
                    } else {
                        exchange(step.name());
                    }
                }
            } else if (step.newInode() != 0) {
                if (there == 0 && here == step.newInode()) {
                    move(tree, step.name(), data);
                }
            } else if (step.oldInode() != 0 && there == step.oldInode() && here == 0) {
                move(data, step.name(), tree);
            }
        }

        @Override
        public void revert(Step step) throws IOException {
            apply(new Step(step.name(), step.oldInode(), step.newInode(), false));
        }

        private void exchange(byte[] name) throws IOException {
            withWritePermission(
                    tree,
                    name,
                    () -> withWritePermission(data, name, () -> tree.changes().exchange(name, data, name)));
        }
    }

    /**
     * Moves the present child out of the data and then the new one in. The present children are collected in another directory, which
     * becomes the tree in the end. Names alone tell how far the exchange is, because file systems that cannot exchange need not have stable
     * inodes. A child that cannot be moved was copied before; the copy is collected and the child removed.
     */
    record Moving(Directory data, Directory tree, Directory aside, Directory copies) implements ChildSteps {
        private static final Logger log = LoggerFactory.getLogger(ChildSteps.class);

        @Override
        public void apply(Step step) throws IOException {
            byte[] name = step.name();
            boolean waits = step.newInode() == 0 || tree.has(name);
            if (step.oldInode() != 0 && waits) {
                if (!step.copied()) {
                    if (!aside.has(name) && data.has(name)) {
                        move(data, name, aside);
                    }
                } else {
                    if (copies.has(name)) {
                        move(copies, name, aside);
                    }
                    remove(name);
                }
            }
            if (step.newInode() != 0 && tree.has(name)) {
                moveIn(tree, name);
            }
        }

        @Override
        public void revert(Step step) throws IOException {
            byte[] name = step.name();
            if (step.newInode() != 0 && !tree.has(name) && data.has(name)) {
                move(data, name, tree);
            }
            if (step.oldInode() != 0 && aside.has(name)) {
                if (step.copied()) {
                    // The rest of the original.
                    remove(name);
                }
                moveIn(aside, name);
            }
        }

        /** An entry that the application made meanwhile belongs to neither side; it is kept in the earlier state. */
        private void moveIn(Directory from, byte[] name) throws IOException {
            if (data.has(name)) {
                byte[] stray = DataLocation.bytes("made-meanwhile-" + UUID.randomUUID());
                data.changes().move(name, copies, stray);
                log.warn(
                        "An entry was created in the data during the exchange; it is kept in the earlier state, as {}.",
                        new String(stray, StandardCharsets.UTF_8));
            }
            move(from, name, data);
        }

        private void remove(byte[] name) throws IOException {
            try {
                TreeRemoval.remove(data, name);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
        }
    }

    private static void move(Directory from, byte[] name, Directory to) throws IOException {
        withWritePermission(from, name, () -> from.changes().move(name, to, name));
    }

    /** A change of names. */
    interface Renaming {
        void rename() throws IOException;
    }

    /**
     * A directory without the right to write for its owner cannot get another parent, so its owner gets that right for the renaming.
     */
    private static void withWritePermission(Directory parent, byte[] name, Renaming renaming) throws IOException {
        try {
            renaming.rename();
        } catch (PosixException e) {
            if (e.errno() != Errno.EACCES
                    || !parent.has(name)
                    || !parent.stat(name).isDirectory()) {
                throw e;
            }
            int mode = parent.stat(name).mode() & 07777;
            if ((mode & 0200) != 0) {
                throw e;
            }
            parent.changes().setDirectoryMode(name, mode | 0700);
            try (var moved = parent.openDirectory(name)) {
                try {
                    renaming.rename();
                } finally {
                    moved.setMode(mode);
                }
            }
        }
    }
}
