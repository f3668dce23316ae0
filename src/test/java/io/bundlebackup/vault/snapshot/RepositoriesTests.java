package io.bundlebackup.vault.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import io.bundlebackup.vault.Vault;
import io.bundlebackup.vault.VaultSettings;
import io.bundlebackup.vault.Vaults;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class RepositoriesTests {
    private static final String A = "com.example.a";
    private static final String B = "com.example.b";

    @TempDir
    private Path root;

    private Vault vault;
    private Repositories repositories;

    @BeforeEach
    void open() {
        vault = new Vaults(new VaultSettings(root.resolve("data"), null)).get("main");
        repositories = repositories();
    }

    @AfterEach
    void close() {
        repositories.close();
    }

    private Repositories repositories() {
        return new Repositories(root.resolve("cache"), Instant::now);
    }

    private String create(String bundle) {
        try (var use = repositories.openOrCreate(vault, bundle)) {
            return use.repository().id();
        }
    }

    private String idOf(String bundle) {
        try (var use = repositories.open(vault, bundle)) {
            return use.repository().id();
        }
    }

    @Test
    void aRepositoryThatReplacesAnotherOneIsOpenedAnewAndTheOldOneServesItsUsers() throws IOException {
        var a = create(A);
        var b = create(B);
        try (var old = repositories.open(vault, A)) {
            Files.move(vault.repository(A), root.resolve("aside"));
            Files.move(vault.repository(B), vault.repository(A));

            assertThat(idOf(A)).isEqualTo(b);
            assertThat(old.repository().id()).isEqualTo(a);
            assertThat(old.repository().secret("test")).hasSize(32);
        }
        assertThat(idOf(A)).isEqualTo(b);
        assertThat(create(B)).isNotEqualTo(b);

        Files.move(vault.repository(A), root.resolve("b"));
        Files.move(root.resolve("aside"), vault.repository(A));
        assertThat(idOf(A)).isEqualTo(a);
    }

    @Test
    void aRepositoryThatVanishesIsRefusedAlsoWhileItIsUsed() throws IOException {
        create(A);
        try (var _ = repositories.open(vault, A)) {
            Files.move(vault.repository(A), root.resolve("aside"));

            assertThatThrownBy(() -> repositories.open(vault, A))
                    .isInstanceOfSatisfying(
                            ProblemException.class,
                            problem -> assertThat(problem.type()).isEqualTo(ProblemType.VAULT_UNAVAILABLE));
        }
        Files.move(root.resolve("aside"), vault.repository(A));
        assertThat(idOf(A)).isNotEmpty();
    }

    /** The key of a repository takes a third of a second; with a lock for all, the loop would wait for it in its first round. */
    @Test
    void usersOfOneRepositoryDoNotWaitWhileAnotherIsOpened() throws Exception {
        create(A);
        create(B);
        repositories.close();
        repositories = repositories();
        idOf(B);
        var begun = new CountDownLatch(1);
        int uses = 0;
        try (var thread = Executors.newSingleThreadExecutor()) {
            var opened = thread.submit(() -> {
                begun.countDown();
                return idOf(A);
            });
            begun.await();
            while (!opened.isDone()) {
                idOf(B);
                uses++;
            }
            assertThat(opened.get()).isNotEmpty();
        }
        assertThat(uses).isGreaterThan(200);
    }

    @Test
    void ofManyThatNeedARepositoryOneOpensIt() throws Exception {
        create(A);
        repositories.close();
        repositories = repositories();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var all = new CountDownLatch(8);
            var found = IntStream.range(0, 8)
                    .mapToObj(_ -> threads.submit(() -> {
                        try (var use = repositories.open(vault, A)) {
                            all.countDown();
                            all.await();
                            return use.repository();
                        }
                    }))
                    .toList();
            for (var each : found) {
                assertThat(each.get()).isSameAs(found.getFirst().get());
            }
        }
    }
}
