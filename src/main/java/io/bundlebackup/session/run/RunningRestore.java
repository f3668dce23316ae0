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

/** What only the running bundle of a restore session does. Used by the bundle's thread, besides the methods for slots. */
final class RunningRestore implements RestoreTask {
    private final BundleSteps bundle;
    private final Slots slots;

    RunningRestore(BundleSteps bundle, Slots slots) {
        this.bundle = bundle;
        this.slots = slots;
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
        return Objects.requireNonNull(session.bundle(bundle.name()));
    }

    @Override
    public void applied(long files, long bytes) throws InterruptedException {
        var now = bundle.snapshot();
        bundle.take(new Step.Count(now.name(), now.counts().ready(), new FileCounts.Tally(files, bytes)));
    }

    @Override
    public void found(List<TreeChange> changes) throws InterruptedException {
        bundle.take(new Step.FindChanges(bundle.name(), changes));
    }

    @Override
    public void tried(long added, long changed, long removed) throws InterruptedException {
        bundle.take(new Step.Try(bundle.name(), added, changed, removed));
        bundle.freeSlot();
    }

    @Override
    public void place() throws InterruptedException {
        bundle.take(new Step.Place(bundle.name()));
    }

    @Override
    public void notPlaced() throws InterruptedException {
        bundle.take(new Step.Unplace(bundle.name()));
    }

    @Override
    public boolean trySlot() {
        return slots.tryTake();
    }

    @Override
    public boolean isSlotWanted() {
        return slots.isWaitedFor();
    }

    @Override
    public void giveBackSlot() {
        slots.free();
    }
}
