package io.bundlebackup.session.run;

import io.bundlebackup.bundle.Bundle;
import io.bundlebackup.bundle.BundleHistory;
import io.bundlebackup.bundle.BundleSizes;
import io.bundlebackup.bundle.BundleSizes.Measurement;
import io.bundlebackup.bundle.Bundles;
import io.bundlebackup.bundle.LastRun;
import io.bundlebackup.session.state.BundleId;
import io.bundlebackup.session.state.BundleSize;
import io.bundlebackup.session.state.Outcome;
import io.bundlebackup.session.state.SessionSnapshot;
import io.bundlebackup.session.state.SessionType;
import io.bundlebackup.session.work.BundleWorks;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Measures the sizes of bundles for OpenHarmony's {@code getBackupDataSize}. Thread-safe. At most as many trees are walked
 * at once, in the whole service, as {@link BundleSizes} allows.
 */
public final class SizeMeasure {
    private final Bundles bundles;
    private final BundleSizes sizes;
    private final BundleHistory history;
    private final BundleWorks works;

    public SizeMeasure(Bundles bundles, BundleSizes sizes, BundleHistory history, BundleWorks works) {
        this.works = works;
        this.bundles = bundles;
        this.sizes = sizes;
        this.history = history;
    }

    /** The bundles that may be backed up, by name: looked up once a scan. */
    Map<String, Bundle> present() {
        return bundles.all().stream()
                .filter(Bundle::allToBackup)
                .collect(Collectors.toMap(Bundle::name, Function.identity()));
    }

    /** Walks the tree. What has changed is told by the manifest that was uploaded to a session, if one was, else by the time. */
    BundleSize precise(SessionSnapshot session, Bundle bundle, long since) {
        var previous = since > 0
                ? works.of(session.type()).baseManifest(new BundleId(session.id(), bundle.name()))
                : Optional.<Path>empty();
        return previous.map(manifest -> sizes.measureAgainst(bundle, manifest))
                .orElseGet(() -> sizes.measureSince(bundle, since))
                .map(found -> new BundleSize(
                        bundle.name(), found.whole().bytes(), since > 0 ? found.bytes() : BundleSize.UNKNOWN))
                .orElseGet(() -> BundleSize.unknown(bundle.name()));
    }

    /** What was measured last, however long ago; else what the last whole backup carried; only else the tree is walked. */
    BundleSize quick(Bundle bundle) {
        return sizes.known(bundle)
                .map(Measurement::bytes)
                .or(() -> lastBackup(bundle))
                .or(() -> sizes.measure(bundle).map(Measurement::bytes))
                .map(bytes -> BundleSize.whole(bundle.name(), bytes))
                .orElseGet(() -> BundleSize.unknown(bundle.name()));
    }

    private Optional<Long> lastBackup(Bundle bundle) {
        return history.lastBackup(bundle.name())
                .filter(run -> run.type().equals(SessionType.BACKUP.wire())
                        && run.outcome().equals(Outcome.COMPLETED.wire()))
                .map(LastRun::bytes);
    }
}
