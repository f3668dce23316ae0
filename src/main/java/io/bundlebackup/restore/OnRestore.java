package io.bundlebackup.restore;

import io.bundlebackup.bundle.Extension.Scenario;
import io.bundlebackup.bundle.command.ExtensionCall;
import io.bundlebackup.bundle.command.ExtensionFailedException;
import io.bundlebackup.bundle.command.ExtensionListener;
import io.bundlebackup.bundle.command.ExtensionRunner;
import io.bundlebackup.bundle.command.TimeLimit;
import io.bundlebackup.session.state.SessionType;
import io.bundlebackup.session.work.BundleFailedException;
import io.bundlebackup.session.work.BundleTask;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The application looks at the new tree, and may change it, before it becomes the present one (`docs/semantics.md`). */
final class OnRestore {
    private OnRestore() {}

    /** @throws BundleFailedException if the command failed: nothing is exchanged then */
    static void run(BundleTask task, ExtensionRunner extensions, Path tree)
            throws InterruptedException, BundleFailedException {
        var words = task.clientWords();
        var asked = new ExtensionCall.Session(
                task.id().sessionId(), SessionType.RESTORE.wire(), words.parameters(), words.info());
        try {
            extensions.run(
                    ExtensionCall.of(task.bundle(), Scenario.ON_RESTORE, tree, asked),
                    TimeLimit.untilInterrupted(),
                    new ExtensionListener() {
                        @Override
                        public void progress(List<Map<String, Object>> progressInfo) {
                            task.emitProgress(progressInfo);
                        }

                        @Override
                        public void result(List<Map<String, Object>> resultInfo) {
                            task.addResult(resultInfo);
                        }
                    });
        } catch (ExtensionFailedException e) {
            throw new BundleFailedException(e.failure(), e);
        }
    }
}
