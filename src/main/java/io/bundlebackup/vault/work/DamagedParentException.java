package io.bundlebackup.vault.work;

import java.io.IOException;

/** The parent of a snapshot cannot be used; the message is the reason. */
final class DamagedParentException extends IOException {
    DamagedParentException(String reason) {
        super(reason);
    }

    DamagedParentException(IOException cause) {
        super(cause.getMessage(), cause);
    }
}
