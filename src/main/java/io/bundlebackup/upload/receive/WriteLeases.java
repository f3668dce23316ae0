package io.bundlebackup.upload.receive;

import io.bundlebackup.problem.ProblemType;
import io.bundlebackup.session.state.BundleId;
import io.bundlebackup.upload.store.UploadName;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/** The leases of the requests that write uploads: at most one for each upload, that of the newest request. Thread-safe. */
public final class WriteLeases {
    private record Which(BundleId bundle, String uri) {}

    /** An admitted request, and its right to write. */
    public record Taken(UploadAdmission admission, WriteLease lease) {}

    private final ConcurrentHashMap<Which, WriteLease> leases = new ConcurrentHashMap<>();

    /**
     * Takes an upload over, at once, from the request that writes it; the caller holds the lock of the upload.
     *
     * @param check decides about the newer request while no request writes; if it throws, the older request goes on
     */
    public Taken take(BundleId bundle, String uri, UploadAdmission.Check check) throws IOException {
        var which = new Which(bundle, uri);
        var older = leases.get(which);
        var admission = older == null ? check.admit() : older.stopAfter(check);
        var mine = new WriteLease();
        leases.put(which, mine);
        return new Taken(admission, mine);
    }

    /** As {@link #take}, if no request writes the upload. */
    public Optional<Taken> takeIfFree(BundleId bundle, String uri, UploadAdmission.Check check) throws IOException {
        return isWriting(bundle, uri) ? Optional.empty() : Optional.of(take(bundle, uri, check));
    }

    /** Gives a lease back. Repeatable; does not change the lease of another request. */
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

    /** The bytes of uploads that are being written for these sessions; without those of one upload. */
    long holds(Set<String> sessions, UploadName except) {
        return leases.entrySet().stream()
                .filter(each -> sessions.contains(each.getKey().bundle.sessionId())
                        && !each.getKey().equals(new Which(except.bundle(), except.uri())))
                .mapToLong(each -> each.getValue().holds())
                .sum();
    }

    public int size() {
        return leases.size();
    }
}
