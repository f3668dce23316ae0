package io.bundlebackup.archive.tree;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Rethrows an exception of another thread in the thread that waited for the result. */
public final class Rethrown {
    private Rethrown() {}

    /** Always throws; throws the cause itself if its type allows that. */
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
