package io.bundlebackup.upload;

import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import io.bundlebackup.session.Remember;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The seed's {@code publishFile}: the client says that all is there. Thread-safe. */
public final class Publishing {
    private final RestoringBundles bundles;
    private final BundleLocks locks;
    private final Writers writers;
    private final Generations generations;

    Publishing(RestoringBundles bundles, BundleLocks locks, Writers writers, Generations generations) {
        this.bundles = bundles;
        this.locks = locks;
        this.writers = writers;
        this.generations = generations;
    }

    /**
     * Publishes a bundle, if all that its restore needs is there; from then on its uploads do not change. Again: the same answer.
     *
     * @param dryRun verify only
     * @param answer what is answered
     * @throws ProblemException what the session refuses; {@code upload-incomplete} with {@code missing}; {@code invalid-manifest} if
     *     two generations are the newest
     */
    public <T> T publish(
            String owner, String sessionId, String bundle, boolean dryRun, T answer, @Nullable Remember<T> remember) {
        bundles.requireKnown(owner, sessionId, bundle);
        var key = new BundleKey(sessionId, bundle);
        try (var _ = locks.lock(key)) {
            // Else it was published before, or has ended, and the session knows what that means.
            if (bundles.takesUploads(owner, sessionId, bundle)) {
                requireAll(key);
            }
            var published = bundles.publish(owner, sessionId, bundle, dryRun, answer, remember);
            writers.stopAll(key, ProblemType.PUBLISHED);
            return published;
        }
    }

    /**
     * Checks that one upload is complete, and changes nothing, whatever else the session holds. Of an index, whose content no restore
     * needs, the manifest is enough.
     *
     * @throws ProblemException what the session refuses; {@code bundle-not-running} once the bundle has ended; {@code no-such-file};
     *     {@code upload-incomplete} with {@code missing}
     */
    public void check(UploadName name) {
        bundles.requireRunning(name.caller(), name.sessionId(), name.bundle());
        generations.lacking(name.key(), name.uri()).ifPresent(lacking -> {
            throw incomplete(List.of(lacking));
        });
    }

    private void requireAll(BundleKey key) {
        var missing = generations.missing(key.sessionId(), key.bundle());
        if (!missing.isEmpty()) {
            throw incomplete(missing);
        }
    }

    private static ProblemException incomplete(List<Missing> missing) {
        return new ProblemException(
                        ProblemType.UPLOAD_INCOMPLETE,
                        "Not everything is uploaded: " + missing.getFirst().shown()
                                + (missing.size() > 1 ? ", and more" : "") + ".")
                .with("missing", missing.stream().map(Missing::describe).toList());
    }
}
