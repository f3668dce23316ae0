package io.bundlebackup.upload;

import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import io.bundlebackup.session.reply.KeepReply;
import io.bundlebackup.session.state.BundleId;
import io.bundlebackup.session.state.RestoreMode;
import io.bundlebackup.session.state.RestoreState;
import io.bundlebackup.session.state.RestoreStateSample;
import io.bundlebackup.upload.receive.RestoringBundles;
import io.bundlebackup.upload.receive.WriteLease;
import io.bundlebackup.upload.store.UploadName;
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
    public void requireKnown(String owner, BundleId bundle) {
        if (!owner.equals(OWNER) || !bundle.sessionId().equals(UploadFixture.SESSION)) {
            throw new ProblemException(ProblemType.NO_SUCH_SESSION, "No session.");
        }
    }

    @Override
    public void requireUploadable(String owner, BundleId bundle) {
        requireKnown(owner, bundle);
        if (before.getAndSet(null) instanceof Runnable first) {
            first.run();
        }
        switch (state) {
            case OPEN -> {}
            case TRYING, PUBLISHED -> throw WriteLease.published();
            case ENDED -> throw new ProblemException(ProblemType.BUNDLE_NOT_RUNNING, "Ended.");
        }
    }

    public void beforeTheNextUpload(Runnable other) {
        before.set(other);
    }

    @Override
    public synchronized void uploadArriving(BundleId bundle) {
        arrivals++;
    }

    @Override
    public <T> T issueHandle(UploadName name, T answer, @Nullable KeepReply<T> remember) {
        handing.run();
        handed.add(name.uri());
        return answer;
    }

    @Override
    public boolean takesUploads(String owner, BundleId bundle) {
        return state == State.OPEN;
    }

    @Override
    public void requireRunning(String owner, BundleId bundle) {
        requireKnown(owner, bundle);
        if (state == State.ENDED) {
            throw new ProblemException(ProblemType.BUNDLE_NOT_RUNNING, "Ended.");
        }
    }

    @Override
    public RestoreState restoring(String owner, BundleId bundle) {
        return restoration;
    }

    @Override
    public <T> T publish(String owner, BundleId bundle, boolean dryRun, T answer, @Nullable KeepReply<T> remember) {
        var wanted = dryRun ? State.TRYING : State.PUBLISHED;
        if (state != State.OPEN && state != wanted) {
            requireUploadable(owner, bundle);
        }
        transitions += state == wanted ? 0 : 1;
        state = wanted;
        return answer;
    }
}
