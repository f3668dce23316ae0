package io.bundlebackup.vault.web.browse;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.bundlebackup.manifest.RawPath;
import io.bundlebackup.repository.tree.Node;
import io.swagger.v3.oas.annotations.media.Schema;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "SnapshotEntry", description = "A file, directory or link in a snapshot")
record TreeEntryView(
        @Schema(example = "a.txt") String name,
        @Schema(example = "files/a.txt") String path,

        @Schema(description = "`file`, `directory`, `link`; `other` in snapshots of restic", example = "file")
        String type,

        @Schema(description = "Bytes of a file") @Nullable Long size,
        Instant mtime,

        @Schema(description = "Permissions, octal", example = "0644")
        String mode,

        long uid,
        long gid,

        @Schema(description = "The target of a link") @Nullable
        String link,

        @Schema(description = "Of a file; absent if a snapshot of restic does not tell it") @Nullable
        String sha256,

        @Schema(description = "1 if `name` and `path` are percent-encoded; pass it with `path`", example = "1")
        @Nullable
        Integer encodeFlag) {
    static TreeEntryView of(RawPath path, Node node, @Nullable String sha256) {
        var target = node.target();
        return new TreeEntryView(
                path.needsEncoding()
                        ? RawPath.of(path.name()).encoded()
                        : new String(path.name(), StandardCharsets.UTF_8),
                path.encoded(),
                type(node),
                node.isFile() ? Long.valueOf(node.size()) : null,
                node.mtime(),
                String.format(Locale.ROOT, "%04o", node.permissions()),
                node.uid(),
                node.gid(),
                target == null ? null : new String(target, StandardCharsets.UTF_8),
                sha256,
                path.needsEncoding() ? 1 : null);
    }

    private static String type(Node node) {
        return switch (node.type()) {
            case FILE -> "file";
            case DIRECTORY -> "directory";
            case SYMBOLIC_LINK -> "link";
            default -> "other";
        };
    }
}
