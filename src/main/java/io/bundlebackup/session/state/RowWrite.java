package io.bundlebackup.session.state;

import io.bundlebackup.session.reply.IdempotencyKey;
import io.bundlebackup.session.reply.StoredReply;
import java.time.Instant;

/** A row that a transition writes beside its session, bundles and events. */
public sealed interface RowWrite {
    /** A file was announced, for the first time or anew, by the event {@code seq}. */
    record Announced(String bundle, DeliveredFile file, long seq) implements RowWrite {}

    record FileMoved(String bundle, String uri, FileState state) implements RowWrite {}

    /** An application file that could not be taken, or a remark. */
    record FailedFile(String bundle, String path, int code, String message, boolean remark) implements RowWrite {}

    /** The newest run of a bundle, which outlives the session. */
    record LastRun(BundleSnapshot bundle, SessionType type, String sessionId) implements RowWrite {}

    /** The newest size scan of the session. */
    record Sizes(SizeQuery sizes) implements RowWrite {}

    /** An entry that a dry run found to be different. */
    record Changed(String bundle, TreeChange change) implements RowWrite {}

    /** What earlier dry runs of a bundle found is forgotten. */
    record ForgetChanges(String bundle) implements RowWrite {}

    /** The failures and remarks so far are of a run that is repeated. */
    record ForgetFailures(String bundle) implements RowWrite {}

    /** What the client said of a bundle, once. */
    record Words(String bundle, ClientWords words) implements RowWrite {}

    record ForgetWords(String bundle) implements RowWrite {}

    /** A handle that was asked for before the begin. */
    record Handle(String bundle, String uri) implements RowWrite {}

    record ForgetHandles(String bundle) implements RowWrite {}

    /** The answer to a request with an {@code Idempotency-Key}. */
    record KeptReply(IdempotencyKey key, StoredReply reply, Instant at) implements RowWrite {}
}
