package io.bundlebackup.bundle;

import io.bundlebackup.bundle.selection.RawPaths;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

    private static final Pattern ESCAPE = Pattern.compile("\\\\([0-7]{3})");

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
        var text = new String(table, StandardCharsets.ISO_8859_1);
        int end = text.endsWith("\n") ? text.length() - 1 : text.length();
        for (var line : text.substring(0, end).split("\n", -1)) {
            var fields = line.split(" ");
            if (fields.length <= MOUNT_POINT || !fields[MOUNT_POINT].startsWith("/")) {
                throw new IOException("the table of mounts has a line without a mount point");
            }
            points.put(unescaped(fields[MOUNT_POINT]), type(line));
        }
    }

    /** After a field that is a hyphen; empty if there is none. */
    private static String type(String line) {
        var parts = line.split(" - ", 2);
        return parts.length < 2 ? "" : parts[1].split(" ", 2)[0];
    }

    private static byte[] unescaped(String path) {
        return ESCAPE.matcher(path)
                .replaceAll(escape ->
                        Matcher.quoteReplacement(Character.toString(Integer.parseInt(escape.group(1), 8) & 0xff)))
                .getBytes(StandardCharsets.ISO_8859_1);
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
        return below
                ? Optional.of(DirectoryAccess.printable(
                        new String(next, prefix.length, next.length - prefix.length, StandardCharsets.UTF_8)))
                : Optional.empty();
    }
}
