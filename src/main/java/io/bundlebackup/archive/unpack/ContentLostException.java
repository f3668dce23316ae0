package io.bundlebackup.archive.unpack;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Content that is to be restored is damaged or missing where it is stored. The message is a clause whose subject is the content. */
public final class ContentLostException extends IOException {
    /** @param reason a clause without its full stop and its subject: "is damaged in the vault main" */
    public ContentLostException(String reason, @Nullable Throwable cause) {
        super(reason, cause);
    }

    /** The reason. */
    public String reason() {
        return String.valueOf(getMessage());
    }
}
