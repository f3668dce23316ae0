package io.bundlebackup.session;

import io.bundlebackup.bundle.Bundles;
import io.bundlebackup.bundle.RemoteCapabilities;
import io.bundlebackup.limits.CallerScope;
import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import io.bundlebackup.session.reply.KeepReply;
import io.bundlebackup.session.run.Holds;
import io.bundlebackup.session.run.LiveSessions;
import io.bundlebackup.session.run.Session;
import io.bundlebackup.session.state.Ending;
import io.bundlebackup.session.state.SessionSnapshot;
import io.bundlebackup.session.state.SessionState;
import io.bundlebackup.session.state.SessionType;
import io.bundlebackup.session.state.SizeQuery;
import io.bundlebackup.session.state.Step;
import io.bundlebackup.session.state.Transitions;
import io.bundlebackup.session.store.SessionRows;
import io.bundlebackup.session.work.BundleWorks;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * All sessions: creating, finding, appending, releasing. A session of another caller is answered like one that does not exist. What
 * is returned is committed. Thread-safe.
 */
public final class Sessions {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final LiveSessions live;
    private final SessionRows rows;
    private final Admission admission;
    private final Holds holds;
    private final BundleWorks works;
    private final SessionSettings settings;
    private final InstantSource clock;
    private final AtomicLong keys;

    Sessions(
            LiveSessions live,
            SessionRows rows,
            Bundles bundles,
            Holds holds,
            BundleWorks works,
            SessionSettings settings,
            InstantSource clock) {
        this.live = live;
        this.rows = rows;
        this.holds = holds;
        this.admission = new Admission(bundles, settings.limits().bundles(), clock, rows.highest("ticket", "bundle"));
        this.works = works;
        this.settings = settings;
        this.clock = clock;
        this.keys = new AtomicLong(rows.highest("id", "session"));
    }

    /**
     * Creates a session, with bundles if some are named.
     *
     * @throws ProblemException {@code permission-denied} for a type that the caller may not create; {@code too-many-sessions}; {@code invalid-argument} for a type that this release lacks, or bundles
     *     that cannot be appended; then no session is made
     */
    public SessionSnapshot create(String owner, NewSession request, @Nullable KeepReply<SessionSnapshot> remember) {
        SessionRight.require(request.type());
        var work = works.of(request.type());
        var id = newId();
        try (var baselines = work.chooseBaselines(owner, id, names(request.bundles()))) {
            var appended = request.bundles().isEmpty()
                    ? List.<Step.Appended>of()
                    : admission.admit(work, request.bundles(), request.remote(), baselines);
            live.requireRoomForWords(owner, appended);
            return create(owner, id, request, appended, remember);
        }
    }

    private SessionSnapshot create(
            String owner,
            String id,
            NewSession request,
            List<Step.Appended> appended,
            @Nullable KeepReply<SessionSnapshot> remember) {
        var initial = new SessionSnapshot(
                keys.incrementAndGet(),
                id,
                owner,
                request.type(),
                SessionState.OPEN,
                null,
                clock.instant(),
                null,
                request.idleTimeout() == null ? settings.session().idleTimeout() : request.idleTimeout(),
                0,
                SizeQuery.NONE,
                new LinkedHashMap<>());
        var session = live.add(initial, mostSessions());
        try {
            return withHolds(
                    initial.id(),
                    request.type(),
                    appended,
                    () -> session.transact(draft -> {
                        draft.moveTo(SessionState.OPEN, null);
                        if (!appended.isEmpty()) {
                            Transitions.apply(draft, new Step.Append(appended));
                        }
                        return draft.remembered(remember, draft.session());
                    }));
        } catch (RuntimeException e) {
            live.remove(initial.id());
            throw e;
        }
    }

    private int mostSessions() {
        return Math.min(
                settings.limits().sessions(), CallerScope.limits().shares().sessions());
    }

    private static List<String> names(List<BundleRequest> requests) {
        return requests.stream().map(BundleRequest::bundleName).toList();
    }

    private static String newId() {
        var bytes = new byte[16];
        RANDOM.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** The caller's session. */
    public SessionSnapshot get(String owner, String id) {
        return find(owner, id).snapshot();
    }

    /**
     * In whose name a caller who may see vaults reads a session: in the service's, if this is the session of a run of a vault whose bundles the
     * caller of this thread reaches. To change such a session, no name but the service's will do.
     */
    public String readerOf(String id, String caller) {
        var session = live.find(id);
        var snapshot = session != null ? session.snapshot() : rows.find(id).orElse(null);
        var limits = CallerScope.limits();
        return snapshot != null
                        && snapshot.type() == SessionType.VAULT
                        && snapshot.bundles().keySet().stream().allMatch(limits::reach)
                ? snapshot.owner()
                : caller;
    }

    /** The caller's session, and its operations if it has not ended. */
    FoundSession find(String owner, String id) {
        // In this order: a session that ends in between is found live, and then seen to end.
        var session = live.find(id);
        var snapshot = session != null ? session.snapshot() : rows.find(id).orElseThrow(Sessions::unknown);
        if (!snapshot.owner().equals(owner)) {
            throw unknown();
        }
        return new FoundSession(session, snapshot);
    }

    /** When a session expires if nobody uses it from now on; of an ended one when it ended. */
    public Instant expiresAt(SessionSnapshot snapshot) {
        var session = live.find(snapshot.id());
        if (session != null) {
            return session.expiresAt();
        }
        return snapshot.endedAt() == null ? snapshot.createdAt() : snapshot.endedAt();
    }

    /** The caller's sessions, newest first, those made before the one with the key {@code before}. */
    public List<SessionSnapshot> page(String owner, SessionFilter filter, long before, int limit) {
        return rows.page(owner, filter.state(), filter.type(), filter.bundleName(), before, limit);
    }

    /**
     * Appends bundles. Those that cannot take part end at once and say so; the others are queued.
     *
     * @param remote of a restore, and only there
     * @throws ProblemException {@code bundle-held} if another session works with the data of one
     */
    public SessionSnapshot append(
            String owner,
            String id,
            List<BundleRequest> requests,
            @Nullable RemoteCapabilities remote,
            @Nullable KeepReply<SessionSnapshot> remember) {
        var found = find(owner, id);
        var type = found.snapshot().type();
        var work = works.of(type);
        try (var baselines = work.chooseBaselines(owner, id, names(requests))) {
            var appended = admission.admit(work, requests, remote, baselines);
            var session = found.requireLive();
            live.requireRoomForWords(owner, appended);
            return withHolds(
                    id,
                    type,
                    appended,
                    () -> session.transact(draft -> {
                        if (draft.session().bundles().size() + appended.size() > admission.mostBundles()) {
                            throw admission.tooMany();
                        }
                        Transitions.apply(draft, new Step.Append(appended));
                        return draft.remembered(remember, draft.session());
                    }));
        }
    }

    /** Holds the bundles that take part until each has ended; releases them at once if the append fails. */
    private <T> T withHolds(String sessionId, SessionType type, List<Step.Appended> appended, Supplier<T> append) {
        var taken = appended.stream()
                .filter(a -> a.refusal() == null)
                .map(Step.Appended::bundle)
                .toList();
        var held = holds.acquire(sessionId, type, taken, clock.instant());
        try {
            return append.get();
        } catch (RuntimeException e) {
            holds.release(held);
            throw e;
        }
    }

    /** Releases a session: what is unfinished ends. Repeatable. */
    public void release(String owner, String id) {
        release(find(owner, id).live());
    }

    /**
     * Releases a session and waits until its bundles have ended, so that others may work with their data.
     *
     * @param patience how long to wait at most
     * @return whether they have
     */
    public boolean release(String owner, String id, Duration patience) throws InterruptedException {
        var session = find(owner, id).live();
        release(session);
        return session == null || session.await(s -> !s.state().live(), patience);
    }

    private static void release(@Nullable Session session) {
        if (session != null) {
            session.apply(new Step.CloseSession(Ending.RELEASE));
        }
    }

    private static ProblemException unknown() {
        return new ProblemException(ProblemType.NO_SUCH_SESSION, "There is no such session.");
    }

    /** As {@link #use(String)}, if the session is the caller's; else it does nothing. Reads nothing from the database. */
    public Use use(String owner, String id) {
        var session = live.find(id);
        return session != null && session.snapshot().owner().equals(owner) ? use(id) : () -> {};
    }

    /** Marks a session as in use until the returned use is closed: it does not expire meanwhile. */
    public Use use(String id) {
        var session = live.find(id);
        if (session == null) {
            return () -> {};
        }
        session.activity().enter();
        return () -> session.activity().leave();
    }

    /** Marks a session as in use for a time, where the end of the use is not reported. */
    public void useFor(String id, Duration time) {
        var session = live.find(id);
        if (session != null) {
            session.activity().useFor(time);
        }
    }

    /** A use of a session; close it when it is over, once. */
    public interface Use extends AutoCloseable {
        @Override
        void close();
    }
}
