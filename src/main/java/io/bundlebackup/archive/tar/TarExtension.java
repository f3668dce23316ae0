package io.bundlebackup.archive.tar;

import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The extended headers before an entry's header: pax records for this entry or for all following entries, and GNU's long
 * names. At most {@value #MAX_LENGTH} bytes each, and of the pax records for all entries together.
 * Not thread-safe.
 */
final class TarExtension {
    static final int MAX_LENGTH = 1 << 20;

    private final TarInput input;
    private final PaxHeader global = new PaxHeader();
    private final PaxHeader local = new PaxHeader();
    private boolean hasLocal;
    private byte @Nullable [] longName;
    private byte @Nullable [] longLink;

    TarExtension(TarInput input) {
        this.input = input;
    }

    /** Clears the records of the previous entry. */
    void clear() {
        local.clear();
        hasLocal = false;
        longName = null;
        longLink = null;
    }

    /** Whether there are records for an entry that has not been read. */
    boolean isPending() {
        return hasLocal || longName != null || longLink != null;
    }

    /**
     * Reads or skips the content of an extended header of this type; returns false, and reads nothing, if the header belongs
     * to an entry.
     */
    boolean take(TarBlock header) throws IOException {
        switch (header.type()) {
            case 'x', 'X' -> {
                requireNone(hasLocal);
                hasLocal = true;
                local.add(body(header));
            }
            case 'g' -> {
                global.add(body(header));
                if (global.hasXattrsOrHoles()) {
                    throw new IllegalArgumentException(
                            "an extended header gives extended attributes or holes to all entries");
                }
                if (global.length() > MAX_LENGTH) {
                    throw new IllegalArgumentException(
                            "the extended headers for all entries are longer than " + MAX_LENGTH + " bytes together");
                }
            }
            case 'L' -> {
                requireNone(longName != null);
                longName = withoutNul(body(header));
            }
            case 'K' -> {
                requireNone(longLink != null);
                longLink = withoutNul(body(header));
            }
            // GNU's label of a volume.
            case 'V' -> input.skip(header.size() + (-header.size() & (TarHeader.BLOCK - 1)));
            default -> {
                return false;
            }
        }
        return true;
    }

    private static void requireNone(boolean already) {
        if (already) {
            throw new IllegalArgumentException("the archive has two extended headers of one type for one entry");
        }
    }

    private byte[] body(TarBlock header) throws IOException {
        long size = header.size();
        if (size > MAX_LENGTH) {
            throw new IllegalArgumentException("an extended header is longer than " + MAX_LENGTH + " bytes");
        }
        var bytes = new byte[(int) size];
        if (!input.readWhole(bytes) && size > 0) {
            throw new IllegalArgumentException("the archive is cut off within an extended header");
        }
        input.skip(-size & (TarHeader.BLOCK - 1));
        return bytes;
    }

    private static byte[] withoutNul(byte[] name) {
        int end = name.length;
        while (end > 0 && name[end - 1] == 0) {
            end--;
        }
        return Arrays.copyOf(name, end);
    }

    PaxHeader local() {
        return local;
    }

    /** The value of a pax record; null if there is no record or the record removes the value. */
    byte @Nullable [] value(String key) {
        byte[] value = local.has(key) ? local.get(key) : global.get(key);
        return value == null || value.length == 0 ? null : value;
    }

    byte[] name(TarBlock header) {
        byte[] sparse = local.get("GNU.sparse.name");
        byte[] path = sparse != null ? sparse : value("path");
        if (path != null) {
            return path;
        }
        return longName != null ? longName : header.name();
    }

    byte[] link(TarBlock header) {
        byte[] path = value("linkpath");
        if (path != null) {
            return path;
        }
        return longLink != null ? longLink : header.link();
    }

    long size(TarBlock header) {
        byte[] size = value("size");
        return size != null ? TarNumbers.decimal(size, "size") : header.size();
    }

    long uid(TarBlock header) {
        byte[] uid = value("uid");
        return requireId(uid != null ? TarNumbers.decimal(uid, "uid") : header.uid());
    }

    long gid(TarBlock header) {
        byte[] gid = value("gid");
        return requireId(gid != null ? TarNumbers.decimal(gid, "gid") : header.gid());
    }

    private static long requireId(long id) {
        if (id < 0 || id > 0xffff_ffffL) {
            throw new IllegalArgumentException("the owner or group " + id + " is out of range");
        }
        return id;
    }
}
