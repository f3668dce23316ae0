package io.bundlebackup.upload.receive;

import io.bundlebackup.problem.ProblemType;
import io.bundlebackup.session.state.BundleId;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/** The leases of the requests that write uploads: at most one for an upload, the newest. Thread-safe. */
public final class WriteLeases {
    private record Which(BundleId bundle, String uri) {}

    /** What was found, and the right to write. */
    public record Taken<T>(T found, WriteLease lease) {}

    private final ConcurrentHashMap<Which, WriteLease> leases = new ConcurrentHashMap<>();

    /**
     * Takes an upload over, at once, from the request that writes it; the caller holds the lock of the bundle.
     *
     * @param check looks whether the newer request is acceptable, while nobody writes; if it throws, the older request goes on
     */
    public <T> Taken<T> take(BundleId bundle, String uri, UploadCheck<T> check) throws IOException {
        var which = new Which(bundle, uri);
        var older = leases.get(which);
        var found = older == null ? check.check() : older.stopAfter(check);
        var mine = new WriteLease();
        leases.put(which, mine);
        return new Taken<>(found, mine);
    }

    /** As {@link #take}, if no request writes the upload. */
    public <T> Optional<Taken<T>> takeIfFree(BundleId bundle, String uri, UploadCheck<T> check) throws IOException {
        return isWriting(bundle, uri) ? Optional.empty() : Optional.of(take(bundle, uri, check));
    }

    /** Gives a lease back. Repeatable; another request's lease is not touched. */
    public void release(BundleId bundle, String uri, WriteLease mine) {
        leases.remove(new Which(bundle, uri), mine);
    }

    /** Stops the request that writes an upload. */
    public void stop(BundleId bundle, String uri) {
        var found = leases.remove(new Which(bundle, uri));
        if (found != null) {
            found.stop(ProblemType.OFFSET_MISMATCH);
        }
    }

    /** Stops all requests that write uploads of a bundle. */
    public void stopAll(BundleId bundle, ProblemType why) {
        leases.forEach((which, lease) -> {
            if (which.bundle.equals(bundle)) {
                lease.stop(why);
                leases.remove(which, lease);
            }
        });
    }

    public boolean isWriting(BundleId bundle, String uri) {
        return leases.containsKey(new Which(bundle, uri));
    }

    /** The uris of a bundle that are being written, in order. */
    public Set<String> inProgress(BundleId bundle) {
        var found = new TreeSet<String>();
        leases.keySet().stream().filter(which -> which.bundle.equals(bundle)).forEach(which -> found.add(which.uri));
        return found;
    }

    public int size() {
        return leases.size();
    }
}
