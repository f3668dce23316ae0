package io.bundlebackup.repository;

import java.io.IOException;

/** A place has no repository: it has no file {@code config}. */
public final class MissingRepositoryException extends IOException {
    private static final long serialVersionUID = 1L;

    MissingRepositoryException(String message) {
        super(message);
    }
}
