package io.bundlebackup.archive.unpack;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** What a builder told. */
public final class BuildLog implements TreeBuildListener {
    public final AtomicLong files = new AtomicLong();
    public final AtomicLong bytes = new AtomicLong();
    public final List<String> dropped = new ArrayList<>();
    public final List<String> unset = new ArrayList<>();

    @Override
    public void restored(long count) {
        files.incrementAndGet();
        bytes.addAndGet(count);
    }

    @Override
    public void dropped(String path, String reason) {
        dropped.add(path + ": " + reason);
    }

    @Override
    public void unset(UnsetAttribute attribute) {
        unset.add(attribute.first() + ": " + attribute.message());
    }
}
