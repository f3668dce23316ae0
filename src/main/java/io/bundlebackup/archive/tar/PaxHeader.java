package io.bundlebackup.archive.tar;

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
 * The records of extended headers that the reader uses, values as raw bytes; other records are ignored. Malformed records are
 * an {@link IllegalArgumentException} with a sentence. Not thread-safe.
 */
final class PaxHeader {
    private static final String SPARSE = "GNU.sparse.";
    static final String MAP = SPARSE + "map";
    /** Of a record's length: more digits than {@link TarExtension#MAX_LENGTH} needs. */
    private static final int LONGEST_LENGTH = 7;

    /** After its length: a space, a key of one byte, {@code =} and the newline. */
    private static final int SHORTEST_RECORD = 4;

    /** Marks an entry that continues a file of another volume of the archive. */
    static final String VOLUME_OFFSET = "GNU.volume.offset";

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

    /** The number of bytes of the stored keys and values. */
    long length() {
        return length;
    }

    /** The value of a record; null if there is no record, empty if the record removes the value. */
    byte @Nullable [] get(String key) {
        return values.get(key);
    }

    boolean has(String key) {
        return values.containsKey(key);
    }

    /** Adds the records of a header; a record replaces an earlier record with the same key. */
    void add(byte[] records) {
        var pairs = new Pairs();
        for (int from = 0; from < records.length; ) {
            int space = indexOf(records, from, Math.min(records.length, from + LONGEST_LENGTH + 1), ' ');
            long total = TarNumbers.decimal(records, from, space, "an extended header's length");
            if (total > records.length - from || total < space - from + SHORTEST_RECORD) {
                throw new IllegalArgumentException("an extended header has a record of a wrong length");
            }
            int end = from + (int) total - 1;
            if (records[space] != ' ' || records[end] != '\n') {
                throw new IllegalArgumentException("an extended header has a record of a wrong length");
            }
            int equals = indexOf(records, space + 1, end, '=');
            if (equals == space + 1 || equals == end) {
                throw new IllegalArgumentException("an extended header has a record without a key");
            }
            String key = new String(records, space + 1, equals - space - 1, StandardCharsets.ISO_8859_1);
            byte[] value = Arrays.copyOfRange(records, equals + 1, end);
            if (!pairs.take(key, value) && matters(key)) {
                put(key, value);
            }
            from = end + 1;
        }
        byte[] map = pairs.map();
        if (map.length > 0) {
            put(MAP, map);
        }
    }

    /** The map of a sparse file of the format 0.0: two records again and again, joined to what later formats have. */
    private static final class Pairs {
        private final ByteArrayOutputStream map = new ByteArrayOutputStream();
        private boolean inPair;

        boolean take(String key, byte[] value) {
            boolean offset = key.equals(OFFSET);
            if (!offset && !key.equals(NUMBYTES)) {
                return false;
            }
            if (offset == inPair) {
                throw new IllegalArgumentException("the map of the sparse file is out of order");
            }
            inPair = offset;
            if (map.size() > 0) {
                map.write(',');
            }
            map.writeBytes(value);
            return true;
        }

        byte[] map() {
            if (inPair) {
                throw new IllegalArgumentException("the map of the sparse file is cut off");
            }
            return map.toByteArray();
        }
    }

    private void put(String key, byte[] value) {
        byte[] before = values.put(key, value);
        length += value.length + (before == null ? key.length() : -before.length);
    }

    private static boolean matters(String key) {
        return switch (key) {
            case "path", "linkpath", "size", "mtime", "uid", "gid", VOLUME_OFFSET -> true;
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

    /** Whether there are records that only make sense for a single entry and are refused in a global header. */
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
                throw new IllegalArgumentException("an extended attribute occurs twice");
            }
        }
        if (!Xattr.fit(xattrs)) {
            throw new IllegalArgumentException("the extended attributes are too long for a line of a manifest");
        }
        return List.copyOf(xattrs);
    }

    /** Decodes names with {@code =} as GNU tar encodes them. */
    private static byte[] name(String key) {
        return key.replace("%3D", "=").replace("%25", "%").getBytes(StandardCharsets.ISO_8859_1);
    }
}
