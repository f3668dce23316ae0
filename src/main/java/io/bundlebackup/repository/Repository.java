package io.bundlebackup.repository;

import io.bundlebackup.repository.blob.BlobId;
import io.bundlebackup.repository.blob.BlobReader;
import io.bundlebackup.repository.crypto.KeyFile;
import io.bundlebackup.repository.crypto.SealKey;
import io.bundlebackup.repository.pack.BlobIndex;
import io.bundlebackup.repository.pack.PackReader;
import io.bundlebackup.repository.pack.PackWriter;
import io.bundlebackup.repository.pack.SealedFiles;
import io.bundlebackup.repository.pack.ToolPool;
import io.bundlebackup.repository.place.DamagedFileException;
import io.bundlebackup.repository.place.FileName;
import io.bundlebackup.repository.place.FileType;
import io.bundlebackup.repository.place.Place;
import io.bundlebackup.repository.place.StoredFile;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A repository in restic's format, version 2. Thread-safe; any number of threads may read, and writers may write, also of other processes
 * and of restic.
 *
 * <p>Every call throws {@link io.bundlebackup.repository.place.PlaceUnavailableException} if the place is not there, and
 * {@link io.bundlebackup.repository.place.DamagedFileException} if a file has other content than was written.
 */
public final class Repository implements AutoCloseable {
    private final RepositoryConfig config;
    private final SealKey key;
    private final SealedFiles files;
    private final ToolPool pool;
    private final RepositorySettings settings;
    private final PackReader reader;
    private final PackMarks marks;
    private @Nullable BlobIndex index;

    private Repository(RepositoryConfig config, SealKey key, Opened opened) {
        this.config = config;
        this.key = key;
        files = opened.files();
        pool = opened.pool();
        settings = opened.settings();
        marks = new PackMarks(vaultFiles());
        reader = new PackReader(files.place(), pool, new PackReader.IndexSource() {
            @Override
            public BlobIndex current() throws IOException {
                return index();
            }

            @Override
            public boolean refresh() throws IOException {
                return refreshIndex();
            }
        });
    }

    private record Opened(SealedFiles files, ToolPool pool, RepositorySettings settings) {}

    /**
     * Makes a new repository.
     *
     * @param password not kept, but for its digest in the settings' keys
     * @throws FileAlreadyExistsException if the place has one
     * @throws DamagedFileException if the place has one whose config is missing
     */
    public static Repository create(Place place, byte[] password, RepositorySettings settings) throws IOException {
        place.create();
        if (place.size(FileName.CONFIG).isPresent()) {
            throw new FileAlreadyExistsException(place + " already has a repository");
        }
        requireNoContent(place);
        var keys = new RepositoryKeys(place, settings.keys());
        // A killed call has left a key of a repository that never was; with the same password, it would open.
        keys.removeAll();
        var key = SealKey.random(new SecureRandom());
        var owner = new KeyFile.Owner(System.getProperty("user.name", ""), LockFile.thisHost());
        keys.save(
                KeyFile.seal(
                        key, password, settings.cost(), owner, settings.clock().instant()),
                password,
                key);
        var pool = new ToolPool(key, settings.compression());
        var files = new SealedFiles(place, pool);
        var config = RepositoryConfig.random();
        files.save(FileName.CONFIG, config.json());
        return new Repository(config, key, new Opened(files, pool, settings));
    }

    private static void requireNoContent(Place place) throws IOException {
        for (var type : List.of(FileType.SNAPSHOT, FileType.INDEX, FileType.DATA)) {
            var found = new ArrayList<StoredFile>();
            place.list(type, found::add);
            if (!found.isEmpty()) {
                throw new DamagedFileException(
                        FileName.CONFIG,
                        "it is missing, and there is " + found.getFirst().name());
            }
        }
    }

    /**
     * Opens a repository. Takes the time and the memory that its key asks for, usually a third of a second and 32 MiB, unless the settings
     * remember the key.
     *
     * @param password not kept, but for its digest in the settings' keys
     * @throws MissingRepositoryException if the place has none
     * @throws io.bundlebackup.repository.crypto.WrongPasswordException if no key opens with the password
     * @throws UnsupportedVersionException if the repository has another version
     */
    public static Repository open(Place place, byte[] password, RepositorySettings settings) throws IOException {
        if (place.size(FileName.CONFIG).isEmpty()) {
            requireNoContent(place);
            throw new MissingRepositoryException("there is no repository in " + place);
        }
        var key = new RepositoryKeys(place, settings.keys()).open(password);
        var pool = new ToolPool(key, settings.compression());
        var files = new SealedFiles(place, pool);
        try {
            return new Repository(
                    RepositoryConfig.parse(files.load(FileName.CONFIG)), key, new Opened(files, pool, settings));
        } catch (IOException | RuntimeException e) {
            pool.close();
            key.close();
            throw e;
        }
    }

    /** The ID of the repository, which it keeps wherever it lies. */
    public String id() {
        return config.id().toString();
    }

    /** A secret of this repository for a purpose: 32 bytes that say nothing of its key. */
    public byte[] secret(String purpose) {
        return key.secret(purpose);
    }

    public BlobReader reader() {
        return reader;
    }

    /**
     * Begins to write. Waits for another process's exclusive lock as long as the settings say.
     *
     * @throws RepositoryLockedException if the other process keeps the lock
     */
    public RepositoryWriter writer() throws IOException, InterruptedException {
        var lock = lock(false);
        PackWriter packs = null;
        try {
            packs = new PackWriter(files, pool, BlobIndex.load(files, cache()), settings.packSize());
            return new RepositoryWriter(lock, packs, files, marks);
        } catch (IOException | RuntimeException e) {
            try (lock) {
                if (packs != null) {
                    packs.close();
                }
            }
            throw e;
        }
    }

    RepositoryLock lock(boolean exclusive) throws IOException, InterruptedException {
        return RepositoryLock.acquire(files, settings.clock(), exclusive, settings.lockWait());
    }

    /** The IDs of all snapshots, in no order. */
    public List<BlobId> snapshots() throws IOException {
        return files.list(FileType.SNAPSHOT).stream().map(FileName::id).toList();
    }

    /**
     * The JSON of a snapshot.
     *
     * @throws java.nio.file.NoSuchFileException if there is no such snapshot
     */
    public byte[] loadSnapshot(BlobId id) throws IOException {
        return files.load(FileName.of(FileType.SNAPSHOT, id));
    }

    /**
     * Forgets a snapshot under an exclusive lock; a prune frees its space.
     *
     * @return false if there is no such snapshot
     */
    public boolean removeSnapshot(BlobId id) throws IOException, InterruptedException {
        try (var lock = lock(true)) {
            lock.requireHeld();
            return files.place().remove(FileName.of(FileType.SNAPSHOT, id));
        }
    }

    /**
     * Removes files of {@link #vaultFiles} under an exclusive lock: no writer is between such a file and its snapshot.
     *
     * @param unneeded looks for the names under the lock
     */
    public void removeVaultFiles(UnneededFiles unneeded) throws IOException, InterruptedException {
        try (var lock = lock(true)) {
            var names = unneeded.find();
            lock.requireHeld();
            for (var name : names) {
                vaultFiles().remove(name);
            }
        }
    }

    /** Finds the names of files that nothing needs. */
    public interface UnneededFiles {
        Set<String> find() throws IOException;
    }

    /**
     * Frees the space of what no snapshot needs. Packs that nothing needs are marked, and deleted by a prune that finds them marked for long
     * enough and still not needed. Under an exclusive lock while it deletes.
     *
     * @param delay how long packs stay marked; with zero they are deleted at once
     * @throws io.bundlebackup.repository.pack.MissingBlobException if a snapshot needs what the index does not have: nothing is deleted then
     * @throws RepositoryLockedException if another process keeps its lock longer than the settings say
     */
    public PruneReport prune(Duration delay) throws IOException, InterruptedException {
        return new Prune(files, pool, settings, cache(), reader).run(marks, delay);
    }

    /** Pins, notes and other things that restic has no place for. */
    public VaultFiles vaultFiles() {
        return new VaultFiles(files);
    }

    /** The bytes of all packs. */
    public long storedBytes() throws IOException {
        var sum = new long[1];
        files.place().list(FileType.DATA, file -> sum[0] += file.size());
        return sum[0];
    }

    private synchronized BlobIndex index() throws IOException {
        var known = index;
        if (known == null) {
            known = BlobIndex.load(files, cache());
            index = known;
        }
        return known;
    }

    private synchronized boolean refreshIndex() throws IOException {
        var known = index;
        if (known != null && known.isCurrent(Set.copyOf(files.list(FileType.INDEX)))) {
            return false;
        }
        index = BlobIndex.load(files, cache());
        return true;
    }

    private Path cache() {
        return settings.cache().resolve(id());
    }

    /** Overwrites the keys and closes the files that are open. No other call may be running, and no writer may be open. */
    @Override
    public void close() {
        reader.close();
        pool.close();
        key.close();
    }

    @Override
    public String toString() {
        return "repository in " + files.place();
    }
}
