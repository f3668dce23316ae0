package io.bundlebackup.archive;

import io.bundlebackup.manifest.Xattr;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The records of extended headers that mean something to us, values as raw bytes; others are passed over. What is wrong comes as an
 * {@link IllegalArgumentException} with a sentence. Not thread-safe.
 */
final class PaxHeader {
    private static final String SPARSE = "GNU.sparse.";
    static final String MAP = SPARSE + "map";
    private static final String XATTR = "SCHILY.xattr.";
    private static final String OFFSET = SPARSE + "offset";
    private static final String NUMBYTES = SPARSE + "numbytes";

    /** By their keys, whose bytes are the characters. */
    private final Map<String, byte[]> values = new TreeMap<>();

    private long length;

    void clear() {
        values.clear();
        length = 0;
    }

    /** Bytes of keys and values that are kept. */
    long length() {
        return length;
    }

    /** Null if there is no such record; empty if it says that there shall be none. */
    byte @Nullable [] get(String key) {
        return values.get(key);
    }

    boolean has(String key) {
        return values.containsKey(key);
    }

    /** Adds the records of a header; what was said before of the same is replaced. */
    void add(byte[] records) {
        var pairs = new ByteArrayOutputStream();
        int offsets = 0;
        int lengths = 0;
        for (int from = 0; from < records.length; ) {
            int digits = indexOf(records, from, Math.min(records.length, from + 8), ' ');
            long total = TarNumbers.decimal(records, from, digits, "an extended header's length");
            if (total > records.length - from || total < digits - from + 4 || records[from + (int) total - 1] != '\n') {
                throw new IllegalArgumentException("an extended header has a record of a wrong length");
            }
            int end = from + (int) total - 1;
            int equals = indexOf(records, digits + 1, end, '=');
            if (equals == digits + 1 || equals == end) {
                throw new IllegalArgumentException("an extended header has a record without a key");
            }
            String key = new String(records, digits + 1, equals - digits - 1, StandardCharsets.ISO_8859_1);
            byte[] value = Arrays.copyOfRange(records, equals + 1, end);
            if (key.equals(OFFSET) || key.equals(NUMBYTES)) {
                boolean offset = key.equals(OFFSET);
                offsets += offset ? 1 : 0;
                lengths += offset ? 0 : 1;
                if (offsets != lengths + (offset ? 1 : 0)) {
                    throw new IllegalArgumentException("the map of the sparse file is out of order");
                }
                if (pairs.size() > 0) {
                    pairs.write(',');
                }
                pairs.writeBytes(value);
            } else if (matters(key)) {
                put(key, value);
            }
            from = end + 1;
        }
        if (offsets != lengths) {
            throw new IllegalArgumentException("the map of the sparse file is cut off");
        }
        if (offsets > 0) {
            put(MAP, pairs.toByteArray());
        }
    }

    private void put(String key, byte[] value) {
        byte[] before = values.put(key, value);
        length += value.length + (before == null ? key.length() : -before.length);
    }

    private static boolean matters(String key) {
        return switch (key) {
            case "path", "linkpath", "size", "mtime", "uid", "gid" -> true;
            default -> key.startsWith(SPARSE) || key.startsWith(XATTR + "user.");
        };
    }

    private static int indexOf(byte[] bytes, int from, int to, char c) {
        int i = from;
        while (i < to && bytes[i] != c) {
            i++;
        }
        return i;
    }

    /** Whether there is something that only makes sense for one entry: given for all, it would cost much and say nothing. */
    boolean hasXattrsOrHoles() {
        return values.keySet().stream().anyMatch(key -> key.startsWith(XATTR) || key.startsWith(SPARSE));
    }

    /** The extended attributes, sorted by name. */
    List<Xattr> xattrs() {
        if (values.isEmpty()) {
            return List.of();
        }
        var xattrs = new ArrayList<Xattr>();
        values.forEach((key, value) -> {
            if (key.startsWith(XATTR)) {
                xattrs.add(new Xattr(name(key.substring(XATTR.length())), value));
            }
        });
        xattrs.sort(null);
        for (int i = 1; i < xattrs.size(); i++) {
            if (xattrs.get(i).compareTo(xattrs.get(i - 1)) == 0) {
                throw new IllegalArgumentException("an extended attribute stands twice");
            }
        }
        if (!Xattr.fit(xattrs)) {
            throw new IllegalArgumentException("the extended attributes are too long for a line of a manifest");
        }
        return List.copyOf(xattrs);
    }

    /** Undoes what GNU tar does to names with {@code =}. */
    private static byte[] name(String key) {
        return key.replace("%3D", "=").replace("%25", "%").getBytes(StandardCharsets.ISO_8859_1);
    }
}
