package io.bundlebackup.archive.tar;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Lends bytes in order, so that a reader needs no copy of them. */
public interface ByteLender {
    /** The next bytes, at least one; valid until the next call. Null at the end. */
    @Nullable
    ByteBuffer next() throws IOException;
}
