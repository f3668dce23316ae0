package io.bundlebackup.repository.place;

import io.bundlebackup.posix.OpenFile;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** A file in a {@link DirectoryPlace}, open for reading. */
record DirectoryFile(OpenFile file, Path path) implements OpenedFile {
    @Override
    public long size() throws IOException {
        return file.stat().size();
    }

    @Override
    public void read(long position, byte[] into, int offset, int length) throws IOException {
        var buffer = ByteBuffer.wrap(into, offset, length);
        long at = position;
        while (buffer.hasRemaining()) {
            int count = file.read(buffer, at);
            if (count <= 0) {
                throw new EOFException(
                        path + " ends at byte " + at + " and should go on to byte " + (position + length));
            }
            at += count;
        }
    }

    @Override
    public void close() {
        file.close();
    }
}
