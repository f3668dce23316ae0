package io.bundlebackup.manifest;

/** Checks of a valid manifest what a restore needs and an increment does not. Holds no state. */
public final class RestorableLines {
    private RestorableLines() {}

    /**
     * Refuses a line that no restore could carry out.
     *
     * @param line its number in the manifest, from 1
     * @throws InvalidManifestException with the line and the reason
     */
    public static void require(Entry entry, long line) throws InvalidManifestException {
        if (entry.isRegularFile() && entry.fileName().isEmpty()) {
            throw new InvalidManifestException(
                    line, "the regular file has no fileName, so no delivered file is known to have its content");
        }
    }
}
