package io.bundlebackup.vault.snapshot;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.bundlebackup.repository.DerivedKeys;
import io.bundlebackup.repository.Repository;
import io.bundlebackup.repository.RepositorySettings;
import io.bundlebackup.repository.place.DirectoryPlace;
import io.bundlebackup.repository.place.FileName;
import io.bundlebackup.vault.Vault;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Opens the repositories of bundles. The first time, to open one takes a third of a second, which stops no user of another one; those used
 * last stay open. A repository whose directory was replaced, by a copy or by another disk, is opened anew. Thread-safe. Every failure is a
 * {@code ProblemException}: {@code vault-unavailable} or {@code vault-damaged}.
 */
public final class Repositories implements AutoCloseable {
    private static final int MOST_IDLE = 16;

    private final Path cache;
    private final InstantSource clock;
    private final DerivedKeys keys = new DerivedKeys();

    /** What threads that open a repository hold. */
    private final Map<Path, Object> opening = new ConcurrentHashMap<>();

    /** By directory, the ones used last at the end. */
    @GuardedBy("this")
    private final Map<Path, Open> open = new LinkedHashMap<>(16, 0.75f, true);

    Repositories(Path cache, InstantSource clock) {
        this.cache = cache;
        this.clock = clock;
    }

    /** @param key device and inode */
    private record ConfigFile(@Nullable Object key, FileTime modified) {}

    private static final class Open {
        private final Repository repository;
        private final @Nullable ConfigFile config;
        private int users;
        /** Whether another repository is in the directory now: this one is closed after its last use. */
        private boolean replaced;

        /** @param config null if it has been removed again */
        private Open(Repository repository, @Nullable ConfigFile config) {
            this.repository = repository;
            this.config = config;
        }
    }

    /** A repository in use; it stays open until this is closed. */
    public final class Use implements AutoCloseable {
        private final Open used;

        private Use(Open used) {
            this.used = used;
        }

        public Repository repository() {
            return used.repository;
        }

        @Override
        public void close() {
            giveBack(used);
        }
    }

    /** Opens the repository of a bundle, which is there. */
    public Use open(Vault vault, String bundle) {
        return use(vault, bundle, false);
    }

    /** Opens the repository of a bundle; makes it if there is none. */
    public Use openOrCreate(Vault vault, String bundle) {
        return use(vault, bundle, true);
    }

    private Use use(Vault vault, String bundle, boolean create) {
        var password = vault.open();
        var directory = vault.repository(bundle);
        try {
            var known = known(directory, config(directory));
            if (known != null) {
                return known;
            }
            // Of several callers one opens the repository. Callers of other repositories do not wait.
            synchronized (opening.computeIfAbsent(directory, _ -> new Object())) {
                var config = config(directory);
                known = known(directory, config);
                if (known != null) {
                    return known;
                }
                var made = open(vault, directory, password.getBytes(StandardCharsets.UTF_8), create);
                return opened(directory, new Open(made, config == null ? config(directory) : config));
            }
        } catch (IOException e) {
            throw VaultProblems.of(vault, bundle, e);
        }
    }

    /** What the file with the name of a repository is: another one after the directory was replaced; null if the file cannot be seen. */
    private static @Nullable ConfigFile config(Path directory) throws IOException {
        try {
            var file = directory.resolve(FileName.CONFIG.path());
            var attributes = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return new ConfigFile(attributes.fileKey(), attributes.lastModifiedTime());
        } catch (FileSystemException e) {
            // The file is missing, or opening the repository says what is wrong.
            return null;
        }
    }

    private synchronized @Nullable Use known(Path directory, @Nullable ConfigFile config) {
        var known = open.get(directory);
        if (known == null || config == null || !config.equals(known.config)) {
            return null;
        }
        known.users++;
        return new Use(known);
    }

    private synchronized Use opened(Path directory, Open made) {
        made.users = 1;
        var replaced = open.put(directory, made);
        if (replaced != null) {
            replaced.replaced = true;
            closeIfReplaced(replaced);
        }
        closeIdle();
        return new Use(made);
    }

    private static void closeIfReplaced(Open each) {
        if (each.replaced && each.users == 0) {
            each.repository.close();
        }
    }

    private Repository open(Vault vault, Path directory, byte[] password, boolean create) throws IOException {
        var place = new DirectoryPlace(directory);
        var settings = settings(vault);
        try {
            if (create
                    && !(Files.exists(directory) && place.size(FileName.CONFIG).isPresent())) {
                return Repository.create(place, password, settings);
            }
            return Repository.open(place, password, settings);
        } finally {
            Arrays.fill(password, (byte) 0);
        }
    }

    private RepositorySettings settings(Vault vault) throws IOException {
        Files.createDirectories(cache);
        Files.createDirectories(Objects.requireNonNull(vault.repository("a").getParent()));
        return RepositorySettings.standard(cache)
                .withPackSize(Math.toIntExact(vault.declared().packSize().toBytes()))
                .withCompression(vault.declared().compression())
                .withClock(clock)
                .withKeys(keys);
    }

    private synchronized void giveBack(Open used) {
        used.users--;
        closeIfReplaced(used);
        closeIdle();
    }

    @GuardedBy("this")
    private void closeIdle() {
        var idle = open.values().stream().filter(each -> each.users == 0).count() - MOST_IDLE;
        for (var each = open.values().iterator(); idle > 0 && each.hasNext(); ) {
            var oldest = each.next();
            if (oldest.users == 0) {
                oldest.repository.close();
                each.remove();
                idle--;
            }
        }
    }

    @Override
    public synchronized void close() {
        for (var each : open.values()) {
            if (each.users == 0) {
                each.repository.close();
            }
        }
        open.clear();
        keys.close();
    }
}
