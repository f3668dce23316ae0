package io.bundlebackup.restore;

import io.bundlebackup.posix.Directory;
import java.io.IOException;

/** Two directories change their names in one system call. The inode of the new one, written down before, tells whether they have. */
final class WholeExchange implements Exchange {
    private static final String INODE = "inode";

    private final Place place;

    WholeExchange(Place place) {
        this.place = place;
    }

    @Override
    public void prepare(Directory state) throws IOException {
        place.requireNothingMounted();
        SmallFile.write(
                state,
                INODE,
                Long.toUnsignedString(state.stat(Place.bytes(TREE)).inode()));
    }

    /** What is mounted in the data would go along, which the kernel does not mind: so that is asked once more. */
    @Override
    public void carryOut(Directory state) throws IOException {
        try (var around = place.openAround()) {
            place.requireNothingMounted();
            around.changes().exchange(place.dataName(), state, Place.bytes(TREE));
            flush(around, state);
        }
    }

    @Override
    public boolean tookPlace(Directory state) throws IOException {
        var inode = SmallFile.read(state, INODE);
        if (inode.isEmpty()) {
            return false;
        }
        try (var around = place.openAround()) {
            if (!Long.toUnsignedString(around.stat(place.dataName()).inode()).equals(inode.get())) {
                return false;
            }
            // Whoever exchanged may have been killed before it was durable.
            flush(around, state);
            return true;
        }
    }

    private static void flush(Directory around, Directory state) throws UnflushedException {
        try {
            around.sync();
            state.sync();
        } catch (IOException e) {
            throw new UnflushedException(e);
        }
    }
}
