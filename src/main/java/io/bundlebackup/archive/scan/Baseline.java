package io.bundlebackup.archive.scan;

import java.nio.file.Path;

/** The state that an incremental backup is compared with; decides what is delivered. */
public sealed interface Baseline {
    /** No earlier backup: everything is delivered. */
    record Nothing() implements Baseline {}

    /**
     * An earlier backup, but everything is delivered. An entry that could not be backed up keeps its earlier line.
     *
     * @param manifest version 2.0, checked
     */
    record Everything(Path manifest) implements Baseline {}

    /**
     * The manifest of an earlier backup: delivers entries that the manifest does not list, that differ, or whose line names
     * no delivered file.
     *
     * @param manifest version 2.0, checked
     */
    record Previous(Path manifest) implements Baseline {}
}
