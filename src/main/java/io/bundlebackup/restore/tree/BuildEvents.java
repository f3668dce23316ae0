package io.bundlebackup.restore.tree;

import io.bundlebackup.archive.unpack.TreeBuildListener;
import io.bundlebackup.archive.unpack.UnsetAttribute;
import io.bundlebackup.manifest.Entry;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;

/** Counts and passes on the notices of a {@link io.bundlebackup.archive.unpack.TreeBuilder}. Thread-safe. */
final class BuildEvents implements TreeBuildListener {
    private final LongAdder files = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private volatile KeptOut keptOut = (path, reason) -> {};
    private volatile Lost lost = line -> {};
    private final List<UnsetAttribute> unset = new CopyOnWriteArrayList<>();

    interface KeptOut {
        void dropped(String path, String reason) throws InterruptedException;
    }

    /** Receives the lines of the manifest whose files cannot be salvaged. */
    interface Lost {
        void lost(Entry line) throws InterruptedException;
    }

    /** Files that are in the tree. */
    long files() {
        return files.sum();
    }

    long bytes() {
        return bytes.sum();
    }

    /** Attributes that could not be set, once the tree is complete. */
    List<UnsetAttribute> unset() {
        return unset;
    }

    void onDropped(KeptOut to) {
        keptOut = to;
    }

    void onLost(Lost to) {
        lost = to;
    }

    @Override
    public void lost(Entry line) throws InterruptedException {
        lost.lost(line);
    }

    @Override
    public void restored(long size) {
        files.increment();
        bytes.add(size);
    }

    @Override
    public void dropped(String path, String reason) throws InterruptedException {
        keptOut.dropped(path, reason);
    }

    @Override
    public void unset(UnsetAttribute attribute) {
        unset.add(attribute);
    }
}
