package io.bundlebackup.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.bundlebackup.StartRefusalAnalyzer;
import io.bundlebackup.session.store.DataDirectory;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.BeanCreationException;

class StartRefusalAnalyzerTests {
    @TempDir
    Path directory;

    @Test
    void theOperatorReadsWhoHoldsTheDataDirectory() throws Exception {
        try (var held = DataDirectory.open(directory)) {
            RuntimeException refusal = assertThrows(RuntimeException.class, () -> DataDirectory.open(held.root()));
            var failure = new BeanCreationException("dataDirectory", refusal);
            var shown = Objects.requireNonNull(new StartRefusalAnalyzer().analyze(failure));

            assertThat(shown.getDescription())
                    .contains("is in use by process " + ProcessHandle.current().pid())
                    .contains("backup.data-directory");
        }
    }

    @Test
    void theDirectoryIsFreeAgainWhenItsHolderCloses() throws Exception {
        DataDirectory.open(directory).close();
        DataDirectory.open(directory).close();
    }
}
