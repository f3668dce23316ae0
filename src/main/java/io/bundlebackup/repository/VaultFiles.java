package io.bundlebackup.repository;

import io.bundlebackup.repository.pack.SealedFiles;
import io.bundlebackup.repository.place.FileName;
import io.bundlebackup.repository.place.FileType;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Optional;

/**
 * Files in the directory {@code vault/} of a repository, for what restic has no place for, sealed with the repository's key. Names are a
 * lower-case letter or digit, then up to 99 of {@code a-z0-9.-}. Each call is atomic; thread-safe.
 */
public final class VaultFiles {
    private final SealedFiles files;

    VaultFiles(SealedFiles files) {
        this.files = files;
    }

    /** The names, in no order. */
    public List<String> list() throws IOException {
        return files.list(FileType.VAULT).stream().map(FileName::name).toList();
    }

    /** Empty if there is no such file. */
    public Optional<byte[]> load(String name) throws IOException {
        try {
            return Optional.of(files.load(new FileName(FileType.VAULT, name)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /**
     * Writes or replaces a file; durable when this returns.
     *
     * @param content any bytes
     */
    public void save(String name, byte[] content) throws IOException {
        files.save(new FileName(FileType.VAULT, name), content);
    }

    /** Returns false if there is no such file. */
    public boolean remove(String name) throws IOException {
        return files.place().remove(new FileName(FileType.VAULT, name));
    }
}
