package io.bundlebackup.manifest;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Random trees as entries in the manifest's order; the same seed gives the same tree. */
final class RandomEntries {
    private static final int REGULAR = 0100000;
    private static final int DIRECTORY = 0040000;
    private static final int SYMBOLIC_LINK = 0120000;

    private final Random random;

    RandomEntries(long seed) {
        random = new Random(seed);
    }

    /** At most this many entries, the root among them. */
    List<Entry> tree(int entries) {
        var types = new TreeMap<RawPath, Integer>(Map.of(RawPath.ROOT, DIRECTORY));
        var directories = new ArrayList<>(List.of(RawPath.ROOT));
        for (int i = 1; i < entries; i++) {
            RawPath parent = directories.get(random.nextInt(directories.size()));
            byte[] name = name(1 + random.nextInt(random.nextInt(20) == 0 ? 255 : 12));
            if (parent.length() + 1 + name.length > RawPath.MAX_LENGTH) {
                continue;
            }
            RawPath path = parent.resolve(name);
            int type = List.of(REGULAR, REGULAR, DIRECTORY, SYMBOLIC_LINK).get(random.nextInt(4));
            if (types.putIfAbsent(path, type) == null && type == DIRECTORY) {
                directories.add(path);
            }
        }
        return entries(types);
    }

    private List<Entry> entries(SequencedMap<RawPath, Integer> types) {
        var entries = new ArrayList<Entry>();
        var firstNames = new HashMap<Integer, RawPath>();
        types.forEach((path, type) -> {
            Link link = null;
            if (type == SYMBOLIC_LINK) {
                link = new Link(bytes(1 + random.nextInt(40)));
            } else if (type == REGULAR) {
                RawPath first = firstNames.putIfAbsent(random.nextInt(1000), path);
                link = first == null ? null : Link.to(first);
            }
            entries.add(entry(path, type, link));
        });
        return entries;
    }

    private Entry entry(RawPath path, int type, @Nullable Link link) {
        boolean regular = type == REGULAR;
        return new Entry(
                path,
                type | random.nextInt(010000),
                regular ? random.nextLong() >>> 1 + random.nextInt(63) : 0,
                time(),
                regular ? HexFormat.of().formatHex(any(32)) : null,
                regular && random.nextBoolean(),
                random.nextInt(4) == 0 ? null : time(),
                random.nextLong(),
                random.nextInt() & 0xffff_ffffL,
                random.nextInt(100000),
                link,
                xattrs(),
                random.nextInt(5) == 0 ? "" : "part." + random.nextInt(3) + ".tar");
    }

    private UnixTime time() {
        return new UnixTime(random.nextLong() >> random.nextInt(64), random.nextInt(1_000_000_000));
    }

    private List<Xattr> xattrs() {
        var byName = new TreeMap<String, Xattr>();
        for (int i = random.nextInt(8) == 0 ? random.nextInt(4) : 0; i > 0; i--) {
            byte[] name = name(1 + random.nextInt(20));
            byName.put(Arrays.toString(name), new Xattr(name, any(random.nextInt(200))));
        }
        return List.copyOf(byName.values());
    }

    /** Letters for the most part, and whatever else a name may hold. */
    private byte[] name(int length) {
        byte[] name = bytes(length);
        for (int i = 0; i < length; i++) {
            if (name[i] == '/') {
                name[i] = ';';
            }
        }
        if (name[0] == '.') {
            name[0] = '!';
        }
        return name;
    }

    private byte[] bytes(int length) {
        byte[] bytes = any(length);
        boolean wild = random.nextInt(3) == 0;
        for (int i = 0; i < length; i++) {
            if (bytes[i] == 0 || !wild) {
                bytes[i] = (byte) ('a' + random.nextInt(26));
            }
        }
        return bytes;
    }

    private byte[] any(int length) {
        var bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
