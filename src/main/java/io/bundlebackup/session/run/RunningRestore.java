package io.bundlebackup.session.run;

import io.bundlebackup.session.state.BundleSnapshot;
import io.bundlebackup.session.state.FileCounts;
import io.bundlebackup.session.state.Publication;
import io.bundlebackup.session.state.SessionSnapshot;
import io.bundlebackup.session.state.Step;
import io.bundlebackup.session.state.TreeChange;
import io.bundlebackup.session.work.RestoreTask;
import java.util.List;
import java.util.Objects;

/** The restore's side of a {@link RunningBundle}. */
final class RunningRestore implements RestoreTask {
    private final RunningBundle bundle;

    RunningRestore(RunningBundle bundle) {
        this.bundle = bundle;
    }

    @Override
    public Publication awaitPublication() throws InterruptedException {
        bundle.session().await(s -> of(s).publication().pending() || of(s).ending());
        if (bundle.snapshot().ending()) {
            throw new InterruptedException();
        }
        return bundle.snapshot().publication();
    }

    private BundleSnapshot of(SessionSnapshot session) {
        return Objects.requireNonNull(session.bundle(bundle.snapshot().name()));
    }

    @Override
    public void applied(long files, long bytes) throws InterruptedException {
        var now = bundle.snapshot();
        bundle.proceed(new Step.Count(now.name(), now.counts().ready(), new FileCounts.Tally(files, bytes)));
    }

    @Override
    public void found(List<TreeChange> changes) throws InterruptedException {
        bundle.proceed(new Step.FindChanges(bundle.snapshot().name(), changes));
    }

    @Override
    public void tried(long added, long changed, long removed) throws InterruptedException {
        bundle.proceed(new Step.Try(bundle.snapshot().name(), added, changed, removed));
        bundle.freeSlot();
    }

    @Override
    public void place() throws InterruptedException {
        bundle.proceed(new Step.Place(bundle.snapshot().name()));
    }

    @Override
    public void notPlaced() throws InterruptedException {
        bundle.proceed(new Step.Unplace(bundle.snapshot().name()));
    }

    @Override
    public boolean trySlot() {
        return bundle.slots().tryTake();
    }

    @Override
    public boolean isSlotWanted() {
        return bundle.slots().isWaitedFor();
    }

    @Override
    public void giveBackSlot() {
        bundle.slots().free();
    }
}
