package io.bundlebackup.vault.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.repository.blob.BlobId;
import io.bundlebackup.session.SessionTest;
import io.bundlebackup.vault.Vault;
import io.bundlebackup.vault.VaultSettings;
import io.bundlebackup.vault.Vaults;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

class SnapshotCatalogTests extends SessionTest {
    private static final SnapshotFilter ALL = new SnapshotFilter(null, null, null, null, null, null);

    private Vault vault;
    private SnapshotCatalog catalog;

    @BeforeEach
    void makeVault() {
        var vaults = new Vaults(new VaultSettings(root.resolve("data"), null));
        vault = vaults.get("main");
        vault.open();
        catalog = new SnapshotCatalog(
                new Repositories(root.resolve("cache"), Instant::now),
                service.journal,
                new SnapshotRows(service.store.readers),
                Instant::now);
    }

    private static BlobId id(String bundle, int n) {
        return BlobId.parse("%064x".formatted(new BigInteger(1, (bundle + n).getBytes(StandardCharsets.US_ASCII))));
    }

    /** Files without content: what is known of them is in the database already. */
    private Path repository(String bundle, int snapshots) throws IOException {
        var directory = Files.createDirectories(vault.repository(bundle).resolve("snapshots"));
        for (int n = 0; n < snapshots; n++) {
            var id = id(bundle, n);
            Files.createFile(directory.resolve(id.toString()));
            var figures = new SnapshotFigures(1, "1", null, n % 3 == 0 ? null : "run", 1, 1, 1, 1, 1, 0, 0);
            var snapshot = new VaultSnapshot(
                    UUID.randomUUID(),
                    id,
                    id,
                    "main",
                    bundle,
                    Instant.EPOCH.plusSeconds(n),
                    figures,
                    SnapshotMarks.NONE);
            service.journal.write((JdbcClient database) -> SnapshotRows.save(database, snapshot));
        }
        return directory;
    }

    private int listed(String bundle) {
        var filter = new SnapshotFilter(bundle, null, null, null, null, null);
        return catalog.page(vault, filter, 0, 1_000).size();
    }

    @Test
    void seesWhatResticForgetsAlsoRightAfterALook() throws Exception {
        var directory = repository("com.example.a", 3);
        assertThat(listed("com.example.a")).isEqualTo(3);

        Files.delete(directory.resolve(id("com.example.a", 0).toString()));

        assertThat(listed("com.example.a")).isEqualTo(2);
        assertThat(catalog.page(vault, ALL, 0, 10)).hasSize(2);
    }

    @Test
    void readsNoNamesWhileTheDirectoryIsAsItWas() throws Exception {
        var directory = repository("com.example.a", 3);
        var old = FileTime.from(Instant.now().minusSeconds(60));
        Files.setLastModifiedTime(directory, old);
        assertThat(listed("com.example.a")).isEqualTo(3);

        Files.delete(directory.resolve(id("com.example.a", 0).toString()));
        var changed = Files.getLastModifiedTime(directory);
        Files.setLastModifiedTime(directory, old);

        assertThat(listed("com.example.a")).isEqualTo(3);
        Files.setLastModifiedTime(directory, changed);
        assertThat(listed("com.example.a")).isEqualTo(2);
    }

    @Test
    void knowsTheNewestCompleteSnapshotOfARun() throws Exception {
        repository("com.example.a", 4);

        assertThat(catalog.newestComplete(vault, "com.example.a").orElseThrow().takenAt())
                .isEqualTo(Instant.EPOCH.plusSeconds(2));
        assertThat(catalog.newestComplete(vault, "com.example.b")).isEmpty();
    }

    @Test
    void listsAllSnapshotsFromTheFirstToTheLastMomentOfATime() throws Exception {
        repository("com.example.a", 2);

        assertThat(catalog.page(vault, new SnapshotFilter(null, Instant.MIN, Instant.MAX, null, null, null), 0, 10))
                .hasSize(2);
        assertThat(catalog.page(vault, new SnapshotFilter(null, Instant.MAX, null, null, null, null), 0, 10))
                .isEmpty();
    }

    @Test
    void countsPacksAgainOnlyAfterTheIndexHasChanged() throws Exception {
        repository("com.example.a", 1);
        var now = new AtomicReference<>(Instant.now());
        var summaries = new VaultSummaries(catalog, new SnapshotRows(service.store.readers), now::get);
        var index = Files.createDirectories(vault.repository("com.example.a").resolve("index"));
        var packs = Files.createDirectories(vault.repository("com.example.a").resolve("data/ab"));
        Files.setLastModifiedTime(index, FileTime.from(now.get().minusSeconds(600)));
        Files.writeString(packs.resolve("ab" + "0".repeat(62)), "12345");
        assertThat(stored(summaries)).isEqualTo(5);

        Files.writeString(packs.resolve("ab" + "1".repeat(62)), "123");
        now.updateAndGet(time -> time.plusSeconds(3_600));
        assertThat(stored(summaries)).isEqualTo(5);

        Files.setLastModifiedTime(index, FileTime.from(now.get()));
        now.updateAndGet(time -> time.plusSeconds(61));
        assertThat(stored(summaries)).isEqualTo(8);
    }

    private long stored(VaultSummaries summaries) {
        return summaries.bundles(vault).getFirst().storedBytes();
    }
}
