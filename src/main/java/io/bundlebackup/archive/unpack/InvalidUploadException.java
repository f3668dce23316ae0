package io.bundlebackup.archive.unpack;

import io.bundlebackup.archive.tar.InvalidArchiveException;
import io.bundlebackup.manifest.Entry;
import io.bundlebackup.manifest.RawPath;
import io.bundlebackup.manifest.RawText;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * An upload of a restore is refused: it is broken, has entries that must not be unpacked, or differs from the manifest. The
 * message is one sentence for the client, safe in a response and in a log line.
 */
public final class InvalidUploadException extends IOException {
    private final String uri;
    private final @Nullable String path;

    /** An archive was refused. */
    public InvalidUploadException(String uri, InvalidArchiveException cause) {
        super(cause.getMessage(), cause);
        this.uri = uri;
        this.path = cause.path();
    }

    /** The whole upload was refused. */
    public InvalidUploadException(String uri, String sentence) {
        super(sentence);
        this.uri = uri;
        this.path = null;
    }

    /** @param reason a sentence without its full stop and its subject, the entry: "has another size than the manifest says" */
    public InvalidUploadException(String uri, RawPath path, String reason) {
        super("The entry " + RawText.shown(path.bytes()) + " " + reason + ".");
        this.uri = uri;
        this.path = RawText.shown(path.bytes());
    }

    /** @param reason a clause without its full stop, as {@link InvalidArchiveException} has it */
    static InvalidUploadException inArchive(String uri, RawPath path, String reason) {
        return new InvalidUploadException(uri, new InvalidArchiveException(path, reason));
    }

    /** An archive has two entries with the path of this entry. */
    static InvalidUploadException duplicatePath(Entry entry) {
        return inArchive(entry.fileName(), entry.path(), "its path occurs twice");
    }

    /** The name of the delivered file; empty for content that no delivered file has. */
    public String uri() {
        return uri;
    }

    /** The path of the entry, as text; null if the whole upload is meant. */
    public @Nullable String path() {
        return path;
    }
}
