package io.bundlebackup.restore.exchange;

import io.bundlebackup.archive.tar.TarLimits;
import io.bundlebackup.archive.tree.TreeWalk;
import io.bundlebackup.archive.unpack.PreviousTree;
import io.bundlebackup.archive.unpack.TreeBuildListener;
import io.bundlebackup.archive.unpack.TreeBuilder;
import io.bundlebackup.archive.unpack.UnsetAttribute;
import io.bundlebackup.manifest.ManifestHeader;
import io.bundlebackup.manifest.ManifestIndex;
import io.bundlebackup.manifest.ManifestWriter;
import io.bundlebackup.posix.Directory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Directories in the data that lie in a lower layer of an overlay: the kernel does not rename them ({@code EXDEV}), so the earlier state
 * gets a copy of them. Changes that the application makes after the copying are not in the copy.
 */
final class ImmovableChildren {
    /** Where in a state the copies lie; {@link ChildSteps.Moving} takes them from there. */
    static final String COPIES = "copies";

    private static final Logger log = LoggerFactory.getLogger(ImmovableChildren.class);
    private static final byte[] FULL = DataLocation.bytes("full");
    private static final byte[] SCRATCH = DataLocation.bytes("scratch");

    private ImmovableChildren() {}

    /** Copies what cannot be moved out of the data into the copies of a state, which are empty. */
    static void copy(DataLocation location, Directory data, Directory state) throws IOException, InterruptedException {
        var names = find(data, state);
        if (names.isEmpty()) {
            return;
        }
        // The manifest has no entries: everything in the copies is kept from the data.
        var manifest = Path.of("/proc/self/fd/" + state.descriptor(), "no-entries");
        new ManifestWriter(Files.newOutputStream(manifest), new ManifestHeader("copies", UUID.randomUUID(), null, 0))
                .close();
        state.changes().makeDirectory(SCRATCH);
        try (var copies = state.openDirectory(DataLocation.bytes(COPIES));
                var scratch = state.openDirectory(SCRATCH)) {
            var index = ManifestIndex.build(manifest, manifest.resolveSibling("no-links"));
            new TreeBuilder(copies, index, new TarLimits(0, 0), new Listener(location.name()))
                    .finish(new PreviousTree(data, new In(names), scratch));
        }
        state.changes().removeDirectory(SCRATCH);
        Files.delete(manifest);
    }

    private static Set<byte[]> find(Directory data, Directory state) throws IOException {
        var names = new TreeSet<byte[]>(Arrays::compareUnsigned);
        state.changes().makeDirectory(FULL);
        try (var full = state.openDirectory(FULL)) {
            full.changes().makeDirectory(FULL);
            for (byte[] name : data.list()) {
                if (!Arrays.equals(name, DataLocation.WORK)
                        && data.stat(name).isDirectory()
                        && !ExchangeProbe.canMove(data, name, state, FULL)) {
                    names.add(name);
                }
            }
            full.changes().removeDirectory(FULL);
        }
        state.changes().removeDirectory(FULL);
        return names;
    }

    /** Everything in these children. */
    private record In(Set<byte[]> names) implements TreeWalk.Filter {
        @Override
        public boolean take(byte[] path, boolean directory) {
            return descend(path);
        }

        @Override
        public boolean descend(byte[] path) {
            int end = 0;
            while (end < path.length && path[end] != '/') {
                end++;
            }
            return names.contains(Arrays.copyOf(path, end));
        }
    }

    private record Listener(String bundle) implements TreeBuildListener {
        @Override
        public void restored(long bytes) {}

        @Override
        public void dropped(String path, String reason) {
            log.warn("The earlier state of {} lacks {}: {}", bundle, path, reason);
        }

        @Override
        public void unset(UnsetAttribute attribute) {
            log.warn("In the earlier state of {}, of {}: {}", bundle, attribute.first(), attribute.message());
        }
    }
}
