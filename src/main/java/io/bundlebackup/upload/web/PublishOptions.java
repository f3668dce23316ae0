package io.bundlebackup.upload.web;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

@Schema(name = "PublishOptions")
record PublishOptions(
        @Schema(
                description = "An upload to check: it has to be complete. Nothing is published then. "
                        + "Empty or absent: the whole bundle is published",
                pattern = "[A-Za-z0-9_.]{0,255}")
        @Nullable
        String uri,

        @Schema(description = "Verify and fill the report, apply nothing", defaultValue = "false") @Nullable
        Boolean dryRun) {
    static final PublishOptions PLAIN = new PublishOptions(null, null);

    @Nullable
    String named() {
        return uri == null || uri.isEmpty() ? null : uri;
    }

    boolean isDryRun() {
        return dryRun != null && dryRun;
    }
}
