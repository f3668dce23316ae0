package io.bundlebackup.vault.work;

import io.bundlebackup.archive.tree.FailedEntries;
import io.bundlebackup.manifest.Entry;
import io.bundlebackup.repository.blob.BlobId;
import java.util.ArrayList;
import java.util.List;

/** What a worker made of some entries of a scan. Not thread-safe. */
final class StoredBatch implements FailedEntries {
    private final List<Line> lines = new ArrayList<>();
    private final List<Failed> failures = new ArrayList<>();
    private final List<String> changed = new ArrayList<>();
    private final Amounts amounts = new Amounts();

    /** @param pieces empty for everything but a file with content */
    record Line(Entry entry, List<BlobId> pieces) {}

    record Failed(String path, String reason) {}

    void add(Entry entry, List<BlobId> pieces) {
        lines.add(new Line(entry, pieces));
    }

    @Override
    public void failed(String path, String reason) {
        failures.add(new Failed(path, reason));
    }

    @Override
    public void changed(String path) {
        changed.add(path);
    }

    List<Line> lines() {
        return lines;
    }

    Amounts amounts() {
        return amounts;
    }

    /** Reports the failures to the listener of the work. */
    void report(FailedEntries to) throws InterruptedException {
        for (var each : failures) {
            to.failed(each.path, each.reason);
        }
        changed.forEach(to::changed);
    }
}
