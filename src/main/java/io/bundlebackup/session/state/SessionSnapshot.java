package io.bundlebackup.session.state;

import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A session at one moment; immutable. What readers get is always a committed one.
 *
 * @param key the number of its rows
 * @param id unguessable, the address
 * @param owner the caller that created it
 * @param type what it is for
 * @param state where it stands
 * @param closing why it ends, once it does: {@link Ending#RELEASE} or {@link Ending#EXPIRY}
 * @param createdAt when
 * @param endedAt when it was released or had expired
 * @param idleTimeout how long it may lie unused
 * @param lastSeq the newest event's number, 0 without one
 * @param sizes its newest size scan
 * @param bundles in the order of their append
 */
public record SessionSnapshot(
        long key,
        String id,
        String owner,
        SessionType type,
        SessionState state,
        @Nullable Ending closing,
        Instant createdAt,
        @Nullable Instant endedAt,
        Duration idleTimeout,
        long lastSeq,
        SizeQuery sizes,
        Map<String, BundleSnapshot> bundles) {

    public @Nullable BundleSnapshot bundle(String name) {
        return bundles.get(name);
    }

    /** @throws ProblemException {@code no-such-bundle} */
    public BundleSnapshot requireBundle(String name) {
        var bundle = bundles.get(name);
        if (bundle == null) {
            throw new ProblemException(
                    ProblemType.NO_SUCH_BUNDLE, "The bundle " + name + " was not appended to this session.");
        }
        return bundle;
    }

    public List<BundleSnapshot> all() {
        return new ArrayList<>(bundles.values());
    }

    /** Nothing that was appended is unfinished. */
    public boolean allEnded() {
        return bundles.values().stream().allMatch(BundleSnapshot::ended);
    }

    /** Nothing more will be announced for what was appended so far. */
    public boolean announcedAll() {
        return bundles.values().stream().allMatch(BundleSnapshot::announcedAll);
    }

    /** The characters that are kept of what the client said of its bundles. */
    public long words() {
        return bundles.values().stream()
                .filter(b -> !b.ended())
                .mapToLong(b -> b.appended().words())
                .sum();
    }

    /** The service still has something to do for it, so it cannot be idle. */
    public boolean working() {
        return sizes.running() || bundles.values().stream().anyMatch(BundleSnapshot::working);
    }

    SessionSnapshot with(SessionState newState, @Nullable Ending newClosing, @Nullable Instant newEndedAt) {
        return copy(newState, newClosing, newEndedAt, lastSeq, sizes, bundles);
    }

    SessionSnapshot with(SizeQuery newSizes) {
        return copy(state, closing, endedAt, lastSeq, newSizes, bundles);
    }

    public SessionSnapshot with(long newLastSeq, Collection<BundleSnapshot> changed) {
        if (changed.isEmpty()) {
            return copy(state, closing, endedAt, newLastSeq, sizes, bundles);
        }
        var merged = new LinkedHashMap<>(bundles);
        changed.forEach(b -> merged.put(b.name(), b));
        return copy(state, closing, endedAt, newLastSeq, sizes, merged);
    }

    private SessionSnapshot copy(
            SessionState newState,
            @Nullable Ending newClosing,
            @Nullable Instant newEndedAt,
            long newLastSeq,
            SizeQuery newSizes,
            Map<String, BundleSnapshot> newBundles) {
        return new SessionSnapshot(
                key,
                id,
                owner,
                type,
                newState,
                newClosing,
                createdAt,
                newEndedAt,
                idleTimeout,
                newLastSeq,
                newSizes,
                newBundles);
    }
}
