package io.bundlebackup.upload.chain;

import io.bundlebackup.manifest.DeliveredName;
import io.bundlebackup.manifest.InvalidManifestException;
import io.bundlebackup.manifest.ManifestHeader;
import io.bundlebackup.manifest.ManifestReader;
import io.bundlebackup.manifest.VersionOne;
import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.session.IncrementalBundles;
import io.bundlebackup.session.state.BundleId;
import io.bundlebackup.upload.receive.BodyBrokenException;
import io.bundlebackup.upload.receive.ManifestReceiver;
import io.bundlebackup.upload.receive.UploadChunk;
import io.bundlebackup.upload.receive.UploadTools;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/**
 * The manifests that incremental backups start from: uploaded before their bundles are appended, checked line by line, kept until the
 * bundle or its session is over. What was taken outlives a restart. Thread-safe.
 */
public final class PreviousManifests {
    private static final Logger log = LoggerFactory.getLogger(PreviousManifests.class);
    private static final String NAME = "previous";

    private final UploadTools tools;
    private final PreviousManifestRows rows;
    private final IncrementalBundles bundles;
    private final ManifestReceiver reception;
    private final InstantSource clock;

    public PreviousManifests(
            UploadTools tools,
            PreviousManifestRows rows,
            IncrementalBundles bundles,
            long mostBytes,
            InstantSource clock) {
        this.tools = tools;
        this.rows = rows;
        this.bundles = bundles;
        this.reception = new ManifestReceiver(tools, mostBytes);
        this.clock = clock;
    }

    /**
     * Takes the manifest that a bundle's backup is to start from, in the place of the one that was there.
     *
     * @throws ProblemException what the session refuses; {@code invalid-argument} if it has too many; {@code invalid-manifest} with {@code
     *     line}; {@code too-large}; {@code digest-mismatch}; {@code no-space}
     * @throws BodyBrokenException if the body broke off; nothing of it is kept
     */
    public void put(String caller, BundleId bundle, UploadChunk chunk) throws IOException {
        bundles.requireAppendable(caller, bundle);
        Runnable allowed = () -> bundles.requireStillAppendable(caller, bundle);
        ManifestReceiver.whileAllowed(allowed, () -> {
            var received = reception.receive(bundle, NAME, chunk, allowed, () -> {});
            keep(bundle, checked(bundle, received, allowed), allowed);
            return received;
        });
        if (!bundles.isLive(caller, bundle.sessionId())) {
            // The removal of ended sessions may have been faster.
            discard(bundle);
            allowed.run();
        }
    }

    private PreviousManifestRows.Row checked(BundleId bundle, ManifestReceiver.Received received, Runnable allowed) {
        PreviousManifestRows.Row row = null;
        try {
            row = reception.onWorker(() -> check(bundle, received, allowed));
            return row;
        } finally {
            if (row == null || !row.file().equals(received.file())) {
                reception.delete(bundle, received.file());
            }
        }
    }

    private PreviousManifestRows.Row check(BundleId bundle, ManifestReceiver.Received received, Runnable allowed)
            throws IOException {
        try (var in = reception.read(bundle, received.file(), allowed)) {
            return VersionOne.begins(in) ? convert(bundle, received, in) : read(bundle, received.file(), in);
        }
    }

    private PreviousManifestRows.Row convert(BundleId bundle, ManifestReceiver.Received received, InputStream in)
            throws InvalidManifestException {
        var files = tools.files();
        var header = new ManifestHeader(bundle.name(), generation(received.sha256()), null, clock.millis());
        try {
            // For the file to be, and for sorting.
            files.requireSpace(3 * files.length(bundle, received.file()));
            var created = files.create(bundle, NAME);
            var good = false;
            try (var channel = created.channel()) {
                VersionOne.convert(
                        in, header, Channels.newOutputStream(channel), files.file(bundle, created.name() + ".sort"));
                channel.force(false);
                good = true;
                return new PreviousManifestRows.Row(created.name(), header, 0);
            } finally {
                if (!good) {
                    reception.delete(bundle, created.name());
                }
            }
        } catch (InvalidManifestException e) {
            throw e;
        } catch (IOException e) {
            throw files.refusal(e);
        }
    }

    /** The same for the same content: a UUID of version 8 (RFC 9562) made of its digest. */
    private static UUID generation(String sha256) {
        long high = Long.parseUnsignedLong(sha256, 0, 16, 16);
        long low = Long.parseUnsignedLong(sha256, 16, 32, 16);
        return new UUID(high & ~0xf000L | 0x8000L, low & ~(3L << 62) | 1L << 63);
    }

    private static PreviousManifestRows.Row read(BundleId bundle, String file, InputStream in) throws IOException {
        try (var reader = new ManifestReader(in, bundle.name())) {
            long newest = 0;
            var last = "";
            for (var entry = reader.next(); entry != null; entry = reader.next()) {
                if (!entry.fileName().equals(last)) {
                    last = entry.fileName();
                    newest = Math.max(newest, DeliveredName.epochOf(last));
                }
            }
            return new PreviousManifestRows.Row(file, reader.header(), newest);
        }
    }

    private void keep(BundleId bundle, PreviousManifestRows.Row row, Runnable allowed) {
        var kept = false;
        try (var _ = tools.locks().lock(bundle)) {
            allowed.run();
            var old = rows.put(bundle, row, bundles.mostBundles());
            kept = true;
            old.ifPresent(file -> reception.delete(bundle, file));
        } finally {
            if (!kept) {
                reception.delete(bundle, row.file());
            }
        }
    }

    /** What a bundle's backup starts from, if anything was uploaded; once the bundle is appended always the same. */
    public Optional<PreviousManifest> find(BundleId bundle) {
        // Else the one that was found might be replaced by a request that came just before the append.
        try (var _ = tools.locks().lock(bundle)) {
            return rows.find(bundle)
                    .map(row -> new PreviousManifest(
                            tools.files().file(bundle, row.file()), row.header(), row.newestEpoch()));
        }
    }

    /** Removes that of a bundle; repeatable. */
    public void discard(BundleId bundle) {
        try (var _ = tools.locks().lock(bundle)) {
            rows.remove(bundle);
            tools.files().discard(bundle);
        } catch (IOException e) {
            log.warn("A file of an upload could not be removed; the next start of the service removes it.", e);
        }
    }

    /** Removes those of all bundles of a session that is over; repeatable. */
    public void discardAll(String sessionId) {
        try {
            rows.bundles(sessionId).forEach(bundle -> discard(new BundleId(sessionId, bundle)));
        } catch (ProblemException | DataAccessException e) {
            log.warn("Files of an ended session could not be removed; the next start of the service removes them.", e);
        }
    }
}
