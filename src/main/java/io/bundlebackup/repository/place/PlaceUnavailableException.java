package io.bundlebackup.repository.place;

import java.io.IOException;

/** The place of a repository is not there as a whole: not mounted, removed, or a path without a directory. */
public final class PlaceUnavailableException extends IOException {
    private static final long serialVersionUID = 1L;

    public PlaceUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
