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

/** What only the running bundle of a restore session does. Used by the bundle's thread. */
final class RunningRestore implements RestoreTask {
    private final BundleSteps bundle;

    RunningRestore(BundleSteps bundle) {
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
        return Objects.requireNonNull(session.bundle(bundle.name()));
    }

    @Override
    public void recordRestored(long files, long bytes) throws InterruptedException {
        var now = bundle.snapshot();
        bundle.apply(new Step.CountRestored(now.name(), now.counts().ready(), new FileCounts.Tally(files, bytes)));
    }

    @Override
    public void recordChanges(List<TreeChange> changes) throws InterruptedException {
        bundle.apply(new Step.FindChanges(bundle.name(), changes));
    }

    @Override
    public void finishDryRun(long added, long changed, long removed) throws InterruptedException {
        bundle.apply(new Step.FinishDryRun(bundle.name(), added, changed, removed));
        bundle.freeSlot();
    }

    @Override
    public void commitCutover() throws InterruptedException {
        bundle.apply(new Step.CommitCutover(bundle.name()));
    }

    @Override
    public void revertCutover() throws InterruptedException {
        bundle.apply(new Step.RevertCutover(bundle.name()));
    }
}
