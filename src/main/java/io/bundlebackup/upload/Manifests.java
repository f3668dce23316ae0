package io.bundlebackup.upload;

import io.bundlebackup.manifest.Entry;
import io.bundlebackup.manifest.InvalidManifestException;
import io.bundlebackup.manifest.ManifestHeader;
import io.bundlebackup.manifest.ManifestReader;
import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes manifests: whole or not at all, checked line by line, in constant memory. What the manifest of an index names is counted on the
 * way. Thread-safe.
 */
public final class Manifests {
    private static final Logger log = LoggerFactory.getLogger(Manifests.class);

    private final Reception.Reach reach;
    private final ManifestRows rows;
    private final long mostBytes;
    private final Supplier<List<Arrivals>> listeners;

    Manifests(Reception.Reach reach, ManifestRows rows, long mostBytes, Supplier<List<Arrivals>> listeners) {
        this.reach = reach;
        this.rows = rows;
        this.mostBytes = mostBytes;
        this.listeners = listeners;
    }

    /**
     * Takes the manifest of a delivered file, in the place of the one that was there.
     *
     * @throws ProblemException what the session refuses; {@code invalid-manifest} with {@code line}; {@code too-large}; {@code
     *     digest-mismatch}; {@code no-space}
     * @throws BodyBrokenException if the body broke off; nothing of it is kept
     */
    public void put(UploadName name, Incoming incoming) throws IOException {
        reach.bundles().requireUploadable(name.caller(), name.sessionId(), name.bundle());
        reach.files().requireSpace(0);
        if (incoming.length() > mostBytes) {
            throw tooLarge();
        }
        String file;
        try {
            var created = reach.files().create(name.key(), name.uri());
            file = created.name();
            try (var channel = created.channel()) {
                receive(name, incoming, channel);
            } catch (IOException | RuntimeException e) {
                delete(name.key(), file);
                throw e;
            }
        } catch (BodyBrokenException e) {
            throw e;
        } catch (IOException e) {
            throw reach.files().refusal(e);
        }
        keep(name, file);
        if (Generations.isIndex(name.uri())) {
            listeners.get().forEach(listener -> listener.changed(name.sessionId(), name.bundle(), name.uri()));
        }
    }

    private void receive(UploadName name, Incoming incoming, FileChannel channel) throws IOException {
        reach.bundles().arriving(name.sessionId(), name.bundle());
        var body = new Body(incoming);
        var writing = new Writing();
        writing.into(channel, 0);
        var buffer = reach.buffers().take();
        try {
            for (int count = body.fill(buffer); count > 0; count = body.fill(buffer)) {
                if (body.arrived() > mostBytes) {
                    throw tooLarge();
                }
                reach.files().requireSpace(count);
                writing.write(buffer, count);
            }
        } finally {
            reach.buffers().giveBack(buffer);
        }
        if (body.isBroken()) {
            throw new BodyBrokenException(0, body.cause());
        }
        if (!incoming.content().match(body.digest()) || !incoming.whole().match(body.digest())) {
            throw new ProblemException(
                    ProblemType.DIGEST_MISMATCH, "The manifest that arrived does not have the digest that was sent.");
        }
        channel.force(false);
    }

    private ProblemException tooLarge() {
        return new ProblemException(ProblemType.TOO_LARGE, "A manifest may have at most " + mostBytes + " bytes.")
                .with("limit", mostBytes);
    }

    private void keep(UploadName name, String file) {
        var kept = false;
        try {
            var header = checked(name, file);
            try (var _ = reach.locks().lock(name.key())) {
                reach.bundles().requireUploadable(name.caller(), name.sessionId(), name.bundle());
                var old = rows.put(name.key(), name.uri(), file, header);
                kept = true;
                old.ifPresent(each -> drop(name.key(), each));
            }
        } finally {
            if (!kept) {
                drop(name.key(), file);
            }
        }
    }

    /** Not on a request's own thread: it would keep its carrier from other requests for as long as that takes. */
    private ManifestHeader checked(UploadName name, String file) {
        try {
            return reach.workers().carryOut(() -> check(name, file));
        } catch (IOException e) {
            throw new ProblemException(ProblemType.IO_ERROR, "The manifest cannot be read.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProblemException(ProblemType.NOT_AVAILABLE, "The service is stopping.", e);
        }
    }

    private ManifestHeader check(UploadName name, String file) {
        try (var reader = new ManifestReader(
                new BufferedInputStream(reach.files().read(name.key(), file), 1 << 16), name.bundle())) {
            var wanted = new WantedCount(rows, name.key(), file);
            long bytes = 0;
            for (var entry = reader.next(); entry != null; entry = reader.next()) {
                bytes = sum(bytes, entry, reader.line());
                wanted.add(entry);
            }
            wanted.end();
            return reader.header();
        } catch (InvalidManifestException e) {
            throw new ProblemException(ProblemType.INVALID_MANIFEST, String.valueOf(e.getMessage()), e)
                    .with("line", e.line());
        } catch (IOException e) {
            throw new ProblemException(ProblemType.IO_ERROR, "The manifest cannot be read.", e);
        }
    }

    /** Sums beyond this could be counted nowhere. */
    private static long sum(long bytes, Entry entry, long line) {
        var more = entry.isRegularFile() && !entry.isHardLink() ? entry.size() : 0;
        if (more > Long.MAX_VALUE - bytes) {
            throw new ProblemException(
                            ProblemType.INVALID_MANIFEST,
                            "Line " + line + ": with it the files have more than " + Long.MAX_VALUE
                                    + " bytes together.")
                    .with("line", line);
        }
        return bytes + more;
    }

    private void drop(BundleKey key, String file) {
        rows.forgetWanted(key, file);
        delete(key, file);
    }

    private void delete(BundleKey key, String file) {
        try {
            reach.files().delete(key, file);
        } catch (IOException e) {
            log.warn("A file of uploads could not be removed; the next start of the service does.", e);
        }
    }
}
