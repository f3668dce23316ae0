package io.bundlebackup.repository;

import java.io.IOException;

/** A repository has another version of the format than 2. */
public final class UnsupportedVersionException extends IOException {
    private static final long serialVersionUID = 1L;

    UnsupportedVersionException(String message) {
        super(message);
    }
}
