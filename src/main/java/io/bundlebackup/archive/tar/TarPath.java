package io.bundlebackup.archive.tar;

import io.bundlebackup.manifest.RawPath;
import java.io.ByteArrayOutputStream;

/** The paths of entries. A name that cannot be a path inside the root is an {@link IllegalArgumentException} with a sentence. */
final class TarPath {
    private TarPath() {}

    /** Removes empty segments and {@code .} from a name, as the kernel does; {@code ./} is the root. */
    static RawPath of(byte[] name, boolean directory) {
        if (name.length == 0 || name[0] == '/') {
            return RawPath.of(name);
        }
        var path = new ByteArrayOutputStream(name.length);
        for (int from = 0, to; from < name.length; from = to + 1) {
            to = segmentEnd(name, from);
            if (to > from && !(to == from + 1 && name[from] == '.')) {
                if (path.size() > 0) {
                    path.write('/');
                }
                path.write(name, from, to - from);
            }
        }
        return requireDirectory(path.size() == 0 ? RawPath.ROOT : RawPath.of(path.toByteArray()), directory);
    }

    private static int segmentEnd(byte[] name, int from) {
        int to = from;
        while (to < name.length && name[to] != '/') {
            to++;
        }
        return to;
    }

    private static RawPath requireDirectory(RawPath path, boolean directory) {
        if (path.isRoot() && !directory) {
            throw new IllegalArgumentException("the root is not a directory");
        }
        return path;
    }
}
