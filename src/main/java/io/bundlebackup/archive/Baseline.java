package io.bundlebackup.archive;

import java.nio.file.Path;

/** What an incremental backup starts from, which decides what is delivered (semantics §7). */
public sealed interface Baseline {
    /** From nothing: everything is delivered. */
    record Nothing() implements Baseline {}

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
    record Since(long epochSeconds) implements Baseline {}
}
