package io.bundlebackup.session.web;

import io.bundlebackup.session.state.BundleSize;
import io.bundlebackup.session.state.SizeReport;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;

@Schema(
        name = "DataSize",
        description = "What the newest size scan has reported so far; the spelling is that of OpenHarmony")
record DataSizeView(
        @Schema(description = "The bundles reported, each once")
        List<BundleSizeView> scaned,

        @Schema(description = "The bundle being scanned; empty when the scan is over", example = "com.example.hiworld")
        String scanning) {
    @Schema(name = "BundleSize")
    record BundleSizeView(
            @Schema(example = "com.example.hiworld") String bundleName,

            @Schema(description = "The same as `bundleName`; OpenHarmony shows both", example = "com.example.hiworld")
            String name,

            @Schema(description = "Bytes; −1 if unknown", example = "1006060")
            long dataSize,

            @Schema(
                    description =
                            "Bytes of what changed since `lastIncrementalTime`, or, in an incremental session with an earlier manifest,"
                                    + " of what differs from that; −1 unless a precise scan was asked with a time",
                    example = "-1")
            long incDataSize) {
        static BundleSizeView of(BundleSize size) {
            return new BundleSizeView(size.bundleName(), size.bundleName(), size.dataSize(), size.incDataSize());
        }
    }

    static DataSizeView of(SizeReport report) {
        return new DataSizeView(report.scaned().stream().map(BundleSizeView::of).toList(), report.scanning());
    }
}
