package io.bundlebackup.repository.pack;

import java.io.IOException;

/** The content of a file in {@code index/} is no index. */
final class NotAnIndexException extends IOException {
    private static final long serialVersionUID = 1L;

    NotAnIndexException(String message) {
        super(message);
    }
}
