package io.bundlebackup.problem;

import org.jspecify.annotations.Nullable;

/**
 * Why a bundle, or one of its files, failed: the {@code err} of an event.
 *
 * @param code OpenHarmony's error number
 * @param message one sentence for the user
 * @param path the path inside the bundle that caused it, percent-encoded where it is not plain text
 * @param uri the name of the delivered or uploaded file that caused it
 */
public record Failure(
        int code,
        String message,
        @Nullable String path,
        @Nullable String uri) {
    /** Whether the path is percent-encoded; a path that contains a percent sign always is. */
    public boolean pathEncoded() {
        return path != null && path.indexOf('%') >= 0;
    }

    public static Failure of(ErrorCode code) {
        return of(code, code.text());
    }

    public static Failure of(ErrorCode code, String message) {
        return new Failure(code.number(), message, null, null);
    }
}
