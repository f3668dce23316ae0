package io.bundlebackup.repository;

import java.io.IOException;

/** Another process has a lock that excludes the one that was wanted, or a lock was removed by another process. */
public final class RepositoryLockedException extends IOException {
    private static final long serialVersionUID = 1L;

    RepositoryLockedException(String message) {
        super(message);
    }
}
