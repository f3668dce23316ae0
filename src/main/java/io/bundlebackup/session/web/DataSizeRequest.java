package io.bundlebackup.session.web;

import io.bundlebackup.bundle.BundleName;
import io.bundlebackup.session.SizeRequest;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.PositiveOrZero;
import java.util.List;

@Schema(name = "DataSizeRequest")
record DataSizeRequest(
        @NotNull
        @Schema(
                description =
                        "Whether to walk the trees now. Otherwise the result of the last scan or backup is used where there "
                                + "is one")
        Boolean isPreciseScan,

        @NotNull @Schema(description = "The bundles, in the order of the scan; not empty, without duplicates")
        List<@NotNull @Valid BundleToMeasure> dataList) {
    @Schema(name = "BundleToMeasure")
    record BundleToMeasure(
            @NotNull
            @Pattern(regexp = BundleName.PATTERN, message = "must be the name of a bundle")
            @Schema(description = "A clone is `name:appIndex`", example = "com.example.hiworld")
            String bundleName,

            @NotNull
            @PositiveOrZero
            @Schema(
                    description =
                            "Epoch seconds: a precise scan also measures what changed at this time or later. 0: a full backup",
                    example = "0")
            Long lastIncrementalTime) {}

    SizeRequest sizes() {
        return new SizeRequest(
                isPreciseScan,
                dataList.stream()
                        .map(one -> new SizeRequest.Asked(one.bundleName(), one.lastIncrementalTime()))
                        .toList());
    }
}
