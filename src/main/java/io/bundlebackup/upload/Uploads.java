package io.bundlebackup.upload;

import io.bundlebackup.archive.tree.Digests;
import io.bundlebackup.archive.unpack.ArrivedContent;
import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import io.bundlebackup.session.RestoringBundles;
import io.bundlebackup.session.state.BundleId;
import io.bundlebackup.upload.receive.BodyBrokenException;
import io.bundlebackup.upload.receive.UploadAdmission;
import io.bundlebackup.upload.receive.UploadChunk;
import io.bundlebackup.upload.receive.UploadListener;
import io.bundlebackup.upload.receive.UploadTools;
import io.bundlebackup.upload.receive.UploadWrite;
import io.bundlebackup.upload.receive.WriteLeases;
import io.bundlebackup.upload.store.BundleLocks;
import io.bundlebackup.upload.store.Upload;
import io.bundlebackup.upload.store.UploadFiles;
import io.bundlebackup.upload.store.UploadName;
import io.bundlebackup.upload.store.UploadRow;
import io.bundlebackup.upload.store.UploadRows;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The uploads of restores. An offset is reported only when the bytes below it are durable. When a connection breaks, the bytes that arrived
 * are kept. The newest request for an upload wins. Bytes are streamed: memory holds one buffer for each request. Thread-safe.
 */
public final class Uploads {
    private static final Logger log = LoggerFactory.getLogger(Uploads.class);
    private static final int LOOKS = 5;

    private final RestoringBundles bundles;
    private final UploadRows rows;
    private final UploadFiles files;
    private final BundleLocks locks;
    private final WriteLeases leases;
    private final Supplier<List<UploadListener>> listeners;
    private final UploadTools tools;

    Uploads(UploadTools tools, Supplier<List<UploadListener>> listeners) {
        this.tools = tools;
        this.bundles = tools.bundles();
        this.rows = tools.rows();
        this.files = tools.files();
        this.locks = tools.locks();
        this.leases = tools.leases();
        this.listeners = listeners;
    }

    /** @param next what to pass as {@code after} for the next page, {@code null} at the end */
    public record Page(List<Upload> uploads, @Nullable String next) {}

    /**
     * Receives the bytes of a request for an upload. Stops an older request for the same upload.
     *
     * @return the upload after the request
     * @throws ProblemException what the session refuses; {@code offset-mismatch} with the offset as {@code offset}, also for the older
     *     of two requests; {@code invalid-argument} for more bytes than were announced, or sizes that differ; {@code
     *     digest-mismatch}; {@code no-space}
     * @throws BodyBrokenException if the body broke off; what arrived is kept
     */
    public Upload receive(UploadName name, UploadChunk chunk) throws IOException {
        try {
            return receive(name, chunk, true);
        } catch (ProblemException e) {
            throw withOffset(name, e);
        }
    }

    private Upload receive(UploadName name, UploadChunk chunk, boolean takesOver) throws IOException {
        switch (write(name, chunk, takesOver)) {
            case COMPLETE -> listeners.get().forEach(listener -> listener.complete(name.bundle(), name.uri()));
            case REPLACED -> listeners.get().forEach(listener -> listener.changed(name.bundle(), name.uri()));
            case UNFINISHED -> {}
        }
        return find(name).orElseThrow(UploadRows::unknown);
    }

    /** The result of a request. */
    private enum Outcome {
        UNFINISHED,
        COMPLETE,
        /** The upload was complete before and has other bytes now: readers of the old bytes have read the wrong ones. */
        REPLACED
    }

    private Outcome write(UploadName name, UploadChunk chunk, boolean takesOver) throws IOException {
        bundles.uploadable(name.caller(), name.bundle());
        try (var write = begin(name, chunk, takesOver)) {
            bundles.uploadArriving(name.bundle());
            return !write.run() ? Outcome.UNFINISHED : write.replaces() ? Outcome.REPLACED : Outcome.COMPLETE;
        } catch (BodyBrokenException e) {
            throw e;
        } catch (IOException e) {
            throw files.refusal(e);
        }
    }

    private UploadWrite begin(UploadName name, UploadChunk chunk, boolean takesOver) throws IOException {
        try (var _ = locks.lock(name)) {
            bundles.uploadable(name.caller(), name.bundle());
            UploadAdmission.Check check = () -> UploadWrite.admit(name, chunk, tools);
            var taken = takesOver
                    ? leases.take(name.bundle(), name.uri(), check)
                    : leases.takeIfFree(name.bundle(), name.uri(), check).orElseThrow(Uploads::busy);
            try {
                return new UploadWrite(name, chunk, tools, taken);
            } catch (IOException | RuntimeException e) {
                leases.release(name.bundle(), name.uri(), taken.lease());
                throw e;
            }
        }
    }

    /** Adds the offset to a refusal after which the client has to know where to continue. */
    private ProblemException withOffset(UploadName name, ProblemException e) throws IOException {
        var tells = e.type() == ProblemType.OFFSET_MISMATCH || e.type() == ProblemType.NO_SPACE;
        return tells && !e.members().containsKey("offset")
                ? e.with("offset", find(name).map(Upload::offset).orElse(0L))
                : e;
    }

    /**
     * The state of an upload. All bytes below the offset are durable.
     *
     * @throws ProblemException what the session refuses; {@code no-such-file}
     */
    public Upload get(UploadName name) {
        bundles.bundle(name.caller(), name.bundle());
        try {
            var found = find(name).orElseThrow(UploadRows::unknown);
            return isUnfinished(name, found) ? finish(name, found) : found;
        } catch (IOException e) {
            throw new ProblemException(ProblemType.IO_ERROR, "The upload cannot be read.", e);
        }
    }

    /** As {@link #get}, with the SHA-256 of a complete upload. */
    public Upload getDigested(UploadName name) {
        var found = get(name);
        if (!found.complete() || found.sha256() != null) {
            return found;
        }
        var stored = stored(name.bundle(), name.uri());
        try {
            if (stored.isPresent()) {
                tools.onWorker(() -> sha256(name.bundle(), stored.get()));
            }
        } catch (NoSuchFileException e) {
            log.debug("An upload was replaced, or its bundle has ended, before it was digested.", e);
        } catch (IOException e) {
            throw new ProblemException(ProblemType.IO_ERROR, "The upload cannot be read.", e);
        }
        return get(name);
    }

    private Optional<Upload> find(UploadName name) throws IOException {
        return find(name.bundle(), name.uri(), LOOKS);
    }

    private Optional<Upload> find(BundleId bundle, String uri, int looks) throws IOException {
        var found = rows.find(bundle, uri);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        var row = found.get();
        try {
            return Optional.of(row.at(files.durable(bundle, row)));
        } catch (NoSuchFileException e) {
            if (rows.find(bundle, uri).filter(row::equals).isPresent()) {
                // No request has replaced or removed the file: a power cut took it.
                return Optional.of(row.at(0));
            }
            if (looks == 1) {
                throw e;
            }
            return find(bundle, uri, looks - 1);
        }
    }

    /** Whether all bytes have arrived, but the service stopped before it recorded that. */
    private boolean isUnfinished(UploadName name, Upload upload) {
        return !upload.complete()
                && upload.size() != null
                && upload.size() == upload.offset()
                && !leases.isWriting(name.bundle(), name.uri());
    }

    private Upload finish(UploadName name, Upload upload) throws IOException {
        try {
            // A request that only reads the state does not stop a request that writes.
            return receive(name, UploadChunk.piece(InputStream.nullInputStream(), 0, upload.offset(), true), false);
        } catch (ProblemException e) {
            // The bundle is published or has ended, or another request was faster: the upload stays unchanged.
            return find(name).orElse(upload);
        }
    }

    /** A page of the list, in the order of uris; those behind {@code after}. */
    public Page page(String owner, BundleId bundle, String after, int limit) {
        bundles.bundle(owner, bundle);
        var found = rows.page(bundle, after, limit + 1);
        var shown = found.size() > limit ? found.subList(0, limit) : found;
        try {
            var uploads = new ArrayList<Upload>(shown.size());
            for (var row : shown) {
                find(bundle, row.uri(), LOOKS).ifPresent(uploads::add);
            }
            return new Page(uploads, found.size() > limit ? shown.getLast().uri() : null);
        } catch (IOException e) {
            throw new ProblemException(ProblemType.IO_ERROR, "The uploads cannot be read.", e);
        }
    }

    /** Removes an upload and its manifest; repeatable. A request that is writing the upload is stopped. */
    public void delete(UploadName name) {
        try (var _ = locks.lock(name)) {
            bundles.uploadable(name.caller(), name.bundle());
            leases.stop(name.bundle(), name.uri());
            for (var file : rows.remove(name.bundle(), name.uri())) {
                files.delete(name.bundle(), file);
            }
        } catch (IOException e) {
            throw new ProblemException(ProblemType.IO_ERROR, "The upload could not be removed.", e);
        }
        listeners.get().forEach(listener -> listener.changed(name.bundle(), name.uri()));
    }

    /** The upload with this uri, if it is complete. */
    public Optional<StoredUpload> stored(BundleId bundle, String uri) {
        return rows.find(bundle, uri).flatMap(row -> stored(bundle, row));
    }

    /** The complete uploads, in the order of uris, after {@code after}. */
    public List<StoredUpload> stored(BundleId bundle, String after, int limit) {
        return rows.page(bundle, after, limit).stream()
                .flatMap(row -> stored(bundle, row).stream())
                .toList();
    }

    private Optional<StoredUpload> stored(BundleId bundle, UploadRow row) {
        return row.complete() && row.file() != null && row.size() != null
                ? Optional.of(new StoredUpload(row.uri(), files.file(bundle, row.file()), row.size(), row.sha256()))
                : Optional.empty();
    }

    /** What was computed of the content of a complete upload while it arrived. */
    public Optional<ArrivedContent> arrived(BundleId bundle, StoredUpload upload) {
        return files.arrivals().find(bundle, upload.name());
    }

    /** The SHA-256 of a complete upload, which is read if the digest is not known; then it is kept. */
    public String sha256(BundleId bundle, StoredUpload upload) throws IOException {
        var known = upload.sha256();
        if (known != null) {
            return known;
        }
        var computed = Digests.sha256(upload.file());
        rows.putDigest(bundle, upload.uri(), upload.name(), computed);
        return computed;
    }

    /** The bytes of all complete uploads. */
    public long completeBytes(BundleId bundle) {
        return rows.completeBytes(bundle);
    }

    /** The directory of the files of a bundle's uploads. */
    public Path directory(BundleId bundle) {
        return files.directory(bundle);
    }

    /**
     * Removes everything of a bundle: from its name at once, from the disk in the background. To be called when the bundle takes no uploads
     * any more; repeatable.
     */
    public void discard(BundleId bundle) throws IOException {
        try (var _ = locks.lock(bundle)) {
            leases.stopAll(bundle, ProblemType.BUNDLE_NOT_RUNNING);
            rows.removeAll(bundle);
            files.discard(bundle);
        }
    }

    private static ProblemException busy() {
        return new ProblemException(ProblemType.OFFSET_MISMATCH, "Another request is uploading this file.");
    }
}
