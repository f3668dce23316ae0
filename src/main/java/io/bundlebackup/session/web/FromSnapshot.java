package io.bundlebackup.session.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.bundlebackup.session.state.SnapshotRef;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "FromSnapshot", description = "A snapshot that a bundle is restored from; nothing is uploaded")
record FromSnapshot(
        @NotNull @Size(max = 64) @Schema(description = "The name of the vault", example = "main")
        String vault,

        @NotNull @Schema(description = "The snapshot, which has to be of the bundle `bundleName`")
        UUID snapshotId,

        @Size(max = BundleToAppend.MOST_PATHS)
        @ArraySchema(
                arraySchema =
                        @Schema(
                                description =
                                        "In requests only: restore only these files and directories, as `paths` of the bundle, which may not be"
                                                + " given as well",
                                example = "[\"files/a.txt\"]"),
                schema = @Schema(maxLength = BundleToAppend.LONGEST_PATH))
        @Nullable
        List<@NotNull String> paths) {
    SnapshotRef ref() {
        return new SnapshotRef(vault, snapshotId);
    }

    static @Nullable FromSnapshot of(@Nullable SnapshotRef ref) {
        return ref == null ? null : new FromSnapshot(ref.vault(), ref.snapshotId(), null);
    }
}
