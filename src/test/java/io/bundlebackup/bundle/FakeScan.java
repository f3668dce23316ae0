package io.bundlebackup.bundle;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Answers with sizes that the test sets, and remembers who asked. */
public final class FakeScan implements SizeScan {
    public final List<String> scanned = new CopyOnWriteArrayList<>();
    public volatile Sizes sizes = new Sizes(100, 4, 30, 2, 0);
    public volatile @Nullable IOException failure;
    private volatile Runnable meanwhile = () -> {};

    /** What happens during each scan. */
    public void meanwhile(Runnable action) {
        meanwhile = action;
    }

    @Override
    public Sizes scanAgainst(Bundle bundle, Path previous) throws IOException {
        scanned.add(bundle.name() + "@" + previous);
        return sizes;
    }

    @Override
    public Sizes scan(Bundle bundle, long since) throws IOException {
        scanned.add(bundle.name() + "@" + since);
        meanwhile.run();
        IOException thrown = failure;
        if (thrown != null) {
            throw thrown;
        }
        return since <= 0
                ? new Sizes(sizes.bytes(), sizes.files(), sizes.bytes(), sizes.files(), sizes.unreadable())
                : sizes;
    }
}
