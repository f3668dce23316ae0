package io.bundlebackup.archive.tar;

import io.bundlebackup.manifest.RawPath;
import io.bundlebackup.manifest.RawText;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * An archive that is refused: broken, cut off, or with something in it that must not be unpacked. An {@link IOException} as other
 * malformed streams are: who tells the two apart catches this one first. The message is one sentence for whoever uploaded it, safe to
 * show and in a log line, whatever bytes the archive has.
 */
public final class InvalidArchiveException extends IOException {
    private final @Nullable String path;

    /** @param reason a sentence without its full stop, beginning in lower case */
    public InvalidArchiveException(String reason) {
        super(Character.toUpperCase(reason.charAt(0)) + reason.substring(1) + ".");
        this.path = null;
    }

    /**
     * An entry is refused.
     *
     * @param reason as above
     */
    public InvalidArchiveException(RawPath path, String reason) {
        this(path.bytes(), reason, null);
    }

    /** As above, for names that are no path. */
    InvalidArchiveException(byte[] path, String reason, @Nullable Throwable cause) {
        super("The entry " + RawText.shown(path) + " is refused: " + reason + ".", cause);
        this.path = RawText.shown(path);
    }

    /** The path of the entry, as it is shown: cut if it is very long, percent-encoded if it has to be; null where none is known. */
    public @Nullable String path() {
        return path;
    }
}
