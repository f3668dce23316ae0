package io.bundlebackup.repository.place;

import java.io.IOException;
import java.nio.ByteBuffer;

/** A file that is being written and that no listing shows. For one thread at a time. */
public interface PartialFile extends AutoCloseable {
    /** Adds the bytes from position to limit at the end. */
    void append(ByteBuffer bytes) throws IOException;

    /** Reads from a position what has been added; returns the number of bytes, or -1 at the end. */
    int read(long position, ByteBuffer into) throws IOException;

    /**
     * Gives the file its name. When this returns, content and name are durable. A file that has the name is replaced.
     *
     * @throws IOException if this fails; there is then the old file or none
     */
    void complete(FileName name) throws IOException;

    /** Removes the file unless it has been completed. */
    @Override
    void close() throws IOException;
}
