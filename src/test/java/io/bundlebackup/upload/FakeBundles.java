package io.bundlebackup.upload;

import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import io.bundlebackup.session.RestoringBundles;
import io.bundlebackup.session.reply.KeepReply;
import io.bundlebackup.session.state.BundleId;
import io.bundlebackup.session.state.BundleSnapshot;
import io.bundlebackup.session.state.Publication;
import io.bundlebackup.session.state.RestoreMode;
import io.bundlebackup.session.state.RestoreState;
import io.bundlebackup.session.state.RestoreStateSample;
import io.bundlebackup.session.state.RestoreTransitions;
import io.bundlebackup.session.state.Snapshots;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The sessions as uploads see them: one bundle of one caller, in the state that a test wants. */
public final class FakeBundles implements RestoringBundles {
    public static final String OWNER = "alice";

    public enum State {
        OPEN,
        TRYING,
        PUBLISHED,
        ENDED
    }

    public volatile State state = State.OPEN;
    volatile RestoreState restoration = RestoreStateSample.of(RestoreMode.REPLACE);
    public final List<String> handed = new ArrayList<>();
    /** Done before a handle is given; may refuse it. */
    public Runnable handing = () -> {};
    /** Done once, when something is about to be uploaded. */
    private final AtomicReference<@Nullable Runnable> before = new AtomicReference<>();

    public int arrivals;
    public int transitions;

    @Override
    public BundleSnapshot bundle(String owner, BundleId bundle) {
        if (!owner.equals(OWNER) || !bundle.sessionId().equals(UploadFixture.SESSION)) {
            throw new ProblemException(ProblemType.NO_SUCH_SESSION, "No session.");
        }
        var publication = switch (state) {
            case OPEN, ENDED -> Publication.NONE;
            case TRYING -> Publication.DRY_RUN;
            case PUBLISHED -> Publication.PUBLISHED;
        };
        return Snapshots.in(state == State.ENDED ? "ended" : "running")
                .with(RestoreStateSample.published(restoration, publication));
    }

    @Override
    public BundleSnapshot uploadable(String owner, BundleId bundle) {
        bundle(owner, bundle);
        if (before.getAndSet(null) instanceof Runnable first) {
            first.run();
        }
        var found = bundle(owner, bundle);
        if (RestoreTransitions.uploadRefusal(found) instanceof ProblemException refusal) {
            throw refusal;
        }
        return found;
    }

    public void beforeTheNextUpload(Runnable other) {
        before.set(other);
    }

    @Override
    public synchronized void uploadArriving(BundleId bundle) {
        arrivals++;
    }

    @Override
    public <T> T issueHandle(String owner, BundleId bundle, String uri, T answer, @Nullable KeepReply<T> remember) {
        handing.run();
        handed.add(uri);
        return answer;
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
    public <T> T publish(String owner, BundleId bundle, boolean dryRun, T answer, @Nullable KeepReply<T> remember) {
        var wanted = dryRun ? State.TRYING : State.PUBLISHED;
        if (state != State.OPEN && state != wanted) {
            uploadable(owner, bundle);
        }
        transitions += state == wanted ? 0 : 1;
        state = wanted;
        return answer;
    }
}
