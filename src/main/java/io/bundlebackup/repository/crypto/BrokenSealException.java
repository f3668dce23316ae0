package io.bundlebackup.repository.crypto;

import java.io.IOException;

/** Sealed bytes were not sealed with this key, or have changed since. */
public final class BrokenSealException extends IOException {
    private static final long serialVersionUID = 1L;

    public BrokenSealException(String message) {
        super(message);
    }
}
