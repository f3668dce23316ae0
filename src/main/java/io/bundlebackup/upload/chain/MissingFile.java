package io.bundlebackup.upload.chain;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A file that a restore needs and does not have.
 *
 * @param uri of the delivered file
 * @param generation the generation whose file it is, or, if its manifest was not uploaded, the newest; {@code null} without any
 * @param reason {@code not uploaded}, {@code incomplete}, {@code in progress}, {@code manifest missing}, {@code generation missing}
 */
public record MissingFile(String uri, @Nullable String generation, String reason) {
    /** Whether content is missing that no request sends now; a salvage can do without it. */
    boolean isContent() {
        return switch (reason) {
            case "not uploaded" -> generation != null;
            case "incomplete", "generation missing" -> true;
            default -> false;
        };
    }

    /** As it stands in the body of a problem. */
    Map<String, Object> describe() {
        var members = new LinkedHashMap<String, Object>();
        members.put("uri", uri);
        if (generation != null) {
            members.put("generation", generation);
        }
        members.put("reason", reason);
        return members;
    }

    /** For a sentence. */
    String shown() {
        return uri + " (" + reason + ")";
    }
}
