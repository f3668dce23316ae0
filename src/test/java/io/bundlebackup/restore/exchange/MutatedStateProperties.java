package io.bundlebackup.restore.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.bundlebackup.fuzz.Fuzz;
import io.bundlebackup.manifest.RawPath;
import io.bundlebackup.posix.Directory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** What the service keeps beside the data of bundles, changed a little: a damaged record is as if there were none, and a damaged journal is refused. */
class MutatedStateProperties {
    @TempDir
    Path temp;

    @BeforeAll
    static void keepQuiet() {
        ((Logger) LoggerFactory.getLogger(StateMetadata.class)).setLevel(Level.OFF);
    }

    @AfterAll
    static void log() {
        ((Logger) LoggerFactory.getLogger(StateMetadata.class)).setLevel(null);
    }

    @Test
    void readsChangedRecordsOfStatesOrNone() throws Exception {
        var undoing = new StateMetadata.Undoing("ab".repeat(32), "cd".repeat(32));
        var metadata = new StateMetadata(Instant.ofEpochMilli(1_700_000_000_000L), "session", 7)
                .exchangedBy(undoing, List.of(undoing));
        try (var state = Directory.open(temp)) {
            metadata.write(state);
            var facts = Files.readAllBytes(temp.resolve("facts"));
            assertThat(StateMetadata.of(state)).isEqualTo(metadata);
            Fuzz.of("record of a state", DamagedException.class)
                    .run(List.of(facts), mutator -> mutator.lines(facts, facts, ' '), bytes -> {
                        Files.write(temp.resolve("facts"), bytes);
                        Files.write(temp.resolve("size"), bytes);
                        assertThat(StateSize.known(state))
                                .satisfiesAnyOf(
                                        size -> assertThat(size).isNull(),
                                        size -> assertThat(size).isNotNegative());
                        var read = StateMetadata.of(state);
                        assertThat(StateMetadata.undoings(state)).isEqualTo(read.undoings());
                        if (read.order() != 7) {
                            throw new DamagedException();
                        }
                    });
        }
    }

    private static final class DamagedException extends Exception {}

    @Test
    void readsOrRefusesChangedJournalsOfAnExchange() throws Exception {
        var attributes = "493 0 0 1700000000 5 dXNlci5h:dmFsdWU=,dXNlci5i:\n";
        var journal = (attributes + attributes + "a 12 13\nb%25 0 18446744073709551615\nc 5 0 copied\n")
                .getBytes(StandardCharsets.UTF_8);
        try (var state = Directory.open(temp)) {
            Fuzz.of("journal of an exchange", IOException.class)
                    .run(List.of(journal), mutator -> mutator.lines(journal, journal, ' '), bytes -> {
                        Files.write(temp.resolve("journal"), bytes);
                        var names = new ArrayList<byte[]>();
                        ChildrenJournal.read(state, "journal", step -> names.add(step.name()));
                        assertThat(names)
                                .allSatisfy(name ->
                                        assertThat(RawPath.of(name).parent()).isEqualTo(RawPath.ROOT));
                    });
        }
    }
}
