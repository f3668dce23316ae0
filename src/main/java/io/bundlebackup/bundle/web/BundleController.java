package io.bundlebackup.bundle.web;

import io.bundlebackup.bundle.Bundle;
import io.bundlebackup.bundle.BundleHistory;
import io.bundlebackup.bundle.BundleSizes;
import io.bundlebackup.bundle.Bundles;
import io.bundlebackup.bundle.command.BackupInfo;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.web.bind.annotation.RestController;

@RestController
class BundleController implements BundleApi {
    private final Bundles bundles;
    private final BundleSizes sizes;
    private final ObjectProvider<BundleHistory> history;
    private final BackupInfo texts;
    private final InstantSource clock;

    @Autowired
    BundleController(
            Bundles bundles,
            BundleSizes sizes,
            ObjectProvider<BundleHistory> history,
            BackupInfo texts,
            ObjectProvider<InstantSource> clock) {
        this(bundles, sizes, history, texts, clock.getIfUnique(InstantSource::system));
    }

    BundleController(
            Bundles bundles,
            BundleSizes sizes,
            ObjectProvider<BundleHistory> history,
            BackupInfo texts,
            InstantSource clock) {
        this.bundles = bundles;
        this.sizes = sizes;
        this.history = history;
        this.texts = texts;
        this.clock = clock;
    }

    @Override
    public BundleListView bundles(int limit, @Nullable String after) {
        BundleHistory past = history.getIfAvailable();
        return BundleListView.of(
                bundles.all(),
                limit,
                after,
                one -> BundleView.of(one, sizes.knownAndRefreshed(one), past, clock.instant()));
    }

    @Override
    public BundleView bundle(String bundleName) {
        Bundle bundle = existing(bundleName);
        return BundleView.of(bundle, sizes.measure(bundle), history.getIfAvailable(), clock.instant());
    }

    @Override
    public BackupInfoView backupInfo(String bundleName) {
        Bundle bundle = existing(bundleName);
        return new BackupInfoView(bundle.name(), texts.read(bundle));
    }

    private Bundle existing(String bundleName) {
        return bundles.find(RequestedName.check(bundleName)).orElseThrow(() -> Bundles.notHere(bundleName));
    }
}
