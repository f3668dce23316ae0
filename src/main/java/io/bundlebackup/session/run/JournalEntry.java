package io.bundlebackup.session.run;

import java.util.concurrent.CompletableFuture;

/** What the journal commits: a change of a session, or rows of others. */
interface JournalEntry {
    /** Completes when the entry is committed, or with the reason why it never will be. */
    CompletableFuture<Void> done();
}
