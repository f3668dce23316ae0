package io.bundlebackup.upload.chain;

import io.bundlebackup.manifest.DeliveredName;
import io.bundlebackup.manifest.InvalidManifestException;
import io.bundlebackup.manifest.ManifestHeader;
import io.bundlebackup.manifest.ManifestReader;
import io.bundlebackup.manifest.VersionOne;
import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import io.bundlebackup.session.IncrementalBundles;
import io.bundlebackup.session.state.BundleId;
import io.bundlebackup.session.work.BaselineChoice;
import io.bundlebackup.upload.receive.BodyBrokenException;
import io.bundlebackup.upload.receive.ManifestWrite;
import io.bundlebackup.upload.receive.UploadChunk;
import io.bundlebackup.upload.receive.UploadTools;
import io.bundlebackup.upload.store.BundleLocks;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The manifests that incremental backups start from. Uploaded ones come before their bundles are appended, are checked line by line, and
 * stay until the bundle or its session is over. Without one, a manifest that the service has kept is chosen at the append. Both
 * survive a restart. Thread-safe.
 */
public final class PreviousManifests {
    private static final Logger log = LoggerFactory.getLogger(PreviousManifests.class);
    private static final String NAME = "previous";

    private final UploadTools tools;
    private final PreviousManifestRows rows;
    private final KeptManifests kept;
    private final IncrementalBundles bundles;
    private final long mostBytes;
    private final InstantSource clock;

    public PreviousManifests(
            UploadTools tools,
            PreviousManifestRows rows,
            KeptManifests kept,
            IncrementalBundles bundles,
            long mostBytes,
            InstantSource clock) {
        this.tools = tools;
        this.rows = rows;
        this.kept = kept;
        this.bundles = bundles;
        this.mostBytes = mostBytes;
        this.clock = clock;
    }

    /**
     * Receives the manifest that a bundle's backup is to start from, and replaces the previous one.
     *
     * @throws ProblemException what the session refuses; {@code invalid-argument} if it has too many; {@code invalid-manifest} with {@code
     *     line}; {@code too-large}; {@code digest-mismatch}; {@code no-space}
     * @throws BodyBrokenException if the body broke off; nothing of it is kept
     */
    public void put(String caller, BundleId bundle, UploadChunk chunk) throws IOException {
        bundles.requireAppendable(caller, bundle);
        Runnable allowed = () -> bundles.requireStillAppendable(caller, bundle);
        ManifestWrite.run(tools, bundle, NAME, allowed, _ -> {}, write -> {
            var received = write.receive(chunk, mostBytes, () -> {});
            var row = write.onWorker(() -> check(write, bundle, received));
            write.keep(row.file(), () -> rows.put(bundle, row, bundles.mostBundles()));
        });
        if (!bundles.isLive(caller, bundle.sessionId())) {
            // The removal of ended sessions may have been faster.
            discard(bundle);
            allowed.run();
        }
    }

    private PreviousManifestRows.Row check(ManifestWrite write, BundleId bundle, ManifestWrite.Received received)
            throws IOException {
        try (var in = write.read(received.file())) {
            return VersionOne.begins(in) ? convert(write, bundle, received, in) : read(bundle, received.file(), in);
        }
    }

    private PreviousManifestRows.Row convert(
            ManifestWrite write, BundleId bundle, ManifestWrite.Received received, InputStream in)
            throws InvalidManifestException {
        var files = tools.files();
        var header = new ManifestHeader(bundle.name(), generation(received.sha256()), null, clock.millis());
        try {
            // For the new file, and for sorting.
            files.requireSpace(3 * files.length(bundle, received.file()));
            var created = write.create();
            try (var channel = created.channel()) {
                VersionOne.convert(
                        in, header, Channels.newOutputStream(channel), files.file(bundle, created.name() + ".sort"));
                channel.force(false);
                return new PreviousManifestRows.Row(created.name(), header, 0);
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

    /**
     * Begins to choose what bundles start from that are about to be appended: an uploaded manifest, else a kept one. Until the choice is
     * closed, no manifest of these bundles can be uploaded, and no kept one is removed.
     */
    public BaselineChoice choose(String owner, String sessionId, Collection<String> names) {
        var held = new ArrayDeque<BundleLocks.Held>();
        held.push(kept.hold());
        // In one order: of two appends with the same bundles each would have what the other waits for.
        names.stream().sorted().forEach(name -> held.push(tools.locks().lock(new BundleId(sessionId, name))));
        return new BaselineChoice() {
            @Override
            public @Nullable UUID of(String bundle, @Nullable UUID previousGeneration, @Nullable Long since) {
                return baseline(owner, new BundleId(sessionId, bundle), previousGeneration, since);
            }

            @Override
            public void close() {
                held.forEach(BundleLocks.Held::close);
            }
        };
    }

    private @Nullable UUID baseline(
            String owner, BundleId bundle, @Nullable UUID previousGeneration, @Nullable Long since) {
        var uploaded = rows.find(bundle).map(row -> row.header().generation());
        if (uploaded.isPresent()) {
            if (previousGeneration != null && !previousGeneration.equals(uploaded.get())) {
                throw new ProblemException(
                        ProblemType.INVALID_ARGUMENT,
                        "\"previousGeneration\" of " + bundle.name() + " differs from the generation " + uploaded.get()
                                + " of the uploaded manifest.");
            }
            return uploaded.get();
        }
        if (previousGeneration != null) {
            return kept.find(bundle.name(), previousGeneration)
                    .orElseThrow(() -> new ProblemException(
                            ProblemType.NO_SUCH_GENERATION,
                            "The service does not keep the manifest of generation " + previousGeneration + " of "
                                    + bundle.name() + "; upload the manifest instead."))
                    .header()
                    .generation();
        }
        return since == null || since == 0
                ? null
                : kept.findGiver(owner, bundle.name(), since).orElse(null);
    }

    /** The manifest that a bundle's backup starts from, if there is one. It does not change once the bundle is appended. */
    public Optional<PreviousManifest> find(BundleId bundle) {
        // Without the lock, a request that came just before the append could still replace the manifest.
        try (var _ = tools.locks().lock(bundle)) {
            return rows.find(bundle)
                    .map(row -> new PreviousManifest(
                            tools.files().file(bundle, row.file()), row.header(), row.newestEpoch()))
                    .or(() -> kept.findBaseline(bundle));
        }
    }

    /** Removes the uploaded manifest of a bundle; repeatable. */
    public void discard(BundleId bundle) throws IOException {
        try (var _ = tools.locks().lock(bundle)) {
            tools.files().discard(bundle);
            rows.remove(bundle);
        }
    }

    /** Removes the manifests of all bundles of a session that has ended; repeatable. */
    public void discardAll(String sessionId) throws IOException {
        for (var bundle : rows.bundles(sessionId)) {
            discard(new BundleId(sessionId, bundle));
        }
    }
}
