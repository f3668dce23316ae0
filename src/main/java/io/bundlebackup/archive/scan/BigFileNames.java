package io.bundlebackup.archive.scan;

import io.bundlebackup.archive.tree.Digests;
import io.bundlebackup.manifest.RawPath;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * Names for big files: the first 16 hex digits of the SHA-256 of the path, more on a collision, and the path's extension if it is 1
 * to 16 of {@code [A-Za-z0-9_]}. Remembers 16 to 32 bytes a name, which is a hundred-thousandth of a big file. Not thread-safe.
 */
public final class BigFileNames {
    private static final int SHORT = 16;
    private static final int LONGEST_EXTENSION = 16;

    /** A hash table of first digits, at most half full, with 0 where there is nothing; digests need no further hashing. */
    private long[] taken = new long[1 << 6];

    private int count;
    private boolean zeroTaken;
    private final MessageDigest sha256 = Digests.sha256();

    /** Whether the name of this path, asked for once, has the whole digest in it because another has its first digits already. */
    public boolean isTaken(RawPath path) {
        var digest = sha256.digest(path.bytes());
        long first = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            first = first << 8 | digest[i] & 0xff;
        }
        if (first == 0) {
            boolean before = zeroTaken;
            zeroTaken = true;
            return before;
        }
        int place = place(taken, first);
        if (taken[place] == first) {
            return true;
        }
        taken[place] = first;
        if (++count > taken.length / 2) {
            grow();
        }
        return false;
    }

    private static int place(long[] table, long first) {
        int place = (int) first & table.length - 1;
        while (table[place] != 0 && table[place] != first) {
            place = place + 1 & table.length - 1;
        }
        return place;
    }

    private void grow() {
        var larger = new long[taken.length * 2];
        for (long first : taken) {
            if (first != 0) {
                larger[place(larger, first)] = first;
            }
        }
        taken = larger;
    }

    /** @param whole as {@link #isTaken} said when the path came up */
    public static String name(RawPath path, boolean whole) {
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
