package io.bundlebackup.session.web;

import io.bundlebackup.session.BundleRequest;
import io.bundlebackup.session.SessionType;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import java.util.List;
import org.jspecify.annotations.Nullable;

@Schema(name = "AppendRequest")
record AppendRequest(
        @NotNull @Schema(description = "Not empty, none twice")
        List<@NotNull @Valid BundleToAppend> bundles,

        @Schema(hidden = true) @Nullable Object remoteCapabilities) {
    List<BundleRequest> in(SessionType type) {
        BundleToAppend.refuse(type, SessionType.RESTORE, "remoteCapabilities", remoteCapabilities);
        return bundles.stream().map(bundle -> bundle.in(type)).toList();
    }

    List<String> names() {
        return bundles.stream().map(BundleToAppend::bundleName).toList();
    }
}
