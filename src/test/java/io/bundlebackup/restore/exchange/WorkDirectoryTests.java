package io.bundlebackup.restore.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.bundle.RestoreMethod;
import io.bundlebackup.posix.PosixException;
import io.bundlebackup.restore.tree.RestoreFailures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What of the service's own lies beside a bundle's data, or in it, and for how long. */
class WorkDirectoryTests {
    private static final FileTime BEFORE = FileTime.from(Instant.ofEpochSecond(1_000));

    @TempDir
    Path root;

    private Path data = Path.of("");

    @BeforeEach
    void make() throws IOException {
        data = Files.createDirectories(root.resolve("app/data"));
        Files.setLastModifiedTime(data, BEFORE);
    }

    private DataLocation location(boolean mount, String name) {
        return new DataLocation(data, name, mount ? RestoreMethod.Kind.CHILDREN : RestoreMethod.Kind.WHOLE, mount);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anEmptyWorkDirectoryIsRemoved(boolean mount) throws Exception {
        var location = location(mount, "one");
        try (var work = WorkDirectory.open(location);
                var another = WorkDirectory.open(location)) {
            work.create("s").close();
            work.putAside("new-s");
            another.sweep();
            assertThat(location.work()).isEmptyDirectory();
        }
        assertThat(root.resolve("app")).isDirectoryNotContaining("glob:**/.bundle-backup");
        assertThat(data).isEmptyDirectory();
        assertThat(Files.getLastModifiedTime(data)).isEqualTo(BEFORE);
    }

    /** One bundle's last look and the begin of the next restore, of it or of its neighbour, may come at one moment. */
    @Test
    void theDirectoryStaysWhileItIsInUse() throws Exception {
        try (var one = WorkDirectory.open(location(false, "one"))) {
            WorkDirectory.open(location(false, "one")).close();
            WorkDirectory.open(location(false, "two")).close();
            one.create("s").close();
            assertThat(one.names("")).containsExactly("new-s");
        }
        assertThat(location(false, "one").work().resolve("new-s")).isDirectory();
        assertThat(location(false, "two").work()).doesNotExist();
    }

    @Test
    void findingTheDirectoryDoesNotMakeIt() throws Exception {
        assertThat(WorkDirectory.find(location(false, "one"))).isEmpty();
        assertThat(root.resolve("app/.bundle-backup")).doesNotExist();
    }

    @Test
    void aStateThatCannotBeFlushedIsReportedAsInPlace() {
        var failure = RestoreFailures.of(
                new Exchange.UnflushedException(new PosixException(5, "flush")), "com.example.app", () -> {
                    throw new IllegalStateException("the database cannot be read either");
                });

        assertThat(failure.code()).isEqualTo(13900005);
        // The script restore.sh looks for these words.
        assertThat(failure.message()).contains("is in place, but it could not be made durable", "power cut", "EIO");
    }
}
