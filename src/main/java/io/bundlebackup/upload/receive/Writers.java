package io.bundlebackup.upload.receive;

import io.bundlebackup.problem.ProblemType;
import io.bundlebackup.upload.store.BundleKey;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/** Who writes which upload: at most one each, the newest. There are as many as requests under way. Thread-safe. */
public final class Writers {
    private record Which(BundleKey bundle, String uri) {}

    /** What was found, and the right to write. */
    public record Taken<T>(T found, Writing writing) {}

    private final ConcurrentHashMap<Which, Writing> writers = new ConcurrentHashMap<>();

    /**
     * Takes an upload over from whoever writes it, at once; the caller holds the lock of the bundle.
     *
     * @param check looks whether the newer request is acceptable, while nobody writes; if it throws, the older request goes on
     */
    public <T> Taken<T> take(BundleKey bundle, String uri, UploadCheck<T> check) throws IOException {
        var which = new Which(bundle, uri);
        var older = writers.get(which);
        var found = older == null ? check.look() : older.stopAfter(check);
        var mine = new Writing();
        writers.put(which, mine);
        return new Taken<>(found, mine);
    }

    /** As {@link #take}, if nobody writes it. */
    public <T> Optional<Taken<T>> takeIfFree(BundleKey bundle, String uri, UploadCheck<T> check) throws IOException {
        return writing(bundle, uri) ? Optional.empty() : Optional.of(take(bundle, uri, check));
    }

    /** Repeatable; somebody else's right is not touched. */
    public void release(BundleKey bundle, String uri, Writing mine) {
        writers.remove(new Which(bundle, uri), mine);
    }

    /** Stops whoever writes an upload. */
    public void stop(BundleKey bundle, String uri) {
        var found = writers.remove(new Which(bundle, uri));
        if (found != null) {
            found.stop(ProblemType.OFFSET_MISMATCH);
        }
    }

    /** Stops everybody who writes uploads of a bundle. */
    public void stopAll(BundleKey bundle, ProblemType why) {
        writers.forEach((which, writing) -> {
            if (which.bundle.equals(bundle)) {
                writing.stop(why);
                writers.remove(which, writing);
            }
        });
    }

    public boolean writing(BundleKey bundle, String uri) {
        return writers.containsKey(new Which(bundle, uri));
    }

    /** The uris of a bundle that are being written, in order. */
    public Set<String> inProgress(BundleKey bundle) {
        var found = new TreeSet<String>();
        writers.keySet().stream().filter(which -> which.bundle.equals(bundle)).forEach(which -> found.add(which.uri));
        return found;
    }

    public int size() {
        return writers.size();
    }
}
