package io.bundlebackup.restore.exchange;

import io.bundlebackup.posix.Directory;
import io.bundlebackup.posix.Errno;
import io.bundlebackup.posix.PosixException;
import java.io.IOException;

/** Two directories change their names in one system call. The inode of the new one, written down before, tells whether they have. */
final class WholeExchange implements Exchange {
    private static final String INODE = "inode";
    private static final String MODES = "modes";
    private static final int MODE = 07777;
    private static final int OWNERS_RIGHTS = 0700;

    private final DataLocation place;
    private final Flush flush;

    /** Makes the entries of a directory durable. */
    interface Flush {
        void flush(Directory directory) throws IOException;
    }

    WholeExchange(DataLocation place) {
        this(place, Directory::sync);
    }

    WholeExchange(DataLocation place, Flush flush) {
        this.place = place;
        this.flush = flush;
    }

    /** Whether an exchange of this state as a whole was prepared last. */
    static boolean wrote(Directory state) throws IOException {
        return AtomicFile.isThere(state, INODE);
    }

    static void forget(Directory state) throws IOException {
        AtomicFile.removeIfThere(state, DataLocation.bytes(INODE));
    }

    @Override
    public void prepare(Directory state) throws IOException {
        AtomicFile.write(state, INODE, inode(state, DataLocation.bytes(DataLocation.TREE)));
    }

    /** What is mounted in the data would go along, which the kernel does not mind: so that is asked once more. */
    @Override
    public void exchange(Directory state) throws IOException {
        try (var around = place.openAround()) {
            place.requireNothingMounted();
            try {
                around.changes().exchange(place.dataName(), state, DataLocation.bytes(DataLocation.TREE));
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
     * A directory without the right to write for its owner cannot get another parent. It has the right for the moment; what the modes are
     * is written down before, for who comes after a kill.
     */
    private void exchangeWithRight(Directory around, Directory state) throws IOException {
        int present = around.stat(place.dataName()).mode() & MODE;
        int fresh = state.stat(DataLocation.bytes(DataLocation.TREE)).mode() & MODE;
        AtomicFile.write(state, MODES, present + " " + fresh);
        try {
            around.changes().setDirectoryMode(place.dataName(), present | OWNERS_RIGHTS);
            state.changes().setDirectoryMode(DataLocation.bytes(DataLocation.TREE), fresh | OWNERS_RIGHTS);
            around.changes().exchange(place.dataName(), state, DataLocation.bytes(DataLocation.TREE));
        } finally {
            settleModes(around, state);
        }
    }

    /** Gives the directories the modes that they had, wherever they are by now. */
    private void settleModes(Directory around, Directory state) throws IOException {
        var modes = AtomicFile.read(state, MODES);
        if (modes.isEmpty()) {
            return;
        }
        int present = Integer.parseInt(modes.get().split(" ")[0]);
        int fresh = Integer.parseInt(modes.get().split(" ")[1]);
        boolean exchanged = isExchanged(around, state);
        around.changes().setDirectoryMode(place.dataName(), exchanged ? fresh : present);
        state.changes().setDirectoryMode(DataLocation.bytes(DataLocation.TREE), exchanged ? present : fresh);
        AtomicFile.removeIfThere(state, DataLocation.bytes(MODES));
    }

    private boolean isExchanged(Directory around, Directory state) throws IOException {
        var fresh = AtomicFile.read(state, INODE);
        if (!around.has(place.dataName())) {
            // The data directory was deleted. The exchange took place if the new tree is no longer in the state.
            return fresh.isPresent() && !fresh.get().equals(inode(state, DataLocation.bytes(DataLocation.TREE)));
        }
        return fresh.isPresent() && fresh.get().equals(inode(around, place.dataName()));
    }

    private static String inode(Directory parent, byte[] name) throws IOException {
        return Long.toUnsignedString(parent.stat(name).inode());
    }

    @Override
    public boolean tookPlace(Directory state) throws IOException {
        if (!wrote(state)) {
            return false;
        }
        try (var around = place.openAround()) {
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
