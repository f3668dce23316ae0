package io.bundlebackup.repository.place;

import static io.bundlebackup.repository.place.DirectoryPartialFile.PARTIALS;
import static io.bundlebackup.repository.place.DirectoryPartialFile.bytes;

import io.bundlebackup.posix.Directory;
import io.bundlebackup.posix.Errno;
import io.bundlebackup.posix.FreeSpace;
import io.bundlebackup.posix.PosixException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * A repository in a directory, laid out as restic's. Links below the directory are never followed. The directory is opened for each call, so
 * nothing keeps a file system mounted between calls, and a directory that vanishes is noticed.
 *
 * <p>Modes are restic's: directories 0700, files 0400. Files without a name lie in {@code tmp/}.
 */
public final class DirectoryPlace implements Place {
    private static final int PREFIXES = 256;
    private static final int ENOTCONN = 107;

    private final Path path;

    public DirectoryPlace(Path path) {
        this.path = path.toAbsolutePath().normalize();
    }

    @Override
    public void create() throws IOException {
        var parent = Objects.requireNonNullElse(path.getParent(), path);
        try (var above = openRoot(parent)) {
            make(above, path.getFileName().toString());
            above.sync();
        }
        try (var root = openRoot()) {
            for (var type : FileType.values()) {
                make(root, type.directory());
            }
            make(root, PARTIALS);
            try (var data = root.openDirectory(bytes(FileType.DATA.directory()))) {
                for (int prefix = 0; prefix < PREFIXES; prefix++) {
                    make(data, HexFormat.of().toHexDigits((byte) prefix));
                }
                data.sync();
            }
            root.sync();
        }
    }

    private static void make(Directory directory, String name) throws IOException {
        if (name.isEmpty()) {
            return;
        }
        try {
            directory.changes().makeDirectory(bytes(name));
        } catch (PosixException e) {
            if (e.errno() != Errno.EEXIST) {
                throw e;
            }
        }
    }

    @Override
    public void list(FileType type, Consumer<StoredFile> found) throws IOException {
        try (var root = openRoot()) {
            if (type == FileType.CONFIG) {
                tell(root, type, FileName.CONFIG.name(), found);
                return;
            }
            try (var directory = root.openDirectory(bytes(type.directory()))) {
                for (var name : directory.list()) {
                    if (type == FileType.DATA && name.length == 2) {
                        listPrefix(directory, name, found);
                    } else {
                        tell(directory, type, text(name), found);
                    }
                }
            }
        } catch (PosixException e) {
            // A directory of the layout is missing: either restic never made it, or the whole repository has gone.
            if (!e.isMissing()
                    || type != FileType.VAULT && size(FileName.CONFIG).isEmpty()) {
                throw e.isMissing() ? unavailable(e) : e;
            }
        }
    }

    private static void listPrefix(Directory data, byte[] prefix, Consumer<StoredFile> found) throws IOException {
        try (var directory = data.openDirectory(prefix)) {
            for (var name : directory.list()) {
                if (text(name).startsWith(text(prefix))) {
                    tell(directory, FileType.DATA, text(name), found);
                }
            }
        } catch (PosixException e) {
            if (e.errno() != Errno.ENOTDIR) {
                throw e;
            }
        }
    }

    private static void tell(Directory directory, FileType type, String name, Consumer<StoredFile> found)
            throws IOException {
        if (!FileName.isName(type, name)) {
            return;
        }
        try {
            var stat = directory.stat(bytes(name));
            if (stat.isRegularFile()) {
                found.accept(new StoredFile(new FileName(type, name), stat.size()));
            }
        } catch (PosixException e) {
            if (!e.isMissing()) {
                throw e;
            }
        }
    }

    @Override
    public OptionalLong size(FileName name) throws IOException {
        try (var file = open(name)) {
            return OptionalLong.of(file.size());
        } catch (NoSuchFileException e) {
            return OptionalLong.empty();
        }
    }

    @Override
    public OpenedFile open(FileName name) throws IOException {
        try (var root = openRoot()) {
            var file = root.openFile(bytes(name.path()));
            if (!file.stat().isRegularFile()) {
                file.close();
                throw new IOException(path.resolve(name.path()) + " is no file");
            }
            return new DirectoryFile(file, path.resolve(name.path()));
        } catch (PosixException e) {
            if (e.isMissing()) {
                throw (IOException)
                        new NoSuchFileException(path.resolve(name.path()).toString()).initCause(e);
            }
            throw e;
        }
    }

    @Override
    public PartialFile begin() throws IOException {
        var root = openRoot();
        try {
            try {
                return DirectoryPartialFile.create(root);
            } catch (PosixException e) {
                // restic makes no such directory.
                if (!e.isMissing() || !root.has(bytes("config"))) {
                    throw e.isMissing() ? unavailable(e) : e;
                }
            }
            make(root, PARTIALS);
            return DirectoryPartialFile.create(root);
        } catch (IOException | RuntimeException e) {
            root.close();
            throw e;
        }
    }

    @Override
    public boolean remove(FileName name) throws IOException {
        try (var root = openRoot();
                var directory = DirectoryPartialFile.openDirectory(root, name.directory())) {
            directory.changes().removeFile(bytes(name.name()));
            directory.sync();
            return true;
        } catch (PosixException e) {
            if (e.isMissing()) {
                return false;
            }
            throw e;
        }
    }

    @Override
    public void removePartials() throws IOException {
        try (var root = openRoot();
                var partials = root.openDirectory(bytes(PARTIALS))) {
            for (var name : partials.list()) {
                if (text(name).startsWith(DirectoryPartialFile.PREFIX)) {
                    partials.changes().removeFile(name);
                }
            }
        } catch (PosixException e) {
            if (!e.isMissing()) {
                throw e;
            }
        }
    }

    @Override
    public long freeBytes() throws IOException {
        try (var root = openRoot()) {
            return FreeSpace.of(Files.getFileStore(path));
        }
    }

    private Directory openRoot() throws IOException {
        return openRoot(path);
    }

    private Directory openRoot(Path directory) throws IOException {
        try {
            return Directory.open(directory);
        } catch (PosixException e) {
            throw isGone(e) ? unavailable(e) : e;
        }
    }

    /** Also the errors of network and FUSE file systems whose other end is gone. */
    private static boolean isGone(PosixException e) {
        return switch (e.errno()) {
            case Errno.ENOENT, Errno.ENOTDIR, Errno.EIO, Errno.ENXIO, Errno.ENODEV, Errno.ESTALE, ENOTCONN -> true;
            default -> false;
        };
    }

    private PlaceUnavailableException unavailable(PosixException cause) {
        return new PlaceUnavailableException(
                "the repository's directory " + path + " is not there; perhaps a file system is not mounted", cause);
    }

    @Override
    public String toString() {
        return path.toString();
    }

    private static String text(byte[] name) {
        return new String(name, StandardCharsets.ISO_8859_1);
    }
}
