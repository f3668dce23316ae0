package io.bundlebackup.archive.scan;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

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

    /**
     * The manifest of a snapshot: as {@link Previous}, but its lines name no delivered files, because the content of a snapshot is found by
     * path; and each file whose attributes do not prove that it is unchanged is delivered, because the content is cut and compared anyway.
     *
     * @param manifest version 2.0, checked
     */
    record Snapshot(Path manifest) implements Baseline {}

    /** The manifest of the earlier backup; null if there is none. */
    default @Nullable Path earlier() {
        return switch (this) {
            case Nothing _ -> null;
            case Everything(Path manifest) -> manifest;
            case Previous(Path manifest) -> manifest;
            case Snapshot(Path manifest) -> manifest;
        };
    }

    /** Whether the content of a file can be found although its line names no delivered file. */
    default boolean findsByPath() {
        return this instanceof Snapshot;
    }
}
