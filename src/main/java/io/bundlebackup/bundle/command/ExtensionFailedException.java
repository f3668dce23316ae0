package io.bundlebackup.bundle.command;

import io.bundlebackup.problem.ErrorCode;
import io.bundlebackup.problem.Failure;

/** A command of an extension failed. The failure goes to clients; the log has details. */
public final class ExtensionFailedException extends Exception {
    private final ErrorCode code;

    ExtensionFailedException(ErrorCode code, String message) {
        super(message);
        this.code = code;
    }

    /** 13500002 not started, 13500007 another status than 0, 13500004 died of a signal, 13500003 out of time. */
    public ErrorCode code() {
        return code;
    }

    public Failure failure() {
        return Failure.of(code, String.valueOf(getMessage()));
    }

    /** Whether the command was started. */
    public boolean started() {
        return code != ErrorCode.EXTENSION_NOT_STARTED;
    }
}
