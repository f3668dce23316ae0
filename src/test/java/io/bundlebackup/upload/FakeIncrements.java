package io.bundlebackup.upload;

import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import io.bundlebackup.session.IncrementalBundles;
import io.bundlebackup.session.state.BundleId;
import java.util.concurrent.atomic.AtomicInteger;

/** An incremental session of one caller, in the state that a test wants; every bundle that it is asked for can be appended. */
public final class FakeIncrements implements IncrementalBundles {
    public enum State {
        OPEN,
        APPENDED,
        /** Ended after it was looked at last. */
        ENDING,
        ENDED
    }

    public volatile State state = State.OPEN;
    public volatile int most = 3;

    public final AtomicInteger looksAtTheDisk = new AtomicInteger();

    @Override
    public void requireAppendable(String owner, BundleId bundle) {
        looksAtTheDisk.incrementAndGet();
        requireStillAppendable(owner, bundle);
    }

    @Override
    public void requireStillAppendable(String owner, BundleId bundle) {
        if (!owner.equals(FakeBundles.OWNER)) {
            throw new ProblemException(ProblemType.NO_SUCH_SESSION, "No session.");
        }
        switch (state) {
            case OPEN, ENDING -> {}
            case APPENDED -> throw new ProblemException(ProblemType.ALREADY_APPENDED, "Appended.");
            case ENDED -> throw new ProblemException(ProblemType.SESSION_ENDED, "Ended.");
        }
    }

    @Override
    public boolean isLive(String owner, String sessionId) {
        if (state == State.ENDING) {
            state = State.ENDED;
        }
        return state != State.ENDED;
    }

    @Override
    public int mostBundles() {
        return most;
    }
}
