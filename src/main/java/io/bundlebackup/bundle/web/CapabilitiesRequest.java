package io.bundlebackup.bundle.web;

import io.bundlebackup.bundle.BundleName;
import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.PositiveOrZero;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

@Schema(name = "CapabilitiesRequest")
record CapabilitiesRequest(
        @NotNull @Schema(description = "The bundles: at least one, each at most once")
        List<@NotNull @Valid IncrementalBackupTime> dataList) {
    @Schema(name = "IncrementalBackupTime")
    record IncrementalBackupTime(
            @NotNull
            @Pattern(regexp = BundleName.PATTERN, message = "must be the name of a bundle")
            @Schema(example = "com.example.hiworld")
            String bundleName,

            @NotNull
            @PositiveOrZero
            @Schema(description = "Epoch seconds; with 0 the increment has all files", example = "1700107870")
            Long lastIncrementalTime) {}

    /** The times by name, in the order of the request. */
    Map<String, Long> since() {
        Map<String, Long> since = new LinkedHashMap<>();
        for (IncrementalBackupTime bundle : dataList) {
            if (since.put(bundle.bundleName(), bundle.lastIncrementalTime()) != null) {
                throw new ProblemException(
                        ProblemType.INVALID_ARGUMENT, "The bundle " + bundle.bundleName() + " is named twice.");
            }
        }
        return since;
    }
}
