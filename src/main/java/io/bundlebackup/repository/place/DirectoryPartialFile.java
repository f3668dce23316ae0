package io.bundlebackup.repository.place;

import io.bundlebackup.posix.Directory;
import io.bundlebackup.posix.Errno;
import io.bundlebackup.posix.NewFile;
import io.bundlebackup.posix.PosixException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** A file of a {@link DirectoryPlace} that has no name yet. */
final class DirectoryPartialFile implements PartialFile {
    static final String PARTIALS = "tmp";
    static final String PREFIX = "partial-";
    private static final int READ_ONLY = 0400;

    private final Directory root;
    private final Directory partials;
    private final byte[] name;
    private final NewFile file;
    private boolean completed;

    private DirectoryPartialFile(Directory root, Directory partials, byte[] name, NewFile file) {
        this.root = root;
        this.partials = partials;
        this.name = name;
        this.file = file;
    }

    /** @param root closed with the file */
    static DirectoryPartialFile create(Directory root) throws IOException {
        var partials = root.openDirectory(bytes(PARTIALS));
        try {
            var name = bytes(PREFIX + UUID.randomUUID());
            return new DirectoryPartialFile(
                    root, partials, name, partials.changes().createFile(name));
        } catch (IOException | RuntimeException e) {
            partials.close();
            throw e;
        }
    }

    @Override
    public void append(ByteBuffer bytes) throws IOException {
        file.write(bytes);
    }

    @Override
    public int read(long position, ByteBuffer into) throws IOException {
        return file.read(into, position);
    }

    @Override
    public void complete(FileName target) throws IOException {
        file.setMode(READ_ONLY);
        file.sync();
        file.complete();
        try (var directory = openOrMake(target.directory())) {
            partials.changes().replace(name, directory, bytes(target.name()));
            completed = true;
            directory.sync();
        }
    }

    private Directory openOrMake(String directory) throws IOException {
        try {
            return openDirectory(root, directory);
        } catch (PosixException e) {
            if (!e.isMissing()) {
                throw e;
            }
        }
        int slash = directory.lastIndexOf('/');
        try (var above = slash < 0 ? openDirectory(root, "") : openOrMake(directory.substring(0, slash))) {
            above.changes().makeDirectory(bytes(directory.substring(slash + 1)));
            above.sync();
        } catch (PosixException e) {
            if (e.errno() != Errno.EEXIST) {
                throw e;
            }
        }
        return openDirectory(root, directory);
    }

    static Directory openDirectory(Directory root, String directory) throws IOException {
        return root.openDirectory(bytes(directory.isEmpty() ? "." : directory));
    }

    private void removeName() throws IOException {
        try {
            partials.changes().removeFile(name);
        } catch (PosixException e) {
            // Nothing is to be removed if the whole place has gone.
            if (!e.isMissing()) {
                throw e;
            }
        }
    }

    static byte[] bytes(String name) {
        return name.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public void close() throws IOException {
        try {
            file.close();
            if (!completed) {
                completed = true;
                removeName();
            }
        } finally {
            partials.close();
            root.close();
        }
    }
}
