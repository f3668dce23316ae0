package io.bundlebackup.session.state;

/**
 * A file of a bundle that was not backed up or restored, or a remark.
 *
 * @param number its place in the report, growing
 * @param path as it stands in manifests, percent-encoded if it is not plain UTF-8
 * @param code OpenHarmony's error code
 * @param message what is wrong with it
 */
public record FailedFile(long number, String path, int code, String message) {
    /** Whether the path is percent-encoded; a path with a percent sign of its own always is. */
    public boolean pathEncoded() {
        return path.indexOf('%') >= 0;
    }
}
