package io.bundlebackup.upload.chain;

import io.bundlebackup.manifest.Entry;
import io.bundlebackup.manifest.Xattr;
import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Checks the lines of a manifest for what only a restore needs. A manifest that is refused here would otherwise fail the restore after all
 * files were uploaded. Not thread-safe.
 */
final class RestoreCheck {
    private static final byte[] USER = "user.".getBytes(StandardCharsets.US_ASCII);
    /** The longest target of a symbolic link; Linux also counts the NUL byte at its end. */
    private static final int MOST_TARGET = 4_095;

    private final boolean index;
    private long entries;
    private long bytes;
    private boolean furtherNames;

    /** @param index whether the manifest is that of an index, which lists the whole bundle */
    RestoreCheck(boolean index) {
        this.index = index;
    }

    /**
     * Checks the next line.
     *
     * @param line its number in the manifest, from 1
     * @throws ProblemException {@code invalid-manifest} with the line
     */
    void accept(Entry entry, long line) {
        if (index && entries == 0 && !entry.path().isRoot()) {
            throw invalid(line, "the first entry is not the root, \".\"");
        }
        entries++;
        if (entry.isRegularFile()) {
            acceptFile(entry, line);
        } else if (entry.isSymbolicLink()) {
            acceptLink(entry, line);
        }
        for (var xattr : entry.xattrs()) {
            if (!isUsers(xattr)) {
                throw invalid(
                        line, "the extended attribute " + xattr + " is not of the space user, which alone is restored");
            }
        }
    }

    private void acceptFile(Entry entry, long line) {
        if (entry.fileName().isEmpty()) {
            throw invalid(line, "the regular file has no fileName, so no delivered file is known to have its content");
        }
        if (entry.isHardLink()) {
            furtherNames = true;
            return;
        }
        if (entry.size() > Long.MAX_VALUE - bytes) {
            throw invalid(line, "with it the files have more than " + Long.MAX_VALUE + " bytes together");
        }
        bytes += entry.size();
    }

    private static void acceptLink(Entry entry, long line) {
        var target = entry.link();
        if (target != null && target.bytes().length > MOST_TARGET) {
            throw invalid(line, "the target of the symbolic link is longer than " + MOST_TARGET + " bytes");
        }
        if (!entry.xattrs().isEmpty()) {
            throw invalid(line, "a symbolic link has no extended attributes");
        }
    }

    private static boolean isUsers(Xattr xattr) {
        return xattr.name().length > USER.length && Arrays.equals(xattr.name(), 0, USER.length, USER, 0, USER.length);
    }

    /**
     * Checks the end of the manifest.
     *
     * @param lines how many the manifest has, with the two of its header
     */
    void end(long lines) {
        if (index && entries == 0) {
            throw invalid(lines, "the manifest ends here, without an entry for the root, \".\"");
        }
    }

    /** Whether the manifest has hard links; their first names may be on any line before. */
    boolean hasFurtherNames() {
        return furtherNames;
    }

    private static ProblemException invalid(long line, String reason) {
        return new ProblemException(ProblemType.INVALID_MANIFEST, "Line " + line + ": " + reason + ".")
                .with("line", line);
    }
}
