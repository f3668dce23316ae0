package io.bundlebackup.session.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bundlebackup.problem.StartRefusedException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The database file, as the first data source finds and leaves it. */
class DatabaseTests {
    private static final int WRITE_VERSION = 18;
    private static final byte WRITE_AHEAD = 2;

    @TempDir
    Path root;

    @Test
    void isAWriteAheadOneBeforeAnybodyConnects() throws Exception {
        try (var directory = DataDirectory.open(root.resolve("state"))) {
            new DatabaseConfiguration().stateDatabase(directory);

            assertThat(Files.readAllBytes(Path.of(directory.database().toString()))[WRITE_VERSION])
                    .isEqualTo(WRITE_AHEAD);
        }
    }

    @Test
    void refusesTheStartIfItIsNone() throws Exception {
        try (var directory = DataDirectory.open(root.resolve("state"))) {
            Files.createDirectories(Path.of(directory.database().toString()));

            assertThatThrownBy(() -> new DatabaseConfiguration().stateDatabase(directory))
                    .isInstanceOf(StartRefusedException.class)
                    .hasMessageContaining("state.db");
        }
    }
}
