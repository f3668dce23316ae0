package io.bundlebackup.restore.exchange;

import io.bundlebackup.posix.Directory;
import io.bundlebackup.posix.Errno;
import io.bundlebackup.posix.PosixException;
import java.io.IOException;

/** Exchanges two directories in one system call. The inode of the new one, recorded before, tells whether the exchange has taken place. */
final class WholeExchange implements Exchange {
    private static final String INODE = "inode";
    private static final String MODES = "modes";
    private static final int MODE = 07777;
    private static final int OWNERS_RIGHTS = 0700;

    private final DataLocation location;
    private final Flush flush;

    /** Makes the entries of a directory durable. */
    interface Flush {
        void flush(Directory directory) throws IOException;
    }

    WholeExchange(DataLocation location) {
        this(location, Directory::sync);
    }

    WholeExchange(DataLocation location, Flush flush) {
        this.location = location;
        this.flush = flush;
    }

    /** Whether an exchange of this state as a whole was prepared last. */
    static boolean wrote(Directory state) throws IOException {
        return AtomicFile.isThere(state, INODE);
    }

    static void forget(Directory state) throws IOException {
        AtomicFile.removeIfThere(state, INODE);
    }

    @Override
    public void prepare(Directory state) throws IOException {
        AtomicFile.write(state, INODE, inode(state, DataLocation.TREE_NAME));
    }

    /** Checks for mounts once more, because the kernel would move a mounted file system with the data. */
    @Override
    public void exchange(Directory state) throws IOException {
        try (var around = location.openAround()) {
            location.requireNothingMounted();
            try {
                around.changes().exchange(location.dataName(), state, DataLocation.TREE_NAME);
            } catch (PosixException e) {
                if (e.errno() != Errno.EACCES) {
                    throw e;
                }
                exchangeWithRight(around, state);
            }
            flush(around, state);
        }
    }

    /**
     * A directory without the right to write for its owner cannot get another parent, so its owner gets that right for the exchange. The
     * modes are recorded before, so that they can be restored after a kill.
     */
    private void exchangeWithRight(Directory around, Directory state) throws IOException {
        int present = around.stat(location.dataName()).mode() & MODE;
        int fresh = state.stat(DataLocation.TREE_NAME).mode() & MODE;
        AtomicFile.write(state, MODES, present + " " + fresh);
        try {
            around.changes().setDirectoryMode(location.dataName(), present | OWNERS_RIGHTS);
            state.changes().setDirectoryMode(DataLocation.TREE_NAME, fresh | OWNERS_RIGHTS);
            around.changes().exchange(location.dataName(), state, DataLocation.TREE_NAME);
        } finally {
            settleModes(around, state);
        }
    }

    /** Restores the recorded modes of both directories, on whichever side of the exchange they are. */
    private void settleModes(Directory around, Directory state) throws IOException {
        var modes = AtomicFile.read(state, MODES);
        if (modes.isEmpty()) {
            return;
        }
        int present = mode(modes.get(), 0);
        int fresh = mode(modes.get(), 1);
        boolean exchanged = isExchanged(around, state);
        around.changes().setDirectoryMode(location.dataName(), exchanged ? fresh : present);
        state.changes().setDirectoryMode(DataLocation.TREE_NAME, exchanged ? present : fresh);
        AtomicFile.removeIfThere(state, MODES);
    }

    private static int mode(String modes, int word) throws IOException {
        try {
            return Integer.parseInt(modes.split(" ")[word]);
        } catch (NumberFormatException | IndexOutOfBoundsException e) {
            throw new IOException("the record of the modes of two exchanged directories is damaged", e);
        }
    }

    private boolean isExchanged(Directory around, Directory state) throws IOException {
        var fresh = AtomicFile.read(state, INODE);
        if (!around.has(location.dataName())) {
            // The data directory was deleted. The exchange took place if the new tree is no longer in the state.
            return fresh.isPresent() && !fresh.get().equals(inode(state, DataLocation.TREE_NAME));
        }
        return fresh.isPresent() && fresh.get().equals(inode(around, location.dataName()));
    }

    private static String inode(Directory parent, byte[] name) throws IOException {
        return Long.toUnsignedString(parent.stat(name).inode());
    }

    @Override
    public boolean tookPlace(Directory state) throws IOException {
        if (!wrote(state)) {
            return false;
        }
        try (var around = location.openAround()) {
            settleModes(around, state);
            if (!isExchanged(around, state)) {
                return false;
            }
            // The process that exchanged may have been killed before the exchange was durable.
            flush(around, state);
            return true;
        }
    }

    private void flush(Directory around, Directory state) throws UnflushedException {
        try {
            flush.flush(around);
            flush.flush(state);
        } catch (IOException e) {
            throw new UnflushedException(e);
        }
    }
}
