package io.bundlebackup.upload;

import io.bundlebackup.manifest.RawPath;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Something that a restore needs and does not have.
 *
 * @param uri of the delivered file; where nobody knows which that is, the newest index
 * @param generation the generation whose file it is, or, if its manifest was not uploaded, the newest; where nobody knows the file, the
 *     generation to look into next; {@code null} without any
 * @param reason {@code not uploaded}, {@code incomplete}, {@code in progress}, {@code manifest missing}, {@code generation missing},
 *     {@code content unknown}
 * @param files the files of which no generation knows who carries their content, if that is the reason
 */
public record Missing(
        String uri,
        @Nullable String generation,
        String reason,
        @Nullable Files files) {
    public Missing(String uri, @Nullable String generation, String reason) {
        this(uri, generation, reason, null);
    }

    /**
     * Files of the application.
     *
     * @param more how many there are besides the first
     */
    public record Files(RawPath first, long more) {}

    /** As it stands in the body of a problem. */
    Map<String, Object> describe() {
        var members = new LinkedHashMap<String, Object>();
        members.put("uri", uri);
        if (generation != null) {
            members.put("generation", generation);
        }
        members.put("reason", reason);
        if (files != null) {
            members.put("path", files.first.encoded());
            if (files.first.needsEncoding()) {
                members.put("encodeFlag", 1);
            }
            members.put("more", files.more);
        }
        return members;
    }

    /** For a sentence. */
    String shown() {
        if (files == null) {
            return uri + " (" + reason + ")";
        }
        return "no generation that is uploaded has the content of " + files.first.encoded()
                + (files.more > 0 ? " and of " + files.more + " more files" : "");
    }
}
