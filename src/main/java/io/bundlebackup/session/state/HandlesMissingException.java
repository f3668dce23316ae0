package io.bundlebackup.session.state;

/** A handle was asked for since those of a bundle were read, so its begin is decided again. */
public final class HandlesMissingException extends RuntimeException {
    private static final long serialVersionUID = 1L;
}
