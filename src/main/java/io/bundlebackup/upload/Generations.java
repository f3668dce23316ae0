package io.bundlebackup.upload;

import io.bundlebackup.manifest.InvalidManifestException;
import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import io.bundlebackup.session.FileCounts.Tally;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Which backups a client has uploaded the manifests of, which of them is the newest, and what of that is not there. Thread-safe. */
public final class Generations {
    static final String INDEX = "manage.json";
    private static final Pattern NAME = Pattern.compile("(?:([0-9]{1,18})_)?(.+)");
    private static final int MOST_MISSING = 1_000;
    static final int LOOKS = 5;

    private final UploadRows uploads;
    private final ManifestRows manifests;
    private final UploadFiles files;
    private final Writers writers;
    private final Resolutions resolutions;

    Generations(
            UploadRows uploads, ManifestRows manifests, UploadFiles files, Writers writers, Resolutions resolutions) {
        this.uploads = uploads;
        this.manifests = manifests;
        this.files = files;
        this.writers = writers;
        this.resolutions = resolutions;
    }

    /** All whose index has a manifest here; in the order of the indexes' uris. */
    public List<Generation> all(String sessionId, String bundle) {
        var key = new BundleKey(sessionId, bundle);
        return indexes(key).stream().map(row -> of(key, row, row.file())).toList();
    }

    private Generation of(BundleKey key, ManifestRows.Row row, String manifest) {
        return new Generation(row.uri(), files.file(key, manifest), row.generation(), row.parent(), row.begunAt());
    }

    /** Whether a delivered file of this name is an index, whose manifest counts. */
    public static boolean isIndex(String uri) {
        return uri.equals(prefix(uri) + INDEX);
    }

    /** Manifests of parts and big files are taken, and of no use here. */
    private List<ManifestRows.Row> indexes(BundleKey key) {
        return manifests.indexes(key).stream().filter(row -> isIndex(row.uri())).toList();
    }

    /** The epoch that the names of an incremental backup begin with, with its underscore; empty for a full one. */
    private static String prefix(String uri) {
        var name = NAME.matcher(uri);
        return name.matches() && name.group(1) != null ? name.group(1) + "_" : "";
    }

    private Optional<Chain> chain(BundleKey key) {
        return Chain.of(indexes(key));
    }

    /**
     * The newest generation, with its manifest as it was uploaded: that which none names as its parent, whatever the clocks said, but for
     * what {@link Chain} says. Nothing if no manifest was uploaded.
     *
     * @throws ProblemException {@code invalid-manifest} naming them if there are two, or if each is another's parent
     */
    public Optional<Generation> newest(String sessionId, String bundle) {
        var key = new BundleKey(sessionId, bundle);
        return chain(key).map(chain -> of(key, chain.newest(), chain.newest().file()));
    }

    /**
     * The newest generation, with its manifest as a restore needs it: what has content and names no delivered file names that of an older
     * generation, if one of those that are here has the same path, size and hash. If it has to be made, this takes as long as it takes to
     * read all of the manifests; a worker does that.
     *
     * @throws ProblemException as {@link #newest}; {@code invalid-manifest} if further names of files name none; {@code no-space}
     */
    public Optional<Generation> resolved(String sessionId, String bundle) throws IOException, InterruptedException {
        var key = new BundleKey(sessionId, bundle);
        for (int look = 0; look < LOOKS; look++) {
            resolve(key);
            var chain = chain(key);
            if (chain.isEmpty()) {
                return Optional.empty();
            }
            var manifest = manifest(key, chain.get());
            if (manifest.isPresent()) {
                return Optional.of(of(key, chain.get().newest(), manifest.get()));
            }
        }
        throw new IOException("the manifests of " + bundle + " are replaced faster than they can be read");
    }

    /** Makes what {@link #missing} needs to know; not under the lock of the bundle. */
    void resolve(BundleKey key) throws IOException, InterruptedException {
        try {
            resolutions.make(key, () -> chain(key));
        } catch (InvalidManifestException e) {
            throw new ProblemException(ProblemType.INVALID_MANIFEST, String.valueOf(e.getMessage()), e)
                    .with("line", e.line());
        }
    }

    /** Whether nothing would have to be made for {@link #missing}. */
    boolean isResolved(BundleKey key) {
        return chain(key).map(chain -> manifest(key, chain).isPresent()).orElse(true);
    }

    /** The manifest that counts, by its file; nothing if it was not made yet. */
    private Optional<String> manifest(BundleKey key, Chain chain) {
        return chain.isOpen()
                ? resolutions.find(key, chain).map(Resolution::file)
                : Optional.of(chain.newest().file());
    }

    private String manifestSoFar(BundleKey key, Chain chain) {
        return manifest(key, chain).orElse(chain.newest().file());
    }

    /** What carries how much of the newest generation: regular files and bytes of this upload; nothing if it is not of it. */
    public Tally carried(String sessionId, String bundle, String uri) {
        var key = new BundleKey(sessionId, bundle);
        return chain(key)
                .map(chain -> manifests.tally(key, manifestSoFar(key, chain), uri))
                .orElse(new Tally(0, 0));
    }

    /** How much the newest generation has, or how much of that is uploaded; nothing without a manifest. */
    public Optional<Tally> total(String sessionId, String bundle, boolean uploaded) {
        var key = new BundleKey(sessionId, bundle);
        return chain(key).map(chain -> manifests.total(key, manifestSoFar(key, chain), uploaded));
    }

    /**
     * What is missing before a bundle can be restored, at most 1,000, in the order of uris; whoever asks keeps it still, and has called
     * {@link #resolve} before: else the newest index is said to be in progress.
     *
     * @throws ProblemException as {@link #newest}
     */
    public List<Missing> missing(String sessionId, String bundle) {
        var key = new BundleKey(sessionId, bundle);
        var chain = chain(key);
        return chain.isPresent() ? missing(key, chain.get()) : missingWithoutManifest(key);
    }

    private List<Missing> missing(BundleKey key, Chain chain) {
        var newest = chain.newest();
        var manifest = manifest(key, chain);
        if (manifest.isEmpty()) {
            return List.of(new Missing(newest.uri(), newest.generation(), "in progress"));
        }
        var known = new HashMap<String, String>();
        known.put(prefix(newest.uri()), newest.generation());
        chain.older().forEach(row -> known.put(prefix(row.uri()), row.generation()));
        var there = new HashMap<String, Boolean>();
        var missing = new ArrayList<Missing>();
        for (var open : manifests.open(key, manifest.get(), MOST_MISSING)) {
            var reason = writers.writing(key, open.uri())
                    ? "in progress"
                    : open.begun() ? "incomplete" : absent(key, open.uri(), there);
            missing.add(new Missing(open.uri(), generation(open.uri(), known, newest), reason));
        }
        // Complete, and just being replaced.
        for (var uri : writers.inProgress(key)) {
            if (manifests.names(key, manifest.get(), uri)
                    && missing.stream().noneMatch(each -> each.uri().equals(uri))) {
                missing.add(new Missing(uri, generation(uri, known, newest), "in progress"));
            }
        }
        unknown(key, chain).ifPresent(missing::add);
        return inOrder(missing);
    }

    private Optional<Missing> unknown(BundleKey key, Chain chain) {
        return resolutions
                .find(key, chain)
                .flatMap(found -> Optional.ofNullable(found.firstOpen())
                        .map(first -> new Missing(
                                chain.newest().uri(),
                                chain.beyond(),
                                "content unknown",
                                new Missing.Files(first, found.open() - 1))));
    }

    private static List<Missing> inOrder(List<Missing> missing) {
        return missing.stream()
                .sorted((a, b) -> a.uri().compareTo(b.uri()))
                .limit(MOST_MISSING)
                .toList();
    }

    private static String generation(String uri, Map<String, String> known, ManifestRows.Row newest) {
        return known.getOrDefault(prefix(uri), newest.generation());
    }

    private String absent(BundleKey key, String uri, Map<String, Boolean> there) {
        var prefix = prefix(uri);
        if (prefix.isEmpty()) {
            return "not uploaded";
        }
        return there.computeIfAbsent(prefix, each -> manifests.anyWithPrefix(key, each))
                ? "not uploaded"
                : "generation missing";
    }

    /** Tars alone are what the bundle shall be; anything else needs a manifest to say where it belongs. */
    private List<Missing> missingWithoutManifest(BundleKey key) {
        var missing = new ArrayList<Missing>();
        var any = false;
        var strange = false;
        @Nullable String after = "";
        while (after != null && missing.size() < MOST_MISSING) {
            var page = uploads.page(key, after, MOST_MISSING);
            for (var row : page) {
                any = true;
                strange |= !row.uri().endsWith(".tar");
                if (row.uri().endsWith(".tar") && !isThere(key, row)) {
                    missing.add(new Missing(row.uri(), null, reason(key, row)));
                }
            }
            after = page.size() < MOST_MISSING ? null : page.getLast().uri();
        }
        for (var uri : writers.inProgress(key)) {
            any = true;
            strange |= !uri.endsWith(".tar");
        }
        if (!any || strange) {
            missing.add(new Missing(INDEX, null, any ? "manifest missing" : "not uploaded"));
        }
        return inOrder(missing);
    }

    /**
     * What one upload lacks; nothing if it is complete, or is an index whose manifest alone was uploaded.
     *
     * @throws ProblemException {@code no-such-file} if there is no such upload
     */
    Optional<Missing> lacking(BundleKey key, String uri) {
        var found = uploads.find(key, uri);
        if (found.isEmpty()) {
            if (!writers.writing(key, uri)) {
                throw Uploads.unknown();
            }
            return Optional.of(new Missing(uri, null, "in progress"));
        }
        var row = found.get();
        var byManifestAlone = row.manifest() && row.file() == null && isIndex(uri) && !writers.writing(key, uri);
        return isThere(key, row) || byManifestAlone
                ? Optional.empty()
                : Optional.of(new Missing(uri, null, reason(key, row)));
    }

    private boolean isThere(BundleKey key, UploadRow row) {
        return row.complete() && !writers.writing(key, row.uri());
    }

    private String reason(BundleKey key, UploadRow row) {
        return writers.writing(key, row.uri()) ? "in progress" : row.file() == null ? "not uploaded" : "incomplete";
    }
}
