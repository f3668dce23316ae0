package io.bundlebackup.upload.chain;

import io.bundlebackup.manifest.Entry;
import io.bundlebackup.session.state.BundleId;
import io.bundlebackup.session.state.FileCounts.Tally;
import java.util.HashMap;
import java.util.Map;

/**
 * Counts the files and bytes of each delivered file that a manifest lists, into the database, line by line. Memory: {@value #NAMES_AT_ONCE}
 * names. Not thread-safe.
 */
final class ManifestTally {
    private static final int NAMES_AT_ONCE = 2_000;

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

    /** A hard link counts as a file without bytes. */
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

    /** Writes everything to the database. */
    void end() {
        if (!wanted.isEmpty()) {
            rows.addWanted(bundle, file, wanted);
            wanted.clear();
        }
    }
}
