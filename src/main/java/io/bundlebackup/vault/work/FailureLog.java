package io.bundlebackup.vault.work;

import io.bundlebackup.archive.tree.FailedEntries;
import io.bundlebackup.manifest.FailedPaths;
import java.util.LinkedHashSet;
import java.util.Set;

/** Counts failures and keeps the paths of the first, for the header of the manifest. Not thread-safe. */
final class FailureLog implements FailedEntries {
    private final FailedEntries next;
    private final Set<String> first = new LinkedHashSet<>();
    private long count;

    FailureLog(FailedEntries next) {
        this.next = next;
    }

    @Override
    public void failed(String path, String reason) throws InterruptedException {
        count++;
        if (first.size() < FailedPaths.MOST_NAMED) {
            first.add(path);
        }
        next.failed(path, reason);
    }

    @Override
    public void changed(String path) {
        next.changed(path);
    }

    long count() {
        return count;
    }

    FailedPaths paths() {
        return count == 0 ? FailedPaths.NONE : FailedPaths.of(count, first);
    }
}
