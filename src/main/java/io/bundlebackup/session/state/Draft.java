package io.bundlebackup.session.state;

import io.bundlebackup.problem.Failure;
import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import io.bundlebackup.session.reply.KeepReply;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A transition that is being decided: the session before, and the changes so far. Used by one thread under the session's lock. */
public final class Draft {
    private final SessionSnapshot before;
    private final Instant now;
    private final Instant steady;
    private SessionSnapshot session;
    private final Map<String, BundleSnapshot> changed = new LinkedHashMap<>();
    private final List<Event> events = new ArrayList<>();
    private final List<RowWrite> writes = new ArrayList<>();

    /**
     * @param now by the wall clock
     * @param steady by the steady clock, which timers go by
     */
    public Draft(SessionSnapshot before, Instant now, Instant steady) {
        this.before = before;
        this.session = before;
        this.now = now;
        this.steady = steady;
    }

    /** The time of the wall clock: when something happens. */
    public Instant now() {
        return now;
    }

    /** The time of the steady clock: what timers are measured by. */
    public Instant steady() {
        return steady;
    }

    /** The session with everything decided so far. */
    public SessionSnapshot session() {
        return session;
    }

    @Nullable
    public BundleSnapshot find(String name) {
        return session.bundle(name);
    }

    /** A bundle of this session, or the problem that there is none. */
    public BundleSnapshot bundle(String name) {
        return session.requireBundle(name);
    }

    /** A queued bundle of this session. */
    BundleSnapshot queued(String name) {
        var bundle = bundle(name);
        if (bundle.state() != BundleState.QUEUED) {
            throw new BundleGoneException();
        }
        return bundle;
    }

    /** A running bundle of this session. */
    BundleSnapshot running(String name) {
        var bundle = bundle(name);
        if (!bundle.running()) {
            throw new BundleGoneException();
        }
        return bundle;
    }

    /** The refusal of what needs a session that is neither released nor expired. */
    public static ProblemException sessionEnded() {
        return new ProblemException(ProblemType.SESSION_ENDED, "The session has been released or has expired.");
    }

    public void put(BundleSnapshot bundle) {
        changed.put(bundle.name(), bundle);
        session = session.with(session.lastSeq(), List.of(bundle));
    }

    public void moveTo(SessionState state, @Nullable Ending closing) {
        session = session.with(state, closing, state.live() ? null : now);
    }

    /** Sets the newest size scan. */
    void measure(SizeQuery sizes) {
        session = session.with(sizes);
        writes.add(new RowWrite.Sizes(sizes));
    }

    /** Appends an event to the log; returns its number. */
    public long emit(@Nullable String bundle, EventData data, @Nullable Failure err) {
        var seq = session.lastSeq() + 1;
        events.add(new Event(seq, now, session.id(), bundle, data, err));
        session = session.with(seq, List.of());
        return seq;
    }

    public void write(RowWrite write) {
        writes.add(write);
    }

    /** Returns {@code result}; with {@code remember}, the transaction also stores the answer that is rendered from it. */
    public <T> T remembered(@Nullable KeepReply<T> remember, T result) {
        if (remember != null) {
            writes.add(new RowWrite.KeptReply(remember.key(), remember.render().apply(result), now));
        }
        return result;
    }

    public boolean isEmpty() {
        return session == before && writes.isEmpty();
    }

    /** Everything that was decided. */
    public Transition transition() {
        return new Transition(before, session, List.copyOf(changed.values()), List.copyOf(events), List.copyOf(writes));
    }
}
