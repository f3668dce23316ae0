package io.bundlebackup.archive.tree;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What another thread threw is thrown again by the one that waited for it. */
public final class Rethrown {
    private Rethrown() {}

    /** Always throws: the cause itself, if it is of a kind that work may throw. */
    public static RuntimeException of(@Nullable Throwable cause) throws IOException, InterruptedException {
        switch (cause) {
            case IOException io -> throw io;
            case InterruptedException interrupted -> throw interrupted;
            case RuntimeException unchecked -> throw unchecked;
            case Error error -> throw error;
            case null, default -> throw new IllegalStateException(cause);
        }
    }
}
