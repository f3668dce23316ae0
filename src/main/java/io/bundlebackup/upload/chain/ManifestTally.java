package io.bundlebackup.upload.chain;

import io.bundlebackup.manifest.Entry;
import io.bundlebackup.session.state.BundleId;
import io.bundlebackup.session.state.FileCounts.Tally;
import java.util.HashMap;
import java.util.Map;

/**
 * Counts what the lines of a manifest name, into the database, as they stream by. Memory: {@value #NAMES_AT_ONCE} names. Not thread-safe.
 */
final class ManifestTally {
    private static final int NAMES_AT_ONCE = 10_000;

    private final ManifestRows rows;
    private final BundleId bundle;
    private final String file;
    private final Map<String, Tally> wanted = new HashMap<>();

    /** @param file of the manifest, which need not have a row yet */
    ManifestTally(ManifestRows rows, BundleId bundle, String file) {
        this.rows = rows;
        this.bundle = bundle;
        this.file = file;
    }

    /** A further name of a file is a file; its content is there once. */
    void add(Entry entry) {
        if (!entry.isRegularFile()) {
            return;
        }
        var bytes = entry.isHardLink() ? 0 : entry.size();
        wanted.merge(
                entry.fileName(),
                new Tally(1, bytes),
                (a, b) -> new Tally(a.files() + b.files(), a.bytes() + b.bytes()));
        if (wanted.size() >= NAMES_AT_ONCE) {
            end();
        }
    }

    /** All that was added is in the database. */
    void end() {
        if (!wanted.isEmpty()) {
            rows.addWanted(bundle, file, wanted);
            wanted.clear();
        }
    }
}
