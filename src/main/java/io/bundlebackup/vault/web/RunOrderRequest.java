package io.bundlebackup.vault.web;

import io.bundlebackup.bundle.BundleName;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

@Schema(name = "VaultRunRequest")
record RunOrderRequest(
        @NotNull
        @Pattern(regexp = "backup|prune", message = "must be one of backup, prune")
        @Schema(description = "`backup`, or `prune`, which needs the authority `vault-admin`", example = "backup")
        String kind,

        @Schema(
                description =
                        "The bundles, each of which gets a run of its own; without any all that may be backed up, or for `prune` all that have snapshots",
                example = "[\"com.example.hiworld\"]")
        @Size(max = MOST)
        @Nullable
        List<@NotNull @Pattern(regexp = BundleName.PATTERN, message = "must be the name of a bundle") String> bundles) {
    /** More could not be live at once. */
    private static final int MOST = 10_000;
}
