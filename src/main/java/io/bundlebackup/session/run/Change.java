package io.bundlebackup.session.run;

import io.bundlebackup.session.state.Transition;
import java.util.concurrent.CompletableFuture;

/**
 * A transition of a live session on its way through the {@link Journal}.
 *
 * @param epoch of the session when it was decided; a change decided on top of one that was rolled back is void
 * @param done completes when it is committed, or with the reason why it never will be
 */
record Change(Session session, int epoch, Transition transition, CompletableFuture<Void> done) {}
