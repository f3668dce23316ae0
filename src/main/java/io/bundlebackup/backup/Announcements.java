package io.bundlebackup.backup;

import io.bundlebackup.session.state.DeliveredFile;
import io.bundlebackup.session.work.BundleTask;
import io.bundlebackup.session.work.NotTaken;
import java.io.IOException;
import java.util.List;

/** Where packed files go: to the client at the pace that the client wants, or into a list that waits for that pace. */
interface Announcements {
    /** A file is packed. It is announced with what could not be taken into it. */
    void announce(DeliveredFile file, List<NotTaken> notTaken) throws IOException, InterruptedException;

    /** The bundle is about to wait for its client: without the announcement of all files the client could free no space. */
    void announceAll() throws InterruptedException;

    /** Announces each file at once, and waits for the pace of the client. */
    static Announcements immediate(BundleTask task) {
        return new Announcements() {
            @Override
            public void announce(DeliveredFile file, List<NotTaken> notTaken) throws InterruptedException {
                task.announce(file, notTaken);
            }

            @Override
            public void announceAll() {
                // No file waits.
            }
        };
    }
}
