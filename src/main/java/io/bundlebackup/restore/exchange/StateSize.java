package io.bundlebackup.restore.exchange;

import io.bundlebackup.archive.tree.PlatformThreads;
import io.bundlebackup.archive.tree.TreeWalk;
import io.bundlebackup.posix.Directory;
import io.bundlebackup.posix.PosixException;
import io.bundlebackup.posix.Stat;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The size of the files in an earlier state. It does not change until the state is exchanged, so it is measured once. */
final class StateSize {
    private static final String SIZE = "size";

    private StateSize() {}

    /** @param order held while something is written into the state */
    static long of(Directory state, Object order) throws IOException, InterruptedException {
        var facts = StateMetadata.written(state);
        if (known(state) instanceof Long known) {
            return known;
        }
        var sum = new Sum();
        try (var tree = state.openDirectory(DataLocation.TREE_NAME)) {
            PlatformThreads.call("measure-previous", () -> {
                TreeWalk.walk(tree, TreeWalk.Filter.all(), sum);
                return true;
            });
        }
        synchronized (order) {
            if (StateMetadata.written(state).equals(facts)) {
                AtomicFile.write(state, SIZE, Long.toString(sum.bytes));
            }
        }
        return sum.bytes;
    }

    /** The size; {@code null} if it was not measured yet, or the file with it is damaged. */
    static @Nullable Long known(Directory state) throws IOException {
        return AtomicFile.read(state, SIZE)
                .filter(size -> size.matches("[0-9]{1,18}"))
                .map(Long::valueOf)
                .orElse(null);
    }

    /** To be called before the state is exchanged. */
    static void forget(Directory state) throws IOException {
        AtomicFile.removeIfThere(state, SIZE);
    }

    private static final class Sum implements TreeWalk.Visitor {
        private long bytes;

        @Override
        public void entry(byte[] path, Stat stat, byte @Nullable [] linkTarget) {
            bytes += stat.isRegularFile() ? stat.size() : 0;
        }

        @Override
        public void skipped(byte[] path, Stat stat) {}

        @Override
        public void unreadable(byte[] path, PosixException cause) {}
    }
}
