package io.bundlebackup.repository.place;

import java.io.IOException;

/** A file of a repository that is open for reading. Thread-safe. It stays readable when the file is removed meanwhile, at least in a directory. */
public interface OpenedFile extends AutoCloseable {
    /** In bytes. */
    long size() throws IOException;

    /**
     * Reads a range.
     *
     * @throws java.io.EOFException if the file ends within the range
     */
    void read(long position, byte[] into, int offset, int length) throws IOException;

    @Override
    void close();
}
