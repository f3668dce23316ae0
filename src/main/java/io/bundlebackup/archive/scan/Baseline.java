package io.bundlebackup.archive.scan;

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
     * From the manifest of an earlier backup: what is not in it, differs, or has content that no delivered file is named for.
     *
     * @param manifest version 2.0, checked
     */
    record Previous(Path manifest) implements Baseline {}
}
