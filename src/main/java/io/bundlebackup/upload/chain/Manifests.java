package io.bundlebackup.upload.chain;

import io.bundlebackup.manifest.DeliveredName;
import io.bundlebackup.manifest.ManifestHeader;
import io.bundlebackup.manifest.ManifestIndex;
import io.bundlebackup.manifest.ManifestReader;
import io.bundlebackup.manifest.ManifestWriter;
import io.bundlebackup.manifest.SelectedLines;
import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.session.state.BundleId;
import io.bundlebackup.upload.receive.BodyBrokenException;
import io.bundlebackup.upload.receive.ManifestReceiver;
import io.bundlebackup.upload.receive.UploadChunk;
import io.bundlebackup.upload.receive.UploadListener;
import io.bundlebackup.upload.receive.UploadTools;
import io.bundlebackup.upload.store.UploadName;
import java.io.IOException;
import java.nio.channels.Channels;
import java.util.List;
import java.util.function.Supplier;

/**
 * Takes manifests: whole or not at all, checked line by line, in constant memory. What the manifest of an index names is counted on the
 * way. Thread-safe.
 */
public final class Manifests {

    private final UploadTools tools;
    private final ManifestRows rows;
    private final ManifestReceiver reception;
    private final Supplier<List<UploadListener>> listeners;

    public Manifests(UploadTools tools, ManifestRows rows, long mostBytes, Supplier<List<UploadListener>> listeners) {
        this.tools = tools;
        this.rows = rows;
        this.reception = new ManifestReceiver(tools, mostBytes);
        this.listeners = listeners;
    }

    /**
     * Takes the manifest of a delivered file, in the place of the one that was there.
     *
     * @throws ProblemException what the session refuses; {@code invalid-manifest} with {@code line}; {@code too-large}; {@code
     *     digest-mismatch}; {@code no-space}
     * @throws BodyBrokenException if the body broke off; nothing of it is kept
     */
    public void put(UploadName name, UploadChunk chunk) throws IOException {
        Runnable allowed = () -> tools.bundles().uploadable(name.caller(), name.bundle());
        Runnable arriving = () -> tools.bundles().uploadArriving(name.bundle());
        ManifestReceiver.whileAllowed(allowed, () -> {
            var received = reception.receive(name.bundle(), name.uri(), chunk, allowed, arriving);
            store(name, received.file(), allowed);
            return received;
        });
        if (DeliveredName.isIndex(name.uri())) {
            listeners.get().forEach(listener -> listener.changed(name.bundle(), name.uri()));
        }
    }

    private void store(UploadName name, String arrived, Runnable allowed) {
        var file = arrived;
        var kept = false;
        try {
            var paths = tools.bundles()
                    .bundle(name.caller(), name.bundle())
                    .restoring()
                    .paths();
            boolean whole = paths.isEmpty() || !DeliveredName.isIndex(name.uri());
            var header = reception.onWorker(() -> check(name, arrived, allowed, whole));
            if (!whole) {
                file = reception.onWorker(() -> select(name, arrived, new SelectedLines(paths), allowed));
                reception.delete(name.bundle(), arrived);
            }
            try (var _ = tools.locks().lock(name.bundle())) {
                allowed.run();
                var old = rows.put(name.bundle(), name.uri(), file, header);
                kept = true;
                old.ifPresent(each -> drop(name.bundle(), each));
            }
        } finally {
            if (!kept) {
                drop(name.bundle(), file);
            }
        }
    }

    /** Copies the lines of the paths to restore: the other files need not be uploaded and are not counted. */
    private String select(UploadName name, String arrived, SelectedLines selected, Runnable allowed)
            throws IOException {
        var created = tools.files().create(name.bundle(), name.uri());
        try (var in = reception.read(name.bundle(), arrived, allowed);
                var reader = new ManifestReader(in, name.bundle().name());
                var channel = created.channel();
                var writer = new ManifestWriter(Channels.newOutputStream(channel), reader.header())) {
            var wanted = new ManifestTally(rows, name.bundle(), created.name());
            var copy = selected.copy();
            for (var entry = reader.next(); entry != null; entry = reader.next()) {
                var line = copy.take(entry);
                if (line != null) {
                    writer.write(line);
                    wanted.add(line);
                }
            }
            wanted.end();
            writer.flush();
            channel.force(false);
            return created.name();
        } catch (IOException | RuntimeException e) {
            drop(name.bundle(), created.name());
            throw e;
        }
    }

    private ManifestHeader check(UploadName name, String file, Runnable allowed, boolean counted)
            throws IOException, InterruptedException {
        boolean index = DeliveredName.isIndex(name.uri());
        var check = new RestoreCheck(index);
        ManifestHeader header;
        try (var in = reception.read(name.bundle(), file, allowed);
                var reader = new ManifestReader(in, name.bundle().name())) {
            var wanted = new ManifestTally(rows, name.bundle(), file);
            for (var entry = reader.next(); entry != null; entry = reader.next()) {
                check.accept(entry, reader.line());
                if (counted) {
                    wanted.add(entry);
                }
            }
            check.end(reader.line());
            wanted.end();
            header = reader.header();
        }
        if (index && check.hasFurtherNames()) {
            var path = tools.files().file(name.bundle(), file);
            ManifestIndex.build(path, path.resolveSibling(file + ".links"));
        }
        return header;
    }

    private void drop(BundleId bundle, String file) {
        rows.forgetWanted(bundle, file);
        reception.delete(bundle, file);
    }
}
