package io.bundlebackup.session;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * One transition: everything that has to become true together.
 *
 * @param epoch of the session when it was decided; a change decided on top of one that was rolled back is void
 * @param done completes when it is committed, or with the reason why it never will be
 */
record Change(
        Session session,
        int epoch,
        SessionSnapshot before,
        SessionSnapshot after,
        Collection<BundleSnapshot> changed,
        List<Event> events,
        List<Write> writes,
        CompletableFuture<Void> done) {}
