package io.bundlebackup.backup;

import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.archive.scan.Baseline;
import io.bundlebackup.bundle.selection.PathSelection;
import io.bundlebackup.manifest.FailedPaths;
import io.bundlebackup.manifest.RawPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an increment cannot take is not taken for deleted: its earlier line stays. */
class IncrementalFailuresTests {
    private final Chain chain = new Chain();

    IncrementalFailuresTests() throws IOException {}

    @AfterEach
    void tidyUp() {
        chain.close();
    }

    @BeforeEach
    void nothingLooksYoung() {
        chain.clockAhead(Duration.ofHours(1));
    }

    private void assertSent(String... uris) throws Exception {
        assertThat(chain.last().sent()).containsExactly(uris);
        chain.assertSame();
    }

    private void mode(String name, String rights) throws IOException {
        Files.setPosixFilePermissions(chain.at(name), PosixFilePermissions.fromString(rights));
    }

    private void assertRetained(String... paths) {
        for (var path : paths) {
            assertThat(chain.last().line(path))
                    .isEqualTo(chain.generation(0).line(path).withoutCtime());
        }
    }

    @Test
    void keepsThePreviousLineOfAFileThatCannotBeRead() throws Exception {
        chain.file("a", "one");
        chain.file("big", "b".repeat(5_000));
        chain.file("d/file", "one");
        chain.backUp();
        chain.file("a", "two");
        chain.file("big", "c".repeat(5_001));
        chain.file("d/file", "three");
        chain.file("new", "never seen");

        chain.backUp(new Baseline.Previous(chain.last().manifest()), () -> {
            Files.delete(chain.at("a"));
            Files.delete(chain.at("big"));
            Files.delete(chain.at("new"));
        });

        assertThat(chain.last().client().failures).hasSize(3);
        assertThat(chain.last().header().failures().count()).isEqualTo(3);
        assertThat(chain.last().header().failures().named())
                .extracting(RawPath::encoded)
                .containsExactlyInAnyOrder("a", "big", "new");
        assertThat(chain.generation(0).header().failures()).isEqualTo(FailedPaths.NONE);
        assertThat(chain.last().line("a"))
                .isEqualTo(chain.generation(0).line("a").withoutCtime());
        assertThat(chain.last().line("big").fileName())
                .isEqualTo(chain.generation(0).line("big").fileName());
        assertThat(chain.last().line("d/file").size()).isEqualTo(5);
        assertThat(chain.last().entries()).noneMatch(e -> e.path().encoded().equals("new"));
        chain.restored(chain.last(), null);
        chain.file("a", "two");
        chain.backUp();
        assertSent("3_part.0.tar");
    }

    @Test
    void keepsThePreviousLineOfAnUnreadableFileInAFullIncrement() throws Exception {
        chain.file("a", "one");
        chain.file("b", "one");
        chain.file("gone", "one");
        chain.backUp();
        Files.delete(chain.at("gone"));

        chain.backUp(new Baseline.Everything(chain.last().manifest()), () -> Files.delete(chain.at("a")));

        assertThat(chain.last().sent()).containsExactly("2_part.0.tar");
        assertThat(chain.last().client().failures).hasSize(1);
        assertRetained("a");
        assertThat(chain.last().line("b").fileName()).isEqualTo("2_part.0.tar");
        assertThat(chain.last().entries()).noneMatch(e -> e.path().encoded().equals("gone"));
    }

    @Test
    void leavesOutAnUnreadableFileWhoseLineNamesNoDeliveredFile() throws Exception {
        chain.file("a", "one");
        chain.file("b", "one");
        chain.backUp();
        chain.file("a", "two");
        var forgetful = chain.manifestNaming();

        chain.backUp(new Baseline.Previous(forgetful), () -> Files.delete(chain.at("a")));

        assertThat(chain.last().client().failures).hasSize(1);
        assertThat(chain.last().entries()).extracting(e -> e.path().encoded()).containsExactly(".", "b");
        chain.restored(chain.last(), null);
    }

    @Test
    void keepsTheLinesOfADirectoryThatIsForbiddenInOneBackup() throws Throwable {
        chain.file("d/a", "a");
        chain.file("d/e/b", "b");
        chain.file("locked", "x");
        chain.file("open", "x");
        chain.backUpAsNobody();
        mode("d", "---------");
        mode("locked", "---------");

        chain.backUpAsNobody();

        assertThat(chain.last().client().failures)
                .contains(
                        "d: the service has no permission to read it",
                        "locked: the service has no permission to read it");
        assertRetained("d", "d/a", "d/e", "d/e/b", "locked");
        mode("d", "rwxr-xr-x");
        mode("locked", "rw-r--r--");
        chain.backUpAsNobody();
        assertSent();
    }

    @Test
    void comparesADirectoryWhoseExtendedAttributesWereMissing() throws Throwable {
        chain.file("d/a", "a");
        chain.file("open", "x");
        mode("d", "---------");

        chain.backUpAsNobody();

        assertThat(chain.last().client().failures)
                .contains("d: its extended attributes are missing: the service has no permission to read it");
        assertThat(chain.last().line("d").ctime()).isNull();
        assertThat(chain.last().line("open").ctime()).isNotNull();
    }

    @Test
    void keepsNoLineOfEntriesThatAreNoLongerSelected() throws Throwable {
        chain.file("d/kept", "x");
        chain.file("d/cache/a", "x");
        chain.backUpAsNobody();
        mode("d", "---------");
        chain.selecting(PathSelection.of(List.of(), List.of("**/cache")));

        chain.backUpAsNobody();

        assertRetained("d/kept");
        assertThat(chain.last().entries()).noneMatch(e -> e.path().encoded().startsWith("d/cache"));
    }
}
