package io.bundlebackup.session;

import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import io.bundlebackup.session.reply.KeepReply;
import io.bundlebackup.session.run.Holds;
import io.bundlebackup.session.run.LiveSessions;
import io.bundlebackup.session.state.BundleId;
import io.bundlebackup.session.state.BundleSnapshot;
import io.bundlebackup.session.state.Draft;
import io.bundlebackup.session.state.FileCounts;
import io.bundlebackup.session.state.Phase;
import io.bundlebackup.session.state.Publication;
import io.bundlebackup.session.state.RestoreTransitions;
import io.bundlebackup.session.state.SessionType;
import io.bundlebackup.session.state.Step;
import io.bundlebackup.session.state.Transitions;
import java.time.InstantSource;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The operations of restore sessions: uploads, handles, and publishing. Thread-safe. */
public final class RestoreSessions implements RestoringBundles {
    private final Sessions sessions;
    private final LiveSessions live;
    private final Holds holds;
    private final InstantSource clock;

    RestoreSessions(Sessions sessions, LiveSessions live, Holds holds, InstantSource clock) {
        this.holds = holds;
        this.clock = clock;
        this.sessions = sessions;
        this.live = live;
    }

    @Override
    public BundleSnapshot bundle(String owner, BundleId bundle) {
        return bundle(sessions.find(owner, bundle.sessionId()), bundle.name());
    }

    private static BundleSnapshot bundle(FoundSession found, String name) {
        var type = found.snapshot().type();
        if (type != SessionType.RESTORE) {
            throw new ProblemException(
                    ProblemType.WRONG_SESSION_TYPE,
                    "Uploads belong to sessions of type restore; this one is of type " + type.wire() + ".");
        }
        return found.snapshot().requireBundle(name);
    }

    @Override
    public BundleSnapshot uploadable(String owner, BundleId bundle) {
        var found = bundle(owner, bundle);
        requireUploadable(found);
        return found;
    }

    private static void requireUploadable(BundleSnapshot bundle) {
        if (RestoreTransitions.uploadRefusal(bundle) instanceof ProblemException refusal) {
            throw refusal;
        }
    }

    @Override
    public BundleSnapshot running(String owner, BundleId bundle) {
        var found = bundle(owner, bundle);
        if (found.ending()) {
            throw RestoreTransitions.notRunning();
        }
        return found;
    }

    @Override
    public void uploadArriving(BundleId bundle) {
        var session = live.find(bundle.sessionId());
        var now = session == null ? null : session.snapshot().bundle(bundle.name());
        if (session != null && now != null && now.standing().phase() == Phase.WAITING_FOR_CLIENT) {
            session.post(draft -> {
                Transitions.apply(draft, new Step.RecordUpload(bundle.name()));
                return draft;
            });
        }
    }

    @Override
    public <T> T issueHandle(String owner, BundleId bundle, String uri, T answer, @Nullable KeepReply<T> remember) {
        var found = sessions.find(owner, bundle.sessionId());
        requireUploadable(bundle(found, bundle.name()));
        return found.requireLive().transact(draft -> {
            Transitions.apply(draft, new Step.IssueHandle(bundle.name(), uri));
            return draft.remembered(remember, answer);
        });
    }

    @Override
    public <T> T publish(String owner, BundleId bundle, boolean dryRun, T answer, @Nullable KeepReply<T> remember) {
        var found = sessions.find(owner, bundle.sessionId());
        var before = bundle(found, bundle.name());
        if (found.live() == null) {
            if (isPublished(before) && !dryRun) {
                return answer;
            }
            throw Draft.sessionEnded();
        }
        return found.live().transact(draft -> {
            Transitions.apply(draft, new Step.Publish(bundle.name(), dryRun));
            return draft.remembered(remember, answer);
        });
    }

    /**
     * Does something with a bundle's data while no session does.
     *
     * @throws ProblemException {@code bundle-held}
     */
    public <T> T exclusively(String bundle, Supplier<T> work) {
        var held = holds.acquire(SessionType.RESTORE, bundle, clock.instant());
        try {
            return work.get();
        } finally {
            holds.release(held);
        }
    }

    /** Whether a bundle was published for good. */
    public static boolean isPublished(BundleSnapshot bundle) {
        return bundle.publication() == Publication.PUBLISHED || bundle.publication() == Publication.PLACED;
    }

    /** How much has been uploaded: regular files and their bytes, as far as a manifest tells. Does not wait. */
    public void recordUploaded(BundleId bundle, FileCounts.Tally uploaded) {
        var session = live.find(bundle.sessionId());
        if (session != null) {
            session.post(draft -> {
                var now = draft.find(bundle.name());
                if (now != null && !now.ended()) {
                    Transitions.apply(
                            draft,
                            new Step.CountRestored(
                                    bundle.name(), uploaded, now.counts().closed()));
                }
                return draft;
            });
        }
    }
}
