package io.bundlebackup.upload.chain;

import io.bundlebackup.manifest.FailedPaths;
import io.bundlebackup.manifest.ManifestReader;
import io.bundlebackup.manifest.RawPath;
import io.bundlebackup.manifest.RawText;
import io.bundlebackup.manifest.SelectedLines;
import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import io.bundlebackup.session.RestoringBundles;
import io.bundlebackup.session.reply.KeepReply;
import io.bundlebackup.session.state.BundleId;
import io.bundlebackup.session.state.BundleSnapshot;
import io.bundlebackup.session.state.RestoreMode;
import io.bundlebackup.session.state.RestoreTransitions;
import io.bundlebackup.upload.receive.WriteLeases;
import io.bundlebackup.upload.store.BundleLocks;
import io.bundlebackup.upload.store.UploadName;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** OpenHarmony's {@code publishFile}: the client declares its uploads complete. Thread-safe. */
public final class Publishing {
    private final RestoringBundles bundles;
    private final BundleLocks locks;
    private final WriteLeases leases;
    private final Generations generations;

    public Publishing(RestoringBundles bundles, BundleLocks locks, WriteLeases leases, Generations generations) {
        this.bundles = bundles;
        this.locks = locks;
        this.leases = leases;
        this.generations = generations;
    }

    /**
     * Publishes a bundle, if all files of its restore are uploaded; from then on its uploads do not change. A repetition gets the same
     * answer.
     *
     * @param dryRun verify only
     * @param answer what is answered
     * @throws ProblemException what the session refuses; {@code upload-incomplete} with {@code missing}; {@code invalid-manifest} if
     *     two generations are the newest
     */
    public <T> T publish(String owner, BundleId bundle, boolean dryRun, T answer, @Nullable KeepReply<T> remember) {
        var found = bundles.bundle(owner, bundle);
        var restoring = found.restoring();
        if (takesUploads(found)) {
            requirePaths(bundle, restoring.paths());
        }
        try (var _ = locks.lock(bundle)) {
            // Otherwise the bundle was published before or has ended, and the session decides about the request.
            if (takesUploads(bundles.bundle(owner, bundle))) {
                requireAll(bundle, restoring.mode());
            }
            var published = bundles.publish(owner, bundle, dryRun, answer, remember);
            leases.stopAll(bundle, ProblemType.PUBLISHED);
            return published;
        }
    }

    private static boolean takesUploads(BundleSnapshot bundle) {
        return RestoreTransitions.uploadRefusal(bundle) == null;
    }

    /**
     * Checks that one upload is complete, and changes nothing. For an index, whose content no restore needs, the manifest is enough.
     *
     * @throws ProblemException what the session refuses; {@code bundle-not-running} once the bundle has ended; {@code no-such-file};
     *     {@code upload-incomplete} with {@code missing}
     */
    public void check(UploadName name) {
        bundles.running(name.caller(), name.bundle());
        generations.findMissing(name.bundle(), name.uri()).ifPresent(lacking -> {
            throw incomplete(List.of(lacking));
        });
    }

    /** Checked before the restore verifies anything. */
    private void requirePaths(BundleId bundle, List<RawPath> paths) {
        var newest = generations.newest(bundle);
        if (paths.isEmpty() || newest.isEmpty()) {
            return;
        }
        try (var lines = ManifestReader.open(newest.get().manifest())) {
            var copy = new SelectedLines(paths).copy();
            for (var entry = lines.next(); entry != null; entry = lines.next()) {
                copy.take(entry);
            }
            if (!copy.absent().isEmpty()) {
                throw noEntry(copy.absent().getFirst(), lines.header().failures());
            }
        } catch (IOException e) {
            throw new ProblemException(ProblemType.IO_ERROR, "The manifest cannot be read.", e);
        }
    }

    private static ProblemException noEntry(RawPath path, FailedPaths failures) {
        var reason = failures.around(path)
                .map(failed ->
                        ": the backup failed to take " + (failed.equals(path) ? "it" : RawText.shown(failed.bytes())))
                .orElse("");
        return new ProblemException(
                ProblemType.INVALID_ARGUMENT, "The backup has no entry " + RawText.shown(path.bytes()) + reason + ".");
    }

    /** A salvage does not need all files, but no request may still be sending one. */
    private void requireAll(BundleId bundle, RestoreMode mode) {
        var missing = generations.missing(bundle).stream()
                .filter(each -> mode != RestoreMode.SALVAGE || !each.isContent())
                .toList();
        if (!missing.isEmpty()) {
            throw incomplete(missing);
        }
    }

    private static ProblemException incomplete(List<MissingFile> missing) {
        return new ProblemException(
                        ProblemType.UPLOAD_INCOMPLETE,
                        "Not everything is uploaded: " + missing.getFirst().shown()
                                + (missing.size() > 1 ? ", and more" : "") + ".")
                .with("missing", missing.stream().map(MissingFile::describe).toList());
    }
}
