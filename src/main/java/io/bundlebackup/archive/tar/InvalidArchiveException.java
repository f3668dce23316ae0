package io.bundlebackup.archive.tar;

import io.bundlebackup.manifest.RawPath;
import io.bundlebackup.manifest.RawText;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * An archive is refused: it is broken, truncated, or has an entry that must not be unpacked. An {@link IOException}, as for
 * other malformed streams; catch this type first. The message is one sentence for the client, safe in a response and in a log
 * line whatever bytes the archive has.
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

    /** An entry is refused whose name is not a path. */
    InvalidArchiveException(byte[] path, String reason, @Nullable Throwable cause) {
        super("The entry " + RawText.shown(path) + " is refused: " + reason + ".", cause);
        this.path = RawText.shown(path);
    }

    /** The path of the entry as text: cut if it is very long, percent-encoded if necessary; null if unknown. */
    public @Nullable String path() {
        return path;
    }
}
