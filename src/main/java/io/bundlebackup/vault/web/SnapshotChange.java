package io.bundlebackup.vault.web;

import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

@Schema(name = "SnapshotChange", description = "What is absent stays as it is")
record SnapshotChange(
        @Schema(description = "`false` needs the authority `vault-admin`", example = "true") @Nullable
        Boolean pinned,

        @Size(max = 1000) @Schema(description = "Free text; empty for none", example = "before the upgrade") @Nullable
        String note) {}
