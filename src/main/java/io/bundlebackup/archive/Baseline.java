package io.bundlebackup.archive;

import io.bundlebackup.posix.Stat;
import java.nio.file.Path;

/** What an incremental backup starts from, which decides what is delivered (semantics §7). */
public sealed interface Baseline {
    /** From nothing: everything is delivered. */
    record Nothing() implements Baseline {}

    /**
     * From an earlier backup, but everything is delivered; what could not be taken keeps its earlier line.
     *
     * @param manifest version 2.0, checked
     */
    record Everything(Path manifest) implements Baseline {}

    /**
     * From the manifest of an earlier backup: what is not in it, or differs.
     *
     * @param manifest version 2.0, checked
     */
    record Previous(Path manifest) implements Baseline {}

    /**
     * From a time: what was changed or moved then or later; of the rest nobody knows which delivered file carries it.
     *
     * @param epochSeconds positive
     */
    record Since(long epochSeconds) implements Baseline {
        /** Where to start from after a scan: what was young then may have changed once more with the times that it had. */
        public static long afterScan(long begunAtMillis) {
            return Youth.begin(begunAtMillis);
        }

        /** Whether it is delivered. What was moved in keeps an old mtime; its ctime tells. */
        public boolean covers(Stat stat) {
            return stat.mtimeSeconds() >= epochSeconds || stat.ctimeSeconds() >= epochSeconds;
        }
    }
}
