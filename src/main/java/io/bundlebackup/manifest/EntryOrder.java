package io.bundlebackup.manifest;

import org.jspecify.annotations.Nullable;

/**
 * Checks entries as they stream by: strictly ascending, and nothing below what is no directory. Since what lies under a path
 * follows it at once, one predecessor is enough to know.
 */
final class EntryOrder {
    private @Nullable Entry last;

    void accept(Entry entry) {
        Entry previous = last;
        if (previous != null) {
            RawPath path = entry.path();
            int order = path.compareTo(previous.path());
            if (order == 0) {
                throw new IllegalArgumentException("the path " + RawText.shown(path.bytes()) + " stands twice");
            }
            if (order < 0) {
                throw new IllegalArgumentException(
                        "the path " + RawText.shown(path.bytes()) + " is out of order: it belongs before "
                                + RawText.shown(previous.path().bytes()));
            }
            if (!previous.isDirectory() && path.isUnder(previous.path())) {
                throw new IllegalArgumentException("the path " + RawText.shown(path.bytes()) + " lies under "
                        + RawText.shown(previous.path().bytes()) + ", which is no directory");
            }
        }
        last = entry;
    }
}
