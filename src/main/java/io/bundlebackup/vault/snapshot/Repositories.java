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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Opens the repositories of bundles. The first time, to open one takes a third of a second; those used last stay open. Thread-safe. Every failure is a
 * {@code ProblemException}: {@code vault-unavailable} or {@code vault-damaged}.
 */
public final class Repositories implements AutoCloseable {
    private static final int MOST_IDLE = 16;

    private final Path cache;
    private final InstantSource clock;
    private final DerivedKeys keys = new DerivedKeys();

    /** By directory, the ones used last at the end. */
    @GuardedBy("this")
    private final Map<Path, Open> open = new LinkedHashMap<>(16, 0.75f, true);

    Repositories(Path cache, InstantSource clock) {
        this.cache = cache;
        this.clock = clock;
    }

    private static final class Open {
        private final Repository repository;
        private final String id;
        private int users;

        private Open(Repository repository) {
            this.repository = repository;
            this.id = repository.id();
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

    private synchronized Use use(Vault vault, String bundle, boolean create) {
        var password = vault.open();
        var directory = vault.repository(bundle);
        try {
            var known = open.get(directory);
            if (known != null && (known.users > 0 || Files.exists(directory.resolve(FileName.CONFIG.path())))) {
                known.users++;
                return new Use(known);
            }
            var made = new Open(open(vault, directory, password.getBytes(StandardCharsets.UTF_8), create));
            made.users = 1;
            var replaced = open.put(directory, made);
            if (replaced != null) {
                replaced.repository.close();
            }
            closeIdle();
            return new Use(made);
        } catch (IOException e) {
            throw VaultProblems.of(vault, bundle, e);
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
