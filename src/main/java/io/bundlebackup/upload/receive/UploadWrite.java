package io.bundlebackup.upload.receive;

import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import io.bundlebackup.upload.store.UploadName;
import io.bundlebackup.upload.store.UploadRow;
import java.io.IOException;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request's bytes on their way into an upload. The begin and the end are decided under the lock of the bundle, the bytes arrive
 * outside of it. Not thread-safe.
 */
public final class UploadWrite implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(UploadWrite.class);

    private final UploadName name;
    private final UploadChunk chunk;
    private final UploadTools tools;
    private final WriteLease lease;
    private final DigestingBody body;
    private final Kind kind;
    private final @Nullable UploadRow before;
    /** How much of the upload was there before. */
    private final long arrived;

    private final long from;
    private final @Nullable Long size;
    private final String file;
    private final @Nullable FileChannel channel;
    /** Whether a file that was made for this is the upload's at the end. */
    private boolean kept;

    /** What the bytes are to the upload. */
    private enum Kind {
        /** Its first, or, of a whole one over an incomplete one, first again: the row names their file from the begin. */
        NEW,
        /** A whole one over a complete one: the row names their file when they are all there. */
        OVER_COMPLETE,
        /** Those that follow what is there. */
        PIECE,
        /** Those that would follow a complete one: none. Its file may be part of a new tree by now and is left alone. */
        AFTER_COMPLETE;

        static Kind of(@Nullable UploadRow before, UploadChunk chunk) {
            var whole = chunk.from() == null;
            if (before != null && before.complete()) {
                return whole ? OVER_COMPLETE : AFTER_COMPLETE;
            }
            return whole || before == null || before.file() == null ? NEW : PIECE;
        }
    }

    /** What a request meets: the upload as it stands, how much of it has arrived, how large it is to be. */
    public record Start(
            @Nullable UploadRow before,
            long arrived,
            @Nullable Long size) {}

    /**
     * Checks whether a request is acceptable, before another request is stopped for it.
     *
     * @throws ProblemException {@code offset-mismatch}, {@code invalid-argument}, {@code no-space}
     */
    public static Start check(UploadName name, UploadChunk chunk, UploadTools tools) throws IOException {
        var before = tools.rows().find(name.bundle(), name.uri()).orElse(null);
        var arrived = before == null ? 0 : tools.files().arrived(name.bundle(), before);
        var from = chunk.from();
        if (from != null && from != arrived) {
            throw mismatch(before == null ? 0 : tools.files().durable(name.bundle(), before));
        }
        var size = UploadSize.of(before, chunk, arrived);
        tools.files().requireSpace(0);
        if (before == null || before.file() == null) {
            tools.requireShare(name.bundle());
        }
        return new Start(before, arrived, size);
    }

    /** Begins; the caller holds the lock of the bundle, and has taken the upload over. */
    public static UploadWrite begin(
            UploadName name, UploadChunk chunk, UploadTools tools, WriteLeases.Taken<Start> taken) throws IOException {
        var write = new UploadWrite(name, chunk, tools, taken.lease(), taken.found());
        write.announce();
        return write;
    }

    private UploadWrite(UploadName name, UploadChunk chunk, UploadTools tools, WriteLease lease, Start start)
            throws IOException {
        this.name = name;
        this.chunk = chunk;
        this.tools = tools;
        this.lease = lease;
        this.body = new DigestingBody(chunk);
        this.kind = Kind.of(start.before, chunk);
        this.before = start.before;
        this.arrived = start.arrived;
        this.from = chunk.from() == null ? 0 : chunk.from();
        this.size = start.size;
        var known = previousFile();
        if (known == null || kind == Kind.NEW || kind == Kind.OVER_COMPLETE) {
            var created = tools.files().create(name.bundle(), name.uri());
            this.file = created.name();
            this.channel = created.channel();
        } else {
            this.file = known;
            this.channel = kind == Kind.PIECE ? tools.files().write(name.bundle(), known) : null;
        }
        lease.writeTo(channel, from);
    }

    /** The file that the row named before. */
    private @Nullable String previousFile() {
        return before == null ? null : before.file();
    }

    /** From now on the row names the file, unless that replaces something that is complete. */
    private void announce() {
        try {
            if (kind == Kind.NEW || kind == Kind.PIECE && resizes()) {
                tools.rows().put(name.bundle(), name.uri(), file, size, null);
            }
            kept = kind == Kind.NEW;
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Whether the upload was all there before, and this request sends it anew. */
    public boolean replaces() {
        return kind == Kind.OVER_COMPLETE;
    }

    /** Whether a piece says for the first time how large the whole is. */
    private boolean resizes() {
        return size != null && before != null && !size.equals(before.size());
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
    public boolean run() throws IOException {
        try {
            if (!tools.intake().write(body, mostBytes(), lease, lease::requireHeld)) {
                undo();
                throw UploadSize.tooLong(from + mostBytes());
            }
        } finally {
            flush();
        }
        // Of a connection that broke, the container has to learn just that: any other refusal cannot be answered.
        if (body.cause() == null) {
            lease.requireHeld();
        }
        if (body.isBroken()) {
            throw new BodyBrokenException(replaces() ? arrived : lease.position(), body.cause());
        }
        if (!chunk.content().match(body.digest())) {
            undo();
            throw wrong("Content-Digest");
        }
        if (kind == Kind.AFTER_COMPLETE) {
            return false;
        }
        var length = lease.position();
        if (chunk.last() && size != null && size != length) {
            undo();
            throw UploadSize.tooShort(size, length);
        }
        return chunk.last() || size != null && size == length ? complete(length) : false;
    }

    /** How many bytes there may be. */
    private long mostBytes() {
        var most = chunk.most() >= 0 ? chunk.most() : Long.MAX_VALUE;
        return size == null ? most : Math.min(most, size - from);
    }

    private void flush() throws IOException {
        if (lease.isHeld()) {
            lease.flush();
        }
    }

    private static ProblemException wrong(String header) {
        return new ProblemException(
                ProblemType.DIGEST_MISMATCH,
                "The bytes that arrived do not have the digest in " + header + "; nothing of them was kept.");
    }

    private boolean complete(long length) throws IOException {
        // The state of a digest outlives neither a restart nor the wait for a client, so a resumed upload is read again
        // when it is all there: once, however often it was resumed.
        var digest = body.arrived() == length ? body.digest() : digestFromDisk();
        if (!chunk.whole().match(digest)) {
            undo();
            throw wrong("Repr-Digest");
        }
        try (var _ = tools.locks().lock(name.bundle())) {
            lease.requireHeld();
            tools.bundles().uploadable(name.caller(), name.bundle());
            tools.rows().put(name.bundle(), name.uri(), file, length, digest.hex());
            // From here on the file is the upload's, and the previous file has no row.
            kept = true;
            return true;
        }
    }

    /** Not on a request's own thread: it would keep its carrier from other requests for as long as that takes. */
    private ContentDigest digestFromDisk() throws IOException {
        try {
            return tools.workers().call(this::digestOfFile);
        } catch (IOException e) {
            // The file may have gone, with the right to write it.
            lease.requireHeld();
            throw e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProblemException(ProblemType.NOT_AVAILABLE, "The service is stopping.", e);
        }
    }

    private ContentDigest digestOfFile() throws IOException {
        var digest = new ContentDigest(chunk.whole().needsSha512());
        var buffer = tools.buffers().take();
        try (var in = tools.files().read(name.bundle(), file)) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                lease.requireHeld();
                digest.update(buffer, count);
            }
        } finally {
            tools.buffers().giveBack(buffer);
        }
        return digest;
    }

    /** Restores the upload to its state before this request, unless another request has taken over. */
    private void undo() throws IOException {
        try (var _ = tools.locks().lock(name.bundle())) {
            if (!lease.isHeld()) {
                return;
            }
            if (kind == Kind.PIECE) {
                lease.cutBack(from);
            }
            if (kind == Kind.NEW && before == null) {
                tools.rows().takeBack(name.bundle(), name.uri());
            } else if (before != null && (kind == Kind.NEW || kind == Kind.PIECE && resizes())) {
                tools.rows().put(name.bundle(), name.uri(), before.file(), before.size(), null);
            }
            kept = false;
        }
    }

    @Override
    public void close() {
        tools.leases().release(name.bundle(), name.uri(), lease);
        try (channel) {
            var unnamed = kept ? previousFile() : file;
            if (unnamed != null && (kind == Kind.NEW || kind == Kind.OVER_COMPLETE)) {
                tools.files().delete(name.bundle(), unnamed);
            }
        } catch (IOException e) {
            log.warn("A file of an upload could not be removed; the next start of the service removes it.", e);
        }
    }
}
