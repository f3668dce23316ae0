package io.bundlebackup.session.state;

/**
 * Something of a bundle that was not taken or not put back, or is worth saying.
 *
 * @param number its place in the report, growing
 * @param path as it stands in manifests, percent-encoded if it is not plain UTF-8
 * @param code the seed's number
 * @param message what is wrong with it
 */
public record FailedFile(long number, String path, int code, String message) {
    /** Whether the path is percent-encoded; a path with a percent sign of its own always is. */
    public boolean pathEncoded() {
        return path.indexOf('%') >= 0;
    }
}
