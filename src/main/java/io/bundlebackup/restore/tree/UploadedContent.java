package io.bundlebackup.restore.tree;

import io.bundlebackup.archive.unpack.InvalidUploadException;
import io.bundlebackup.archive.unpack.TreeBuilder;
import io.bundlebackup.manifest.Entry;
import io.bundlebackup.manifest.RawPath;
import io.bundlebackup.posix.Directory;
import io.bundlebackup.restore.exchange.DataLocation;
import io.bundlebackup.session.state.BundleId;
import io.bundlebackup.upload.StoredUpload;
import io.bundlebackup.upload.Uploads;
import java.io.IOException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Content that was uploaded: each upload is unpacked or copied once. */
final class UploadedContent implements TreeContent {
    /** The limit for remembered names of files that are not uploaded; a remembered name is not looked up again. */
    private static final int MOST_ABSENT = 10_000;

    private final Plan plan;
    private final Uploads uploads;
    private final BundleId bundle;
    private final boolean mayShare;
    private final Directory here;
    /** Why an upload could not be read to its end, by its name. */
    private final Map<String, String> damages = new ConcurrentHashMap<>();

    /** The parts that are in the tree or on their way. */
    private final Set<String> parts = new HashSet<>();

    private final Set<String> absent = new HashSet<>();

    /** @param mayShare whether an upload of one file may become that file */
    UploadedContent(Plan plan, Uploads uploads, BundleId bundle, boolean mayShare) throws IOException {
        this.plan = plan;
        this.uploads = uploads;
        this.bundle = bundle;
        this.mayShare = mayShare;
        this.here = Directory.open(uploads.directory(bundle));
    }

    @Override
    public Plan plan() {
        return plan;
    }

    @Override
    public void fill(TreeBuilder builder, boolean salvaging, FillJobs jobs) throws IOException, InterruptedException {
        try (var lines = plan.manifest().reader()) {
            long number = 0;
            for (var entry = lines.next(); entry != null; entry = lines.next(), number++) {
                var work = entry.isRegularFile() ? work(entry, number, builder, salvaging) : null;
                if (work != null) {
                    jobs.submit(work);
                }
            }
        }
    }

    /** The work for a line; null if there is none. */
    private @Nullable Callable<Boolean> work(Entry entry, long number, TreeBuilder builder, boolean salvaging) {
        var name = entry.fileName();
        if (!plan.isPart(name)) {
            return entry.isHardLink() || builder.has(number) ? null : file(entry.path(), name, builder, salvaging);
        }
        if (absent.contains(name) || parts.contains(name)) {
            return null;
        }
        var work = part(name, builder, salvaging);
        if (work == null) {
            if (absent.size() == MOST_ABSENT) {
                // They are looked up again.
                absent.clear();
            }
            absent.add(name);
        }
        return work;
    }

    /** Unpacks a part that is not in the tree; null if it is not uploaded. */
    private @Nullable Callable<Boolean> part(String name, TreeBuilder builder, boolean salvaging) {
        var stored = uploads.stored(bundle, name);
        if (stored.isEmpty()) {
            return null;
        }
        parts.add(name);
        return () -> {
            try (var tar = here.openFile(fileName(stored.get()))) {
                builder.unpackPart(
                        name, tar, uploads.arrived(bundle, stored.get()).orElse(null));
            } catch (InvalidUploadException e) {
                skipDamaged(name, e, salvaging);
            }
            return true;
        };
    }

    private @Nullable Callable<Boolean> file(RawPath path, String name, TreeBuilder builder, boolean salvaging) {
        var stored = uploads.stored(bundle, name);
        if (stored.isEmpty()) {
            return null;
        }
        return () -> {
            byte[] file = fileName(stored.get());
            try (var upload = here.openFile(file)) {
                var arrived = uploads.arrived(bundle, stored.get()).orElse(null);
                builder.addBigFile(path, upload, arrived, here, file, mayShare);
            } catch (InvalidUploadException e) {
                skipDamaged(name, e, salvaging);
            }
            return true;
        };
    }

    private void skipDamaged(String name, InvalidUploadException e, boolean salvaging) throws InvalidUploadException {
        if (!salvaging) {
            throw e;
        }
        damages.put(name, String.valueOf(e.getMessage()));
    }

    private static byte[] fileName(StoredUpload stored) {
        return DataLocation.bytes(stored.name());
    }

    @Override
    public String whyLost(Entry line) {
        var name = line.fileName();
        if (damages.get(name) instanceof String damage) {
            return name + " is damaged: " + damage;
        }
        return uploads.stored(bundle, name).isPresent()
                ? "Its content in " + name + " is missing or damaged"
                : "Its content is in " + name + ", which was not uploaded";
    }

    @Override
    public void close() {
        here.close();
    }
}
