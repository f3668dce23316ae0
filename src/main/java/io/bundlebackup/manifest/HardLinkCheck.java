package io.bundlebackup.manifest;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Checks the hard links of a manifest against their first names, which may be anywhere in the manifest: collects the hard
 * links, sorts them on disk and looks up the first names in order. Not thread-safe.
 */
final class HardLinkCheck implements Closeable {
    private static final int HASH = 32;

    private final ExternalSort names;
    private boolean any;

    HardLinkCheck(Path scratch) {
        names = new ExternalSort(scratch, (a, b) -> {
            int pathA = length(a, 0);
            int pathB = length(b, 0);
            int order = RawPath.compare(a, 2, 2 + pathA, b, 2, 2 + pathB);
            return order != 0
                    ? order
                    : Arrays.compareUnsigned(
                            a,
                            4 + pathA,
                            4 + pathA + length(a, 2 + pathA),
                            b,
                            4 + pathB,
                            4 + pathB + length(b, 2 + pathB));
        });
    }

    private static int length(byte[] bytes, int at) {
        return (bytes[at] & 0xff) << 8 | bytes[at + 1] & 0xff;
    }

    /** @param line of the manifest, from 1 */
    void add(Entry entry, long line) throws IOException {
        byte[] first = Objects.requireNonNull(entry.link()).bytes();
        byte[] fileName = entry.fileName().getBytes(StandardCharsets.ISO_8859_1);
        var name = ByteBuffer.allocate(2 + first.length + 2 + fileName.length + 2 * Long.BYTES + HASH);
        name.putShort((short) first.length).put(first);
        name.putShort((short) fileName.length).put(fileName);
        name.putLong(line).putLong(entry.size());
        name.put(HexFormat.of().parseHex(Objects.requireNonNull(entry.sha256())));
        names.add(name.array());
        any = true;
    }

    /** The number of bytes that are delivered for hard links: the content of a file counts once for each further delivered file. */
    long check(ManifestCursor cursor) throws IOException {
        if (!any) {
            return 0;
        }
        names.sort();
        long bytes = 0;
        Entry first = null;
        String lastFileName = "";
        for (byte[] next = names.next(); next != null; next = names.next()) {
            var name = ByteBuffer.wrap(next);
            RawPath path = RawPath.owning(take(name));
            String fileName = new String(take(name), StandardCharsets.ISO_8859_1);
            long line = name.getLong();
            if (first == null || !first.path().equals(path)) {
                first = first(path, cursor.find(path), line);
                lastFileName = first.fileName();
            }
            long size = name.getLong();
            byte[] hash = new byte[HASH];
            name.get(hash);
            if (size != first.size() || !HexFormat.of().formatHex(hash).equals(first.sha256())) {
                throw new InvalidManifestException(
                        line,
                        "the further name of a file has another size or hash than its first name "
                                + RawText.shown(path.bytes()));
            }
            if (!fileName.equals(lastFileName) && !fileName.equals(first.fileName())) {
                bytes = sum(bytes, size);
                lastFileName = fileName;
            }
        }
        return bytes;
    }

    private static byte[] take(ByteBuffer name) {
        var bytes = new byte[name.getShort()];
        name.get(bytes);
        return bytes;
    }

    private static Entry first(RawPath path, ManifestCursor.@Nullable Line found, long line)
            throws InvalidManifestException {
        String shown = RawText.shown(path.bytes());
        if (found == null) {
            throw new InvalidManifestException(line, "the first name " + shown + " of the file is not listed");
        }
        if (!found.entry().isRegularFile()) {
            throw new InvalidManifestException(line, "the first name " + shown + " of the file is no regular file");
        }
        if (found.entry().isHardLink()) {
            throw new InvalidManifestException(
                    line, "the first name " + shown + " of the file is itself a further name of another");
        }
        return found.entry();
    }

    /** Adds two sizes; {@link Long#MAX_VALUE} if the sum is larger than that: a manifest may claim any size. */
    static long sum(long a, long b) {
        return a > Long.MAX_VALUE - b ? Long.MAX_VALUE : a + b;
    }

    @Override
    public void close() throws IOException {
        names.close();
    }
}
