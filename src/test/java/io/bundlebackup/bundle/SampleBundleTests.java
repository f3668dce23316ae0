package io.bundlebackup.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The bundle that comes with the project, so that there is something to try the service on. */
class SampleBundleTests {
    private final Bundle sample = new Bundles(new BundleSettings(Path.of("bundles"), Path.of("data"), List.of()))
            .find("com.example.hiworld")
            .orElseThrow();

    @Test
    void canBeBackedUpAndRestored() {
        assertThat(sample.refusal()).isNull();
        assertThat(sample.restoreRefusal()).isNull();
    }

    @Test
    void theLedgerTakesTheCopyOfItsDatabaseAndNotTheLiveOne() {
        var ledger = new Bundles(new BundleSettings(Path.of("bundles"), Path.of("data"), List.of()))
                .find("com.example.ledger")
                .orElseThrow();

        assertThat(ledger.refusal()).isNull();
        assertThat(ledger.requireApplication().extension().holdsApplication()).isTrue();
        assertThat(ledger.selection().covers("backup/ledger.db".getBytes(StandardCharsets.UTF_8), false))
                .isTrue();
        assertThat(ledger.selection().covers("ledger.db".getBytes(StandardCharsets.UTF_8), false))
                .isFalse();
    }

    @Test
    void leavesItsCacheOut() {
        assertThat(sample.selection().covers("cache/http".getBytes(StandardCharsets.UTF_8), true))
                .isFalse();
        assertThat(sample.selection().covers("files/latest".getBytes(StandardCharsets.UTF_8), false))
                .isTrue();
    }

    @Test
    void hasAFileThatIsDeliveredByItself() {
        assertThat(sample.directory().resolve("logs/sync.log").toFile().length())
                .isGreaterThan(2 << 20);
    }

    /** The examples of docs/databases.md. */
    @ParameterizedTest
    @ValueSource(strings = {"postgresql", "mysql", "sqlite"})
    void theExamplesForDatabasesAreUsable(String name, @TempDir Path directory) throws IOException {
        Files.createDirectories(directory.resolve("shop/data"));
        Files.copy(Path.of("packaging/databases", name, "bundle.json"), directory.resolve("shop/bundle.json"));
        var example = new Bundles(new BundleSettings(directory, Path.of("data"), List.of()))
                .find("shop")
                .orElseThrow();

        assertThat(example.refusal()).isNull();
        assertThat(example.requireApplication().extension().holdsApplication()).isTrue();
        assertThat(example.selection().covers("dump/database".getBytes(StandardCharsets.UTF_8), false))
                .isTrue();
        assertThat(example.selection().covers("shop.db-wal".getBytes(StandardCharsets.UTF_8), false))
                .isFalse();
    }
}
