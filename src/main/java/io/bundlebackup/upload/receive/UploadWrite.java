package io.bundlebackup.upload.receive;

import io.bundlebackup.archive.tar.ByteLender;
import io.bundlebackup.manifest.DeliveredName;
import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import io.bundlebackup.upload.receive.UploadTarget.Kind;
import io.bundlebackup.upload.store.UploadName;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One request that writes an upload: its bytes on their way into the file, and the checks of their number and digests. It begins and ends
 * under the lock of the upload; the bytes arrive and are flushed outside of the lock. Not thread-safe.
 *
 * <p>The row of an upload names the file when the upload is complete, or when a request has to keep what has arrived. A body that arrives
 * at once costs no other write of the database.
 */
public final class UploadWrite implements AutoCloseable {
    private final UploadName name;
    private final UploadChunk chunk;
    private final UploadTools tools;
    private final WriteLease lease;
    private final UploadTarget target;
    private final DigestingBody body;
    /** The offset of the first byte. */
    private final long from;
    /** How much of the upload had arrived before. */
    private final long arrived;
    /** The size of the whole upload, if it is known. */
    private final @Nullable Long size;
    /** Whether the upload may be the content of a file, which a restore compares with the manifest. */
    private final boolean isFile;

    private final Arrival arrival;
    /** Whether nothing of this request is kept. */
    private boolean undone;

    /**
     * Decides whether a request may write.
     *
     * @throws ProblemException {@code offset-mismatch}, {@code invalid-argument}, {@code no-space}
     */
    public static UploadAdmission admit(UploadName name, UploadChunk chunk, UploadTools tools) throws IOException {
        var before = tools.rows()
                .find(name.bundle(), name.uri())
                .map(row -> tools.files().present(name.bundle(), row))
                .orElse(null);
        var arrived = before == null ? 0 : tools.files().arrived(name.bundle(), before);
        var from = chunk.from();
        if (from != null && from != arrived) {
            throw mismatch(before == null ? 0 : tools.files().durable(name.bundle(), before));
        }
        var size = UploadSize.of(before, chunk, arrived);
        // Refused before the first byte if it cannot fit.
        tools.files().requireSpace(size == null ? Math.max(0, chunk.length()) : size - (from == null ? 0 : from));
        if (before == null || before.file() == null) {
            tools.requireShare(name.bundle());
        }
        return new UploadAdmission(before, arrived, size);
    }

    private static ProblemException mismatch(long offset) {
        return new ProblemException(
                        ProblemType.OFFSET_MISMATCH, "The upload stands at offset " + offset + "; go on from there.")
                .with("offset", offset);
    }

    /** Begins. The caller holds the lock of the upload, and has taken the upload over. */
    public UploadWrite(UploadName name, UploadChunk chunk, UploadTools tools, WriteLeases.Taken taken)
            throws IOException {
        this.name = name;
        this.chunk = chunk;
        this.tools = tools;
        this.lease = taken.lease();
        this.target = new UploadTarget(name, chunk, tools, taken.admission());
        this.from = chunk.from() == null ? 0 : chunk.from();
        this.isFile = !DeliveredName.isPart(name.uri());
        this.body = new DigestingBody(chunk, isFile && from == 0);
        this.arrived = taken.admission().arrived();
        this.size = taken.admission().size();
        this.arrival = new Arrival(name, target.file(), tools.files());
        lease.writeTo(target.channel(), from);
        lease.expect(size == null ? 0 : size);
    }

    /** Whether the upload was complete before, and this request replaces it. */
    public boolean replaces() {
        return target.kind() == Kind.REPLACE;
    }

    /**
     * Receives the bytes, and completes the upload if they are the last.
     *
     * @return whether the upload is complete now, and was not before
     * @throws ProblemException {@code digest-mismatch} and {@code invalid-argument} (too long or too short): nothing of the bytes is kept;
     *     {@code no-space} and {@code offset-mismatch} (a newer request): what arrived is kept
     * @throws BodyBrokenException if the body ended early; what arrived is kept
     */
    public boolean run() throws IOException {
        try {
            return receive();
        } catch (IOException | RuntimeException | Error e) {
            if (!undone) {
                keep(e);
            }
            throw e;
        }
    }

    private boolean receive() throws IOException {
        requireQuota();
        var bound = chunk.most() >= 0 ? chunk.most() : Long.MAX_VALUE;
        var most = size == null ? bound : Math.min(bound, size - from);
        if (!body.writeTo(lease, most, tools, this::beforeWrite, this::readOnTheWay)) {
            throw undone(UploadSize.tooLong(from + most));
        }
        // If the connection broke, the container has to learn that: any other refusal could not be answered.
        if (body.cause() == null) {
            lease.requireHeld();
        }
        if (body.isBroken()) {
            throw new BodyBrokenException(replaces() ? arrived : lease.position(), body.cause());
        }
        if (!chunk.content().match(body.digest())) {
            throw undone(wrongDigest("Content-Digest"));
        }
        if (target.kind() == Kind.REPEAT) {
            return false;
        }
        var length = lease.position();
        if (chunk.last() && size != null && size != length) {
            throw undone(UploadSize.tooShort(size, length));
        }
        boolean all = chunk.last() || size != null && size == length;
        if (all) {
            complete(length);
        } else {
            name();
        }
        return all;
    }

    private void readOnTheWay(ByteLender bytes) throws IOException {
        if (from == 0 && target.channel() != null) {
            arrival.read(bytes);
        }
    }

    /** Nothing is kept of a request whose bytes cannot fit. */
    private void requireQuota() throws IOException {
        try {
            tools.requireQuota(name, size == null ? from + Math.max(0, chunk.length()) : size);
        } catch (ProblemException refusal) {
            throw undone(refusal);
        }
    }

    private void beforeWrite() throws IOException {
        lease.requireHeld();
        if (size == null) {
            tools.requireQuota(name, from + body.arrived());
        }
        if (body.arrived() != chunk.length()) {
            name();
        }
    }

    /** Lets the row name the file, so that what has arrived is kept whatever happens to this request. */
    private void name() {
        if (target.lacksName()) {
            try (var _ = tools.locks().lock(name)) {
                lease.requireHeld();
                target.name();
            }
        }
    }

    /** Keeps what has arrived before a failure, unless another request has taken over or the bundle takes no uploads any more. */
    private void keep(Throwable failure) {
        try {
            if (lease.isHeld()) {
                name();
            }
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    private static ProblemException wrongDigest(String header) {
        return new ProblemException(
                ProblemType.DIGEST_MISMATCH,
                "The bytes that arrived do not have the digest in " + header + "; nothing of them was kept.");
    }

    private void complete(long length) throws IOException {
        var digest = digest(length);
        if (digest != null && !chunk.whole().match(digest)) {
            throw undone(wrongDigest("Repr-Digest"));
        }
        flush();
        try (var _ = tools.locks().lock(name)) {
            lease.requireHeld();
            tools.bundles().uploadable(name.caller(), name.bundle());
            target.complete(length, digest == null ? null : digest.hex());
            arrival.complete(digest);
        }
    }

    /**
     * The digests of the whole that are needed; null if none is. The state of a digest does not survive a restart or the wait for a client,
     * so a resumed upload is read once more when it is complete.
     */
    private @Nullable ContentDigest digest(long length) throws IOException {
        if (body.arrived() == length) {
            return body.digest();
        }
        return isFile || chunk.whole().any() ? digestFromDisk() : null;
    }

    private void flush() throws IOException {
        try {
            tools.files().flush(name.bundle(), Objects.requireNonNull(target.channel()));
        } catch (IOException e) {
            // The bundle may have ended meanwhile, and its files with it.
            lease.requireHeld();
            throw e;
        }
    }

    private ContentDigest digestFromDisk() throws IOException {
        try {
            return tools.onWorker(this::digestOfFile);
        } catch (IOException e) {
            // The file may have been deleted by the request that stopped this one.
            lease.requireHeld();
            throw e;
        }
    }

    private ContentDigest digestOfFile() throws IOException {
        var digest = new ContentDigest(
                isFile || chunk.whole().needsSha256(), chunk.whole().needsSha512());
        var buffer = tools.buffers().take();
        try (var in = tools.files().read(name.bundle(), target.file())) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                lease.requireHeld();
                digest.update(buffer, count);
            }
        } finally {
            tools.buffers().giveBack(buffer);
        }
        return digest;
    }

    /** Restores the upload to its state before this request, unless another request has taken over; then the refusal is due. */
    private ProblemException undone(ProblemException refusal) throws IOException {
        undone = true;
        try (var _ = tools.locks().lock(name)) {
            if (lease.isHeld()) {
                if (target.kind() == Kind.CONTINUE) {
                    lease.cutBack(from);
                    flush();
                }
                target.undo();
            }
        }
        return refusal;
    }

    @Override
    public void close() {
        tools.leases().release(name.bundle(), name.uri(), lease);
        arrival.close();
        target.close();
    }
}
