package io.bundlebackup.manifest;

import org.jspecify.annotations.Nullable;

/**
 * Checks a stream of entries: paths strictly ascending, and no entry below an entry that is not a directory. The entries
 * under a path directly follow it, so the check needs only the predecessor.
 */
final class EntryOrder {
    private @Nullable RawPath last;
    private boolean lastIsDirectory;

    void accept(Entry entry) {
        accept(entry.path(), entry.isDirectory());
    }

    void accept(RawPath path, boolean directory) {
        RawPath previous = last;
        if (previous != null) {
            int order = path.compareTo(previous);
            if (order == 0) {
                throw new IllegalArgumentException("the path " + shown(path) + " occurs twice");
            }
            if (order < 0) {
                throw new IllegalArgumentException(
                        "the path " + shown(path) + " is out of order: it belongs before " + shown(previous));
            }
            if (!lastIsDirectory && path.isUnder(previous)) {
                throw new IllegalArgumentException(
                        "the path " + shown(path) + " lies under " + shown(previous) + ", which is not a directory");
            }
        }
        last = path;
        lastIsDirectory = directory;
    }

    private static String shown(RawPath path) {
        return RawText.shown(path.bytes());
    }
}
