package io.bundlebackup.restore.exchange;

import io.bundlebackup.posix.Directory;
import io.bundlebackup.posix.NewFile;
import io.bundlebackup.posix.PosixException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Writes small files of the service as a whole and durably, or not at all. */
final class AtomicFile {
    private static final int MOST = 1 << 16;

    private AtomicFile() {}

    /** Writes the content of a new file. */
    interface Content {
        void writeTo(NewFile file) throws IOException;
    }

    static void write(Directory directory, String name, String text) throws IOException {
        write(directory, name, file -> file.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8))));
    }

    /** The same for content that may be long. */
    static void write(Directory directory, String name, Content content) throws IOException {
        var temporary = DataLocation.bytes(name + ".new");
        removeIfThere(directory, name + ".new");
        try (var file = directory.changes().createFile(temporary)) {
            content.writeTo(file);
            file.sync();
            file.complete();
        }
        directory.changes().replace(temporary, directory, DataLocation.bytes(name));
        directory.sync();
    }

    /** The first 64 KiB, which no file of the service exceeds; empty if there is no such file. */
    static Optional<String> read(Directory directory, String name) throws IOException {
        try (var file = directory.openFile(DataLocation.bytes(name))) {
            var buffer = ByteBuffer.allocate((int) Math.min(MOST, file.stat().size()));
            while (buffer.hasRemaining() && file.read(buffer) > 0) {
                // read on
            }
            return Optional.of(new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8));
        } catch (PosixException e) {
            if (e.isMissing()) {
                return Optional.empty();
            }
            throw e;
        }
    }

    static boolean isThere(Directory directory, String name) throws IOException {
        return directory.has(DataLocation.bytes(name));
    }

    static void removeIfThere(Directory directory, String name) throws IOException {
        try {
            directory.changes().removeFile(DataLocation.bytes(name));
        } catch (PosixException e) {
            if (!e.isMissing()) {
                throw e;
            }
        }
    }
}
