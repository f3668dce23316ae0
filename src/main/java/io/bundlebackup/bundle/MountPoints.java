package io.bundlebackup.bundle;

import io.bundlebackup.bundle.selection.RawPaths;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Where file systems are mounted, bind mounts included, as this process saw it when it asked: {@code /proc/self/mountinfo}. The kernel
 * writes space, tab, newline and backslash in it as a backslash with three octal digits. Immutable.
 */
public final class MountPoints {
    private static final Path TABLE = Path.of("/proc/self/mountinfo");
    /** A hundred thousand mounts, which is the kernel's own limit, have this much. */
    private static final int MOST_BYTES = 1 << 24;
    /** Before it: two numbers, a device, and what of the file system is mounted. */
    private static final int MOUNT_POINT = 4;

    /** With the type of each; of those that are mounted over each other, the last. */
    private final NavigableMap<byte[], String> points = new TreeMap<>(Arrays::compareUnsigned);

    /** Asks the kernel. */
    public static MountPoints read() throws IOException {
        try (var in = Files.newInputStream(TABLE)) {
            byte[] table = in.readNBytes(MOST_BYTES + 1);
            if (table.length > MOST_BYTES) {
                throw new IOException("the table of mounts is longer than " + MOST_BYTES + " bytes");
            }
            return new MountPoints(table);
        }
    }

    MountPoints(byte[] table) throws IOException {
        int from = 0;
        while (from < table.length) {
            int to = end(table, from, '\n', table.length);
            points.put(mountPoint(table, from, to), type(table, from, to));
            from = to + 1;
        }
    }

    private static byte[] mountPoint(byte[] table, int line, int lineEnd) throws IOException {
        int from = line;
        for (int field = 0; field < MOUNT_POINT; field++) {
            from = Math.min(end(table, from, ' ', lineEnd) + 1, lineEnd);
        }
        int to = end(table, from, ' ', lineEnd);
        if (to == from || table[from] != '/') {
            throw new IOException("the table of mounts has a line without a mount point");
        }
        return unescaped(table, from, to);
    }

    /** After a field that is a hyphen; empty if there is none. */
    private static String type(byte[] table, int line, int lineEnd) {
        var fields = new String(table, line, lineEnd - line, StandardCharsets.ISO_8859_1).split(" - ", 2);
        return fields.length < 2 ? "" : fields[1].split(" ", 2)[0];
    }

    private static int end(byte[] bytes, int from, char ending, int limit) {
        int to = from;
        while (to < limit && bytes[to] != ending) {
            to++;
        }
        return to;
    }

    private static byte[] unescaped(byte[] table, int from, int to) {
        var bytes = new ByteArrayOutputStream(to - from);
        for (int i = from; i < to; i++) {
            if (table[i] == '\\' && i + 3 < to && isOctal(table, i + 1)) {
                bytes.write((table[i + 1] - '0') << 6 | (table[i + 2] - '0') << 3 | table[i + 3] - '0');
                i += 3;
            } else {
                bytes.write(table[i]);
            }
        }
        return bytes.toByteArray();
    }

    private static boolean isOctal(byte[] bytes, int from) {
        for (int i = from; i < from + 3; i++) {
            if (bytes[i] < '0' || bytes[i] > '7') {
                return false;
            }
        }
        return true;
    }

    /**
     * Whether a file system, or a part of one, is mounted at this very directory.
     *
     * @param directory absolute, without links
     */
    public boolean has(Path directory) {
        return points.containsKey(RawPaths.bytes(directory));
    }

    /**
     * The type of the file system that a directory lies on, such as {@code ext4} or {@code fuse.bindfs}; {@code null} if the table does
     * not tell.
     *
     * @param directory absolute, without links
     */
    public @Nullable String typeOf(Path directory) {
        for (Path path = directory; path != null; path = path.getParent()) {
            if (points.get(RawPaths.bytes(path)) instanceof String type) {
                return type.isEmpty() ? null : type;
            }
        }
        return null;
    }

    /**
     * The first mount point beneath a directory, the directory itself not counted; its path from there, for people.
     *
     * @param directory absolute, without links
     */
    public Optional<String> below(Path directory) {
        byte[] own = RawPaths.bytes(directory);
        byte[] prefix = directory.getParent() == null ? own : Arrays.copyOf(own, own.length + 1);
        prefix[prefix.length - 1] = '/';
        byte[] next = points.higherKey(prefix);
        boolean below = next != null
                && next.length > prefix.length
                && Arrays.equals(prefix, 0, prefix.length, next, 0, prefix.length);
        return below ? Optional.of(shown(Arrays.copyOfRange(next, prefix.length, next.length))) : Optional.empty();
    }

    private static String shown(byte[] path) {
        return new String(path, StandardCharsets.UTF_8).replaceAll("\\p{Cntrl}", "?");
    }
}
