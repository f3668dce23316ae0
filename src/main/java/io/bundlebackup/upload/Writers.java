package io.bundlebackup.upload;

import io.bundlebackup.problem.ProblemType;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/** Who writes which upload: at most one each, the newest. There are as many as requests under way. Thread-safe. */
final class Writers {
    private record Which(BundleKey bundle, String uri) {}

    private final ConcurrentHashMap<Which, Writing> writers = new ConcurrentHashMap<>();

    /** Takes an upload over from whoever writes it, at once. */
    Writing take(BundleKey bundle, String uri) {
        var mine = new Writing();
        var older = writers.put(new Which(bundle, uri), mine);
        if (older != null) {
            older.stop(ProblemType.OFFSET_MISMATCH);
        }
        return mine;
    }

    /** As {@link #take}, if nobody writes it. */
    Optional<Writing> takeIfFree(BundleKey bundle, String uri) {
        var mine = new Writing();
        return writers.putIfAbsent(new Which(bundle, uri), mine) == null ? Optional.of(mine) : Optional.empty();
    }

    /** Repeatable; somebody else's right is not touched. */
    void release(BundleKey bundle, String uri, Writing mine) {
        writers.remove(new Which(bundle, uri), mine);
    }

    /** Stops whoever writes an upload. */
    void stop(BundleKey bundle, String uri) {
        var found = writers.remove(new Which(bundle, uri));
        if (found != null) {
            found.stop(ProblemType.OFFSET_MISMATCH);
        }
    }

    /** Stops everybody who writes uploads of a bundle. */
    void stopAll(BundleKey bundle, ProblemType why) {
        writers.forEach((which, writing) -> {
            if (which.bundle.equals(bundle)) {
                writing.stop(why);
                writers.remove(which, writing);
            }
        });
    }

    boolean writing(BundleKey bundle, String uri) {
        return writers.containsKey(new Which(bundle, uri));
    }

    /** The uris of a bundle that are being written, in order. */
    Set<String> inProgress(BundleKey bundle) {
        var found = new TreeSet<String>();
        writers.keySet().stream().filter(which -> which.bundle.equals(bundle)).forEach(which -> found.add(which.uri));
        return found;
    }

    int size() {
        return writers.size();
    }
}
