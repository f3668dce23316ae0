package io.bundlebackup.upload;

import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import io.bundlebackup.upload.receive.Arrivals;
import io.bundlebackup.upload.receive.BodyBrokenException;
import io.bundlebackup.upload.receive.Incoming;
import io.bundlebackup.upload.receive.Reception;
import io.bundlebackup.upload.receive.UploadTools;
import io.bundlebackup.upload.receive.RestoringBundles;
import io.bundlebackup.upload.receive.UploadCheck;
import io.bundlebackup.upload.receive.Writers;
import io.bundlebackup.upload.store.BundleKey;
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

/**
 * What a restore has received, and what arrives. An offset is told only when that much is on disk for good; what arrived stays when a
 * connection breaks; the newest request for an upload wins. Bytes are streamed, and nothing of a file is held in memory but a buffer a
 * request. Thread-safe.
 */
public final class Uploads {
    private static final int LOOKS = 5;

    private final RestoringBundles bundles;
    private final UploadRows rows;
    private final UploadFiles files;
    private final BundleLocks locks;
    private final Writers writers;
    private final Supplier<List<Arrivals>> listeners;
    private final UploadTools tools;

    Uploads(UploadTools tools, Supplier<List<Arrivals>> listeners) {
        this.tools = tools;
        this.bundles = tools.bundles();
        this.rows = tools.rows();
        this.files = tools.files();
        this.locks = tools.locks();
        this.writers = tools.writers();
        this.listeners = listeners;
    }

    /** @param next where the next page begins, {@code null} at the end */
    public record Page(List<Upload> uploads, @Nullable String next) {}

    /** An upload that is all there, for those who read it. */
    public record Stored(String uri, Path file, long size, String sha256) {}

    /**
     * Takes what a request brings of an upload; the newest request for it wins at once.
     *
     * @return the upload as it stands then
     * @throws ProblemException what the session refuses; {@code offset-mismatch} with the offset as {@code offset}, also for the older
     *     of two requests; {@code invalid-argument} for more bytes than were announced, or sizes that differ; {@code
     *     digest-mismatch}; {@code no-space}
     * @throws BodyBrokenException if the body broke off; what arrived is kept
     */
    public Upload receive(UploadName name, Incoming incoming) throws IOException {
        try {
            return receive(name, incoming, true);
        } catch (ProblemException e) {
            throw placed(name, e);
        }
    }

    private Upload receive(UploadName name, Incoming incoming, boolean takesOver) throws IOException {
        switch (received(name, incoming, takesOver)) {
            case COMPLETE ->
                listeners.get().forEach(listener -> listener.complete(name.sessionId(), name.bundle(), name.uri()));
            case REPLACED ->
                listeners.get().forEach(listener -> listener.changed(name.sessionId(), name.bundle(), name.uri()));
            case UNFINISHED -> {}
        }
        return look(name).orElseThrow(UploadRows::unknown);
    }

    /** What a request has come to. */
    private enum News {
        UNFINISHED,
        COMPLETE,
        /** Complete before, and with other bytes by now: who has read those has read the wrong ones. */
        REPLACED
    }

    private News received(UploadName name, Incoming incoming, boolean takesOver) throws IOException {
        bundles.requireUploadable(name.caller(), name.sessionId(), name.bundle());
        try (var reception = begin(name, incoming, takesOver)) {
            bundles.arriving(name.sessionId(), name.bundle());
            return !reception.receive() ? News.UNFINISHED : reception.replaces() ? News.REPLACED : News.COMPLETE;
        } catch (BodyBrokenException e) {
            throw e;
        } catch (IOException e) {
            throw files.refusal(e);
        }
    }

    private Reception begin(UploadName name, Incoming incoming, boolean takesOver) throws IOException {
        try (var _ = locks.lock(name.key())) {
            bundles.requireUploadable(name.caller(), name.sessionId(), name.bundle());
            UploadCheck<Reception.Start> check = () -> Reception.check(name, incoming, tools);
            var taken = takesOver
                    ? writers.take(name.key(), name.uri(), check)
                    : writers.takeIfFree(name.key(), name.uri(), check).orElseThrow(Uploads::busy);
            try {
                return Reception.begin(name, incoming, tools, taken);
            } catch (IOException | RuntimeException e) {
                writers.release(name.key(), name.uri(), taken.writing());
                throw e;
            }
        }
    }

    /** A refusal after which the client has to know where to go on says so. */
    private ProblemException placed(UploadName name, ProblemException e) throws IOException {
        var tells = e.type() == ProblemType.OFFSET_MISMATCH || e.type() == ProblemType.NO_SPACE;
        return tells && !e.members().containsKey("offset")
                ? e.with("offset", look(name).map(Upload::offset).orElse(0L))
                : e;
    }

    /**
     * An upload as it stands: what is told of it is on disk for good.
     *
     * @throws ProblemException what the session refuses; {@code no-such-file}
     */
    public Upload get(UploadName name) {
        bundles.requireKnown(name.caller(), name.sessionId(), name.bundle());
        try {
            var found = look(name).orElseThrow(UploadRows::unknown);
            return isUnfinished(name, found) ? finish(name, found) : found;
        } catch (IOException e) {
            throw new ProblemException(ProblemType.IO_ERROR, "The upload cannot be looked at.", e);
        }
    }

    private Optional<Upload> look(UploadName name) throws IOException {
        return look(name.key(), name.uri(), LOOKS);
    }

    private Optional<Upload> look(BundleKey key, String uri, int looks) throws IOException {
        var row = rows.find(key, uri);
        if (row.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(row.get().at(files.durable(key, row.get())));
        } catch (NoSuchFileException e) {
            // Replaced or removed since its row was read: there is another one by now, or none.
            if (looks == 1) {
                throw e;
            }
            return look(key, uri, looks - 1);
        }
    }

    /** All bytes are there, and a stop of the service came before that was noted. */
    private boolean isUnfinished(UploadName name, Upload upload) {
        return !upload.complete()
                && upload.size() != null
                && upload.size() == upload.offset()
                && !writers.writing(name.key(), name.uri());
    }

    private Upload finish(UploadName name, Upload upload) throws IOException {
        try {
            // Whoever only looks stops nobody.
            return receive(name, Incoming.piece(InputStream.nullInputStream(), 0, upload.offset(), true), false);
        } catch (ProblemException e) {
            // Published, ended, or somebody else was faster: it stays what it is.
            return look(name).orElse(upload);
        }
    }

    /** A page of the list, in the order of uris; those behind {@code after}. */
    public Page page(String owner, String sessionId, String bundle, String after, int limit) {
        bundles.requireKnown(owner, sessionId, bundle);
        var key = new BundleKey(sessionId, bundle);
        var found = rows.page(key, after, limit + 1);
        var shown = found.size() > limit ? found.subList(0, limit) : found;
        try {
            var uploads = new ArrayList<Upload>(shown.size());
            for (var row : shown) {
                look(key, row.uri(), LOOKS).ifPresent(uploads::add);
            }
            return new Page(uploads, found.size() > limit ? shown.getLast().uri() : null);
        } catch (IOException e) {
            throw new ProblemException(ProblemType.IO_ERROR, "The uploads cannot be looked at.", e);
        }
    }

    /** Removes an upload and its manifest; repeatable. Whoever is writing it is stopped. */
    public void delete(UploadName name) {
        try (var _ = locks.lock(name.key())) {
            bundles.requireUploadable(name.caller(), name.sessionId(), name.bundle());
            writers.stop(name.key(), name.uri());
            for (var file : rows.remove(name.key(), name.uri())) {
                files.delete(name.key(), file);
            }
        } catch (IOException e) {
            throw new ProblemException(ProblemType.IO_ERROR, "The upload could not be removed.", e);
        }
        listeners.get().forEach(listener -> listener.changed(name.sessionId(), name.bundle(), name.uri()));
    }

    /** The upload with this uri, if it is all there. */
    public Optional<Stored> stored(String sessionId, String bundle, String uri) {
        var key = new BundleKey(sessionId, bundle);
        return rows.find(key, uri).flatMap(row -> stored(key, row));
    }

    /** All that is all there, in the order of uris, behind {@code after}. */
    public List<Stored> stored(String sessionId, String bundle, String after, int limit) {
        var key = new BundleKey(sessionId, bundle);
        return rows.page(key, after, limit).stream()
                .flatMap(row -> stored(key, row).stream())
                .toList();
    }

    private Optional<Stored> stored(BundleKey key, UploadRow row) {
        return row.complete() && row.file() != null && row.size() != null && row.sha256() != null
                ? Optional.of(new Stored(row.uri(), files.file(key, row.file()), row.size(), row.sha256()))
                : Optional.empty();
    }

    /** Bytes of all that is all there. */
    public long completeBytes(String sessionId, String bundle) {
        return rows.completeBytes(new BundleKey(sessionId, bundle));
    }

    /** Where the files of a bundle's uploads are. */
    public Path directory(String sessionId, String bundle) {
        return files.directory(new BundleKey(sessionId, bundle));
    }

    /**
     * Everything of a bundle goes: out of reach at once, from the disk in the background. To be called when the bundle takes no
     * uploads any more; repeatable.
     */
    public void discard(String sessionId, String bundle) throws IOException {
        var key = new BundleKey(sessionId, bundle);
        try (var _ = locks.lock(key)) {
            writers.stopAll(key, ProblemType.BUNDLE_NOT_RUNNING);
            rows.removeAll(key);
            files.discard(key);
        }
    }

    private static ProblemException busy() {
        return new ProblemException(ProblemType.OFFSET_MISMATCH, "Somebody else sends this upload.");
    }
}
