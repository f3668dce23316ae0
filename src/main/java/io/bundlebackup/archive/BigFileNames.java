package io.bundlebackup.archive;

import io.bundlebackup.manifest.RawPath;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;

/**
 * Names for big files: the first 16 hex digits of the SHA-256 of the path, more on a collision, and the path's extension if it is 1
 * to 16 of {@code [A-Za-z0-9_]}. Remembers eight bytes a name. Not thread-safe.
 */
final class BigFileNames {
    private static final int SHORT = 16;
    private static final int LONGEST_EXTENSION = 16;

    private final Set<Long> taken = new HashSet<>();
    private final MessageDigest sha256 = Digests.sha256();

    /** Whether the name of this path, asked for once, has the whole digest in it because another has its first digits already. */
    boolean isTaken(RawPath path) {
        var digest = sha256.digest(path.bytes());
        long first = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            first = first << 8 | digest[i] & 0xff;
        }
        return !taken.add(first);
    }

    /** @param whole as {@link #isTaken} said when the path came up */
    static String name(RawPath path, boolean whole) {
        var hex = HexFormat.of().formatHex(Digests.sha256().digest(path.bytes()));
        return (whole ? hex : hex.substring(0, SHORT)) + extension(path);
    }

    private static String extension(RawPath path) {
        var name = new String(path.name(), StandardCharsets.ISO_8859_1);
        int dot = name.lastIndexOf('.');
        if (dot < 0
                || name.length() - dot - 1 > LONGEST_EXTENSION
                || !name.substring(dot + 1).matches("[A-Za-z0-9_]+")) {
            return "";
        }
        return name.substring(dot);
    }
}
