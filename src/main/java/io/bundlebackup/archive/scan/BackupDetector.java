package io.bundlebackup.archive.scan;

import io.bundlebackup.archive.tree.FailedEntries;
import io.bundlebackup.manifest.DeliveredName;
import io.bundlebackup.manifest.RawPath;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Finds a directory with a backup of this service: an index, and beside the index its manifest. Not thread-safe. */
final class BackupDetector {
    private static final byte LAST_OF_INDEX = (byte) DeliveredName.INDEX.charAt(DeliveredName.INDEX.length() - 1);
    private static final String MANIFEST = ".manifest";

    /** The last index. */
    private @Nullable RawPath index;

    private @Nullable String first;

    /** The next regular file of the tree, in the manifest's order. */
    void file(RawPath path) {
        var bytes = path.bytes();
        if (first != null) {
            return;
        }
        if (bytes[bytes.length - 1] == LAST_OF_INDEX && DeliveredName.isIndex(latin(path.name()))) {
            index = path;
        } else if (index != null
                && bytes.length == index.length() + MANIFEST.length()
                && latin(bytes).equals(latin(index.bytes()) + MANIFEST)) {
            var directory = index.parent();
            first = directory == null || directory.isRoot() ? "." : FailedEntries.shown(directory.bytes());
        }
    }

    private static String latin(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** The first such directory, as text; null if there is none. */
    @Nullable
    String first() {
        return first;
    }
}
