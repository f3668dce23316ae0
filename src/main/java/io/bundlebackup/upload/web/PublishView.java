package io.bundlebackup.upload.web;

import io.bundlebackup.session.state.Addresses;
import io.bundlebackup.session.state.BundleId;
import io.swagger.v3.oas.annotations.media.Schema;

@Schema(name = "PublishResult")
record PublishView(
        String bundleName,
        boolean dryRun,

        @Schema(description = "URL of the report, also for a dry run")
        String reportUrl) {
    static PublishView of(BundleId bundle, boolean dryRun) {
        return new PublishView(bundle.name(), dryRun, new Addresses(bundle).report());
    }
}
