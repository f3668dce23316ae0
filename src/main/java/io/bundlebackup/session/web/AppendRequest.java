package io.bundlebackup.session.web;

import io.bundlebackup.bundle.RemoteCapabilities;
import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.session.BundleRequest;
import io.bundlebackup.session.state.SessionType;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

@Schema(name = "AppendRequest")
record AppendRequest(
        @NotNull @Schema(description = "Not empty, without duplicates")
        List<@NotNull @Valid BundleToAppend> bundles,

        @Schema(
                description =
                        "Required in restore sessions unless every bundle has `fromSnapshot`, not allowed in others: the capability file of the device"
                                + " that the data is from",
                implementation = Object.class,
                types = "object")
        @Nullable
        Map<String, Object> remoteCapabilities) {
    List<BundleRequest> in(SessionType type) {
        return bundles.stream().map(bundle -> bundle.in(type)).toList();
    }

    /** The capability file that a session of this type needs, and others must not have. */
    @Nullable
    RemoteCapabilities remote(SessionType type) {
        return remote(type, bundles, remoteCapabilities);
    }

    static @Nullable RemoteCapabilities remote(
            SessionType type, List<BundleToAppend> bundles, @Nullable Map<String, Object> remoteCapabilities) {
        BundleToAppend.refuse(type, SessionType.RESTORE, "remoteCapabilities", remoteCapabilities);
        if (type != SessionType.RESTORE) {
            return null;
        }
        if (remoteCapabilities == null && bundles.stream().allMatch(bundle -> bundle.fromSnapshot() != null)) {
            return null;
        }
        if (remoteCapabilities == null) {
            throw ProblemException.invalidMember(
                    "/remoteCapabilities",
                    "is required in a restore session: the capability file of the device that the data is from");
        }
        return RemoteCapabilities.read(remoteCapabilities);
    }

    List<String> names() {
        return bundles.stream().map(BundleToAppend::bundleName).toList();
    }
}
