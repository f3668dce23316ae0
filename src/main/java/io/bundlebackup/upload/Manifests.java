package io.bundlebackup.upload;

import io.bundlebackup.manifest.ManifestHeader;
import io.bundlebackup.manifest.ManifestIndex;
import io.bundlebackup.manifest.ManifestReader;
import io.bundlebackup.problem.ProblemException;
import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;

/**
 * Takes manifests: whole or not at all, checked line by line, in constant memory. What the manifest of an index names is counted on the
 * way. Thread-safe.
 */
public final class Manifests {

    private final Reception.Reach reach;
    private final ManifestRows rows;
    private final ManifestReception reception;
    private final Supplier<List<Arrivals>> listeners;

    Manifests(Reception.Reach reach, ManifestRows rows, long mostBytes, Supplier<List<Arrivals>> listeners) {
        this.reach = reach;
        this.rows = rows;
        this.reception = new ManifestReception(reach, mostBytes);
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
        Runnable allowed = () -> reach.bundles().requireUploadable(name.caller(), name.sessionId(), name.bundle());
        Runnable arriving = () -> reach.bundles().arriving(name.sessionId(), name.bundle());
        ManifestReception.whileAllowed(allowed, () -> {
            var received = reception.receive(name.key(), name.uri(), incoming, allowed, arriving);
            keep(name, received.file(), allowed);
            return received;
        });
        if (Generations.isIndex(name.uri())) {
            listeners.get().forEach(listener -> listener.changed(name.sessionId(), name.bundle(), name.uri()));
        }
    }

    private void keep(UploadName name, String file, Runnable allowed) {
        var kept = false;
        try {
            var header = reception.look(() -> check(name, file, allowed));
            try (var _ = reach.locks().lock(name.key())) {
                allowed.run();
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

    private ManifestHeader check(UploadName name, String file, Runnable allowed)
            throws IOException, InterruptedException {
        boolean index = Generations.isIndex(name.uri());
        var check = new RestoreCheck(index);
        ManifestHeader header;
        try (var in = reception.read(name.key(), file, allowed);
                var reader = new ManifestReader(in, name.bundle())) {
            var wanted = new WantedCount(rows, name.key(), file);
            for (var entry = reader.next(); entry != null; entry = reader.next()) {
                check.accept(entry, reader.line());
                wanted.add(entry);
            }
            check.end(reader.line());
            wanted.end();
            header = reader.header();
        }
        if (index && check.hasFurtherNames()) {
            var path = reach.files().file(name.key(), file);
            ManifestIndex.build(path, path.resolveSibling(file + ".links"));
        }
        return header;
    }

    private void drop(BundleKey key, String file) {
        rows.forgetWanted(key, file);
        reception.delete(key, file);
    }
}
