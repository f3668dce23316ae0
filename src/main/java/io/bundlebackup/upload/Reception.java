package io.bundlebackup.upload;

import io.bundlebackup.archive.Workers;
import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import java.io.IOException;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request's bytes on their way into an upload. The begin and the end are decided under the lock of the bundle, the bytes arrive
 * outside of it. A whole upload goes into a new file: over a complete upload the row names it at the end, over an incomplete one from
 * the begin. Not thread-safe.
 */
final class Reception implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Reception.class);

    private final UploadName name;
    private final Incoming incoming;
    private final Reach reach;
    private final Writing writing;
    private final Body body;
    private final @Nullable UploadRow before;
    /** The file that the row named before. */
    private final @Nullable String known;

    private final long from;
    private final @Nullable Long size;
    private final String file;
    private final FileChannel channel;
    /** What is deleted at the end, because no row names it then. */
    private @Nullable String garbage;

    private boolean settled;

    /** What a reception reaches for. */
    record Reach(
            UploadRows rows,
            UploadFiles files,
            Writers writers,
            BundleLocks locks,
            RestoringBundles bundles,
            Buffers buffers,
            Workers workers,
            Resolutions resolutions) {}

    /** Begins; the caller holds the lock of the bundle, and has taken the upload over. */
    static Reception begin(UploadName name, Incoming incoming, Reach reach, Writing writing) throws IOException {
        var before = reach.rows.find(name.key(), name.uri()).orElse(null);
        var offset = before == null || before.file() == null ? 0 : reach.files.length(name.key(), before.file());
        var from = incoming.from();
        if (from != null && from != offset) {
            throw mismatch(
                    before == null || before.file() == null ? 0 : reach.files.durable(name.key(), before.file()));
        }
        var size = Sizes.of(before, incoming, offset);
        reach.files.requireSpace(0);
        var reception = new Reception(name, incoming, reach, writing, before, size);
        reception.announce();
        return reception;
    }

    private Reception(
            UploadName name,
            Incoming incoming,
            Reach reach,
            Writing writing,
            @Nullable UploadRow before,
            @Nullable Long size)
            throws IOException {
        this.name = name;
        this.incoming = incoming;
        this.reach = reach;
        this.writing = writing;
        this.body = new Body(incoming);
        this.before = before;
        this.from = incoming.from() == null ? 0 : incoming.from();
        this.size = size;
        this.known = before == null ? null : before.file();
        if (incoming.from() == null || known == null) {
            var created = reach.files.create(name.key(), name.uri());
            this.file = created.name();
            this.channel = created.channel();
            this.garbage = known;
        } else {
            this.file = known;
            this.channel = reach.files.write(name.key(), known);
        }
        writing.into(channel, from);
    }

    /** From now on the row names the file, unless that replaces something that is complete. */
    private void announce() {
        try {
            if (!overComplete() && isNews()) {
                reach.rows.put(name.key(), name.uri(), file, size, null);
            }
        } catch (RuntimeException e) {
            garbage = file.equals(known) ? null : file;
            close();
            throw e;
        }
    }

    /** Whether the upload was all there before, and this request sends it anew. */
    boolean replaces() {
        return overComplete() && incoming.from() == null;
    }

    private boolean overComplete() {
        return before != null && before.complete();
    }

    private boolean isNews() {
        return before == null || !file.equals(known) || size != null && !size.equals(before.size());
    }

    static ProblemException mismatch(long offset) {
        return new ProblemException(
                        ProblemType.OFFSET_MISMATCH, "The upload stands at offset " + offset + "; go on from there.")
                .with("offset", offset);
    }

    /**
     * Takes the bytes and makes of them what they are.
     *
     * @return whether the upload is complete now, and was not before
     * @throws ProblemException {@code digest-mismatch}, {@code invalid-argument} (too long), and nothing of them is kept; {@code
     *     no-space}, {@code offset-mismatch} (a newer request), and what arrived is
     * @throws BodyBrokenException if there are fewer than there were to be; they are kept
     */
    boolean receive() throws IOException {
        try {
            take();
        } catch (TooLongException e) {
            undo();
            throw e.refusal;
        } finally {
            flush();
        }
        writing.requireGoingOn();
        if (body.isBroken()) {
            throw new BodyBrokenException(overComplete() ? offsetBefore() : writing.position(), body.cause());
        }
        if (!incoming.content().match(body.digest())) {
            undo();
            throw wrong("Content-Digest");
        }
        var length = writing.position();
        if (overComplete() && incoming.from() != null) {
            return false;
        }
        if (incoming.last() && size != null && size != length) {
            undo();
            throw Sizes.tooShort(size, length);
        }
        return incoming.last() || size != null && size == length ? complete(length) : false;
    }

    private static final class TooLongException extends IOException {
        private final ProblemException refusal;

        TooLongException(ProblemException refusal) {
            super(refusal);
            this.refusal = refusal;
        }
    }

    private void take() throws IOException {
        var most = incoming.most() >= 0 ? incoming.most() : Long.MAX_VALUE;
        if (size != null) {
            most = Math.min(most, size - from);
        }
        var buffer = reach.buffers.take();
        try {
            for (int count = body.fill(buffer); count > 0; count = body.fill(buffer)) {
                if (body.arrived() > most) {
                    throw new TooLongException(Sizes.tooLong(from + most));
                }
                // Refused before the disk is: others live on it too.
                writing.requireGoingOn();
                reach.files.requireSpace(count);
                writing.write(buffer, count);
            }
        } finally {
            reach.buffers.giveBack(buffer);
        }
    }

    private void flush() throws IOException {
        if (writing.goesOn()) {
            writing.flush();
        }
    }

    private static ProblemException wrong(String header) {
        return new ProblemException(
                ProblemType.DIGEST_MISMATCH,
                "The bytes that arrived do not have the digest in " + header + "; nothing of them was kept.");
    }

    private long offsetBefore() throws IOException {
        return before == null || before.file() == null ? 0 : reach.files.length(name.key(), before.file());
    }

    private boolean complete(long length) throws IOException {
        // The state of a digest outlives neither a restart nor the wait for a client, so a resumed upload is read again
        // when
        // it is all there: once, however often it was resumed.
        var digest = body.arrived() == length ? body.digest() : readAgain();
        if (!incoming.whole().match(digest)) {
            undo();
            throw wrong("Repr-Digest");
        }
        try (var _ = reach.locks.lock(name.key())) {
            writing.requireGoingOn();
            reach.bundles.requireUploadable(name.caller(), name.sessionId(), name.bundle());
            reach.rows.put(name.key(), name.uri(), file, length, digest.hex());
            // From here on the file is the upload's, and what was before is nobody's.
            settled = true;
            return true;
        }
    }

    /** Not on a request's own thread: it would keep its carrier from other requests for as long as that takes. */
    private ContentDigest readAgain() throws IOException {
        try {
            return reach.workers.carryOut(this::digestOfFile);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private ContentDigest digestOfFile() throws IOException {
        var digest = new ContentDigest(incoming.whole().needsSha512());
        var buffer = reach.buffers.take();
        try (var in = reach.files.read(name.key(), file)) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                writing.requireGoingOn();
                digest.update(buffer, count);
            }
        } finally {
            reach.buffers.giveBack(buffer);
        }
        return digest;
    }

    /** The upload as it was before this request, unless somebody else has it by now. */
    private void undo() throws IOException {
        try (var _ = reach.locks.lock(name.key())) {
            if (!writing.goesOn()) {
                return;
            }
            if (file.equals(known)) {
                writing.cutBack(from);
            }
            if (overComplete()) {
                return;
            }
            if (before == null) {
                reach.rows.takeBack(name.key(), name.uri());
            } else if (isNews()) {
                reach.rows.put(name.key(), name.uri(), known, before.size(), null);
            }
            garbage = file.equals(known) ? null : file;
        }
    }

    @Override
    public void close() {
        reach.writers.release(name.key(), name.uri(), writing);
        var unnamed = overComplete() && incoming.from() == null && !settled ? file : garbage;
        try (channel) {
            if (unnamed != null) {
                reach.files.delete(name.key(), unnamed);
            }
        } catch (IOException e) {
            log.warn("A file of uploads could not be removed; the next start of the service does.", e);
        }
    }
}
