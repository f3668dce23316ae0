package io.bundlebackup.archive.scan;

import io.bundlebackup.archive.tree.Digests;
import io.bundlebackup.manifest.RawPath;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * Names of delivered big files: the first 16 hexadecimal digits of the SHA-256 of the path (all digits on a collision), then
 * the path's extension if it has 1 to 16 characters of {@code [A-Za-z0-9_]}. Uses 16 to 32 bytes of memory for each name. Not
 * thread-safe.
 */
public final class BigFileNames {
    private static final int SHORT = 16;
    private static final int LONGEST_EXTENSION = 16;

    /** A hash table of the first digits, at most half full; 0 marks an empty slot. Digests need no further hashing. */
    private long[] taken = new long[1 << 6];

    private int count;
    private boolean zeroTaken;
    private final MessageDigest sha256 = Digests.sha256();

    /**
     * Whether another path has the same first digits, so that the name of this path needs the whole digest. Call once for
     * each path.
     */
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

    /** @param whole the result of {@link #isTaken} for the path */
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
