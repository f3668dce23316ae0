package io.bundlebackup.vault.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "Vault", description = "A place that keeps snapshots")
record VaultView(
        @Schema(example = "main") String name,

        @Schema(description = "The directory", example = "/srv/vault")
        String location,

        @Schema(description = "Why the vault cannot be used now") @Nullable
        String problem,

        @Schema(
                description =
                        "What the operator has to do to be safe: keep a copy of the password file that the service has made")
        @Nullable
        String notice,

        @Schema(description = "Snapshots that are not deleted")
        long snapshots,

        @Schema(description = "Bundles that have snapshots, also those that the service has no more")
        long bundles,

        @Schema(description = "Bytes of the data in the newest snapshot of each bundle")
        long dataBytes,

        @Schema(description = "Bytes of the packs, at most a minute old")
        long storedBytes,

        @Schema(description = "Free bytes on the disk of the vault; absent before the first use") @Nullable
        Long freeBytes,

        @Schema(description = "Growth by runs, the average of the last 30 days") @Nullable
        Long growthBytesPerDay,

        @Schema(description = "Days until the disk is full at this growth") @Nullable
        Long fullInDays,

        @Nullable Instant lastBackupAt,

        @Schema(description = "How long a deleted snapshot can be taken back", example = "P7D", type = "string")
        String deleteDelay) {}
