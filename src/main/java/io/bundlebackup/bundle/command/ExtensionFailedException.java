package io.bundlebackup.bundle.command;

import io.bundlebackup.problem.ErrorCode;
import io.bundlebackup.problem.Failure;

/** A command of an extension did not do what it was to do. The log has more than the failure says, which goes to clients. */
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

    /** Whether anything of it ever ran. */
    public boolean started() {
        return code != ErrorCode.EXTENSION_NOT_STARTED;
    }
}
