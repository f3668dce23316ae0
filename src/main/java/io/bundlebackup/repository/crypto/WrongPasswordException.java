package io.bundlebackup.repository.crypto;

import java.io.IOException;

/** No key of the repository opens with the password. */
public final class WrongPasswordException extends IOException {
    private static final long serialVersionUID = 1L;

    public WrongPasswordException(String message) {
        super(message);
    }
}
