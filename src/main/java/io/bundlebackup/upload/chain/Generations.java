package io.bundlebackup.upload.chain;

import io.bundlebackup.manifest.DeliveredName;
import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.session.state.BundleId;
import io.bundlebackup.session.state.FileCounts.Tally;
import io.bundlebackup.upload.receive.WriteLeases;
import io.bundlebackup.upload.store.UploadFiles;
import io.bundlebackup.upload.store.UploadRow;
import io.bundlebackup.upload.store.UploadRows;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The backups whose manifests a client has uploaded: the newest of them, and the files of it that are missing. Thread-safe. */
public final class Generations {
    private static final int MOST_MISSING = 1_000;

    private final UploadRows uploads;
    private final ManifestRows manifests;
    private final UploadFiles files;
    private final WriteLeases leases;

    public Generations(UploadRows uploads, ManifestRows manifests, UploadFiles files, WriteLeases leases) {
        this.uploads = uploads;
        this.manifests = manifests;
        this.files = files;
        this.leases = leases;
    }

    /** All generations whose index has a manifest here, in the order of the indexes' uris. */
    public List<Generation> all(BundleId bundle) {
        return indexes(bundle).stream().map(row -> of(bundle, row)).toList();
    }

    private Generation of(BundleId bundle, ManifestRows.Row row) {
        return new Generation(row.uri(), files.file(bundle, row.file()), row.generation(), row.parent(), row.begunAt());
    }

    /** Manifests of parts and big files are taken, and of no use here. */
    private List<ManifestRows.Row> indexes(BundleId bundle) {
        return manifests.indexes(bundle).stream()
                .filter(row -> DeliveredName.isIndex(row.uri()))
                .toList();
    }

    private Optional<GenerationChain> chain(BundleId bundle) {
        return GenerationChain.of(indexes(bundle));
    }

    /**
     * The newest generation: no other names it as its parent. Clocks do not count. Empty if no manifest was uploaded.
     *
     * @throws ProblemException {@code invalid-manifest} naming them if there are two, or if each is another's parent
     */
    public Optional<Generation> newest(BundleId bundle) {
        return chain(bundle).map(chain -> of(bundle, chain.newest()));
    }

    /** What carries how much of the newest generation: regular files and bytes of this upload; nothing if it is not of it. */
    public Tally carried(BundleId bundle, String uri) {
        return chain(bundle)
                .map(chain -> manifests.tally(bundle, chain.newest().file(), uri))
                .orElse(new Tally(0, 0));
    }

    /** How much the newest generation has, or how much of that is uploaded; nothing without a manifest. */
    public Optional<Tally> total(BundleId bundle, boolean uploaded) {
        return chain(bundle).map(chain -> manifests.total(bundle, chain.newest().file(), uploaded));
    }

    /**
     * The files that are missing for a restore, at most 1,000, in the order of uris. The caller holds the lock of the bundle.
     *
     * @throws ProblemException as {@link #newest}
     */
    public List<MissingFile> missing(BundleId bundle) {
        var chain = chain(bundle);
        return chain.isPresent() ? missing(bundle, chain.get()) : missingWithoutManifest(bundle);
    }

    private List<MissingFile> missing(BundleId bundle, GenerationChain chain) {
        var newest = chain.newest();
        var known = new HashMap<String, String>();
        chain.all().forEach(row -> known.put(DeliveredName.prefixOf(row.uri()), row.generation()));
        var there = new HashMap<String, Boolean>();
        var missing = new ArrayList<MissingFile>();
        for (var open : manifests.open(bundle, newest.file(), MOST_MISSING)) {
            var reason = leases.isWriting(bundle, open.uri())
                    ? "in progress"
                    : open.begun() ? "incomplete" : absent(bundle, open.uri(), there);
            missing.add(new MissingFile(open.uri(), generation(open.uri(), known, newest), reason));
        }
        // Complete uploads that are being replaced.
        for (var uri : leases.inProgress(bundle)) {
            if (manifests.tally(bundle, newest.file(), uri).files() > 0
                    && missing.stream().noneMatch(each -> each.uri().equals(uri))) {
                missing.add(new MissingFile(uri, generation(uri, known, newest), "in progress"));
            }
        }
        return inOrder(missing);
    }

    private static List<MissingFile> inOrder(List<MissingFile> missing) {
        return missing.stream()
                .sorted((a, b) -> a.uri().compareTo(b.uri()))
                .limit(MOST_MISSING)
                .toList();
    }

    private static String generation(String uri, Map<String, String> known, ManifestRows.Row newest) {
        return known.getOrDefault(DeliveredName.prefixOf(uri), newest.generation());
    }

    private String absent(BundleId bundle, String uri, Map<String, Boolean> there) {
        var prefix = DeliveredName.prefixOf(uri);
        if (prefix.isEmpty()) {
            return "not uploaded";
        }
        return there.computeIfAbsent(prefix, each -> manifests.anyWithPrefix(bundle, each))
                ? "not uploaded"
                : "generation missing";
    }

    /** Without a manifest only tars can be restored: the place of any other file is not known. */
    private List<MissingFile> missingWithoutManifest(BundleId bundle) {
        var missing = new ArrayList<MissingFile>();
        var any = false;
        var strange = false;
        @Nullable String after = "";
        while (after != null && missing.size() < MOST_MISSING) {
            var page = uploads.page(bundle, after, MOST_MISSING);
            for (var row : page) {
                any = true;
                strange |= !DeliveredName.isTar(row.uri());
                if (DeliveredName.isTar(row.uri()) && !isThere(bundle, row)) {
                    missing.add(new MissingFile(row.uri(), null, reason(bundle, row)));
                }
            }
            after = page.size() < MOST_MISSING ? null : page.getLast().uri();
        }
        for (var uri : leases.inProgress(bundle)) {
            any = true;
            strange |= !DeliveredName.isTar(uri);
        }
        if (!any || strange) {
            missing.add(new MissingFile(DeliveredName.INDEX, null, any ? "manifest missing" : "not uploaded"));
        }
        return inOrder(missing);
    }

    /**
     * Why one upload is missing; empty if it is complete, or is an index whose manifest alone was uploaded.
     *
     * @throws ProblemException {@code no-such-file} if there is no such upload
     */
    Optional<MissingFile> findMissing(BundleId bundle, String uri) {
        var found = uploads.find(bundle, uri);
        if (found.isEmpty()) {
            if (!leases.isWriting(bundle, uri)) {
                throw UploadRows.unknown();
            }
            return Optional.of(new MissingFile(uri, null, "in progress"));
        }
        var row = found.get();
        var byManifestAlone =
                row.manifest() && row.file() == null && DeliveredName.isIndex(uri) && !leases.isWriting(bundle, uri);
        return isThere(bundle, row) || byManifestAlone
                ? Optional.empty()
                : Optional.of(new MissingFile(uri, null, reason(bundle, row)));
    }

    private boolean isThere(BundleId bundle, UploadRow row) {
        return row.complete() && !leases.isWriting(bundle, row.uri());
    }

    private String reason(BundleId bundle, UploadRow row) {
        return leases.isWriting(bundle, row.uri()) ? "in progress" : row.file() == null ? "not uploaded" : "incomplete";
    }
}
