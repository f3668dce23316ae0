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
import io.bundlebackup.upload.receive.ManifestWrite;
import io.bundlebackup.upload.receive.UploadChunk;
import io.bundlebackup.upload.receive.UploadListener;
import io.bundlebackup.upload.receive.UploadTools;
import io.bundlebackup.upload.store.UploadName;
import java.io.IOException;
import java.nio.channels.Channels;
import java.util.List;
import java.util.function.Supplier;

/**
 * Receives manifests: as a whole or not at all, checked line by line, in constant memory. Counts the files that the manifest of an index
 * lists. Thread-safe.
 */
public final class Manifests {

    private final UploadTools tools;
    private final ManifestRows rows;
    private final long mostBytes;
    private final Supplier<List<UploadListener>> listeners;

    public Manifests(UploadTools tools, ManifestRows rows, long mostBytes, Supplier<List<UploadListener>> listeners) {
        this.tools = tools;
        this.rows = rows;
        this.mostBytes = mostBytes;
        this.listeners = listeners;
    }

    /**
     * Receives the manifest of a delivered file, and replaces the previous one.
     *
     * @throws ProblemException what the session refuses; {@code invalid-manifest} with {@code line}; {@code too-large}; {@code
     *     digest-mismatch}; {@code no-space}
     * @throws BodyBrokenException if the body broke off; nothing of it is kept
     */
    public void put(UploadName name, UploadChunk chunk) throws IOException {
        var bundle = name.bundle();
        Runnable allowed = () -> tools.bundles().uploadable(name.caller(), bundle);
        ManifestWrite.run(
                tools,
                bundle,
                name.uri(),
                allowed,
                file -> rows.forgetWanted(bundle, file),
                write -> receive(name, chunk, write));
        if (DeliveredName.isIndex(name.uri())) {
            listeners.get().forEach(listener -> listener.changed(bundle, name.uri()));
        }
    }

    private void receive(UploadName name, UploadChunk chunk, ManifestWrite write) throws IOException {
        var bundle = name.bundle();
        var received = write.receive(chunk, mostBytes, () -> tools.bundles().uploadArriving(bundle));
        var paths = tools.bundles().bundle(name.caller(), bundle).restoring().paths();
        boolean whole = paths.isEmpty() || !DeliveredName.isIndex(name.uri());
        var header = write.onWorker(() -> check(write, name, received.file(), whole));
        var file = whole
                ? received.file()
                : write.onWorker(() -> select(write, bundle, received.file(), new SelectedLines(paths)));
        write.keep(file, () -> rows.put(bundle, name.uri(), file, header));
    }

    /** Copies the lines of the paths to restore: the other files need not be uploaded and are not counted. */
    private String select(ManifestWrite write, BundleId bundle, String arrived, SelectedLines selected)
            throws IOException {
        var created = write.create();
        try (var in = write.read(arrived);
                var reader = new ManifestReader(in, bundle.name());
                var channel = created.channel();
                var writer = new ManifestWriter(Channels.newOutputStream(channel), reader.header())) {
            var wanted = new ManifestTally(rows, bundle, created.name());
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
        }
    }

    private ManifestHeader check(ManifestWrite write, UploadName name, String file, boolean counted)
            throws IOException, InterruptedException {
        boolean index = DeliveredName.isIndex(name.uri());
        var check = new RestoreCheck(index);
        ManifestHeader header;
        try (var in = write.read(file);
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
}
