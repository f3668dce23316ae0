package io.bundlebackup.session.state;

import io.bundlebackup.manifest.RawPath;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The part of a bundle that only a restore session has; immutable.
 *
 * @param target the bundle that gets the data
 * @param mode what the restore does with files that its manifest does not list
 * @param source what is restored
 * @param dependencies the bundles of the session, by the names they were appended with, that have to be complete before this one begins
 * @param publication whether the client has published
 * @param handles how many handles were asked for before the begin, and are announced with it
 * @param dryRun what the newest dry run found; null without one
 */
public record RestoreState(
        String target,
        RestoreMode mode,
        Source source,
        List<String> dependencies,
        Publication publication,
        int handles,
        @Nullable DryRunResult dryRun) {
    public RestoreState {
        dependencies = List.copyOf(dependencies);
    }

    /**
     * What is restored.
     *
     * @param paths the files and directories that alone are restored; empty: everything
     * @param snapshot has the data; null if the data is uploaded
     */
    public record Source(List<RawPath> paths, @Nullable SnapshotRef snapshot) {
        public Source {
            paths = List.copyOf(paths);
        }
    }

    /**
     * What a restore would do to the target.
     *
     * @param added entries that are not there
     * @param changed entries that are there and differ
     * @param removed entries that would be gone
     * @param at when the dry run ended
     */
    public record DryRunResult(long added, long changed, long removed, Instant at) {}

    /** A restore of uploads. */
    public static RestoreState of(String target, RestoreMode mode, List<RawPath> paths) {
        return of(target, mode, new Source(paths, null));
    }

    public static RestoreState of(String target, RestoreMode mode, Source source) {
        return new RestoreState(target, mode, source, List.of(), Publication.NONE, 0, null);
    }

    /** The files and directories that alone are restored; empty: everything. */
    public List<RawPath> paths() {
        return source.paths;
    }

    public RestoreState after(List<String> newDependencies) {
        return new RestoreState(target, mode, source, newDependencies, publication, handles, dryRun);
    }

    RestoreState with(Publication newPublication) {
        return new RestoreState(target, mode, source, dependencies, newPublication, handles, dryRun);
    }

    RestoreState withHandles(int newHandles) {
        return new RestoreState(target, mode, source, dependencies, publication, newHandles, dryRun);
    }

    /** A dry run begins, or has ended. */
    RestoreState with(@Nullable DryRunResult newTried) {
        return new RestoreState(target, mode, source, dependencies, publication, handles, newTried);
    }
}
