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
 * @param paths the files and directories that alone are restored; empty: everything
 * @param dependencies the bundles of the session, by the names they were appended with, that have to be complete before this one begins
 * @param publication whether the client has published
 * @param handles how many handles were asked for before the begin, and are announced with it
 * @param dryRun what the newest dry run found; null without one
 */
public record RestoreState(
        String target,
        RestoreMode mode,
        List<RawPath> paths,
        List<String> dependencies,
        Publication publication,
        int handles,
        @Nullable DryRunResult dryRun) {
    public RestoreState {
        paths = List.copyOf(paths);
        dependencies = List.copyOf(dependencies);
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

    public static RestoreState of(String target, RestoreMode mode, List<RawPath> paths) {
        return new RestoreState(target, mode, paths, List.of(), Publication.NONE, 0, null);
    }

    public RestoreState after(List<String> newDependencies) {
        return new RestoreState(target, mode, paths, newDependencies, publication, handles, dryRun);
    }

    RestoreState with(Publication newPublication) {
        return new RestoreState(target, mode, paths, dependencies, newPublication, handles, dryRun);
    }

    RestoreState withHandles(int newHandles) {
        return new RestoreState(target, mode, paths, dependencies, publication, newHandles, dryRun);
    }

    /** A dry run begins, or has ended. */
    RestoreState with(@Nullable DryRunResult newTried) {
        return new RestoreState(target, mode, paths, dependencies, publication, handles, newTried);
    }
}
