package io.bundlebackup.repository.tree;

import java.io.IOException;

/** A tree or a snapshot of a repository is not what restic's format says; the message is a sentence. */
public final class InvalidTreeException extends IOException {
    InvalidTreeException(String message) {
        super(message);
    }

    InvalidTreeException(String message, Throwable cause) {
        super(message, cause);
    }
}
