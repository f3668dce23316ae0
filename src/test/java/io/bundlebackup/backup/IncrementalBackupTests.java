package io.bundlebackup.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.bundlebackup.archive.scan.Baseline;
import io.bundlebackup.archive.tar.Python;
import io.bundlebackup.archive.tar.TarTools;
import io.bundlebackup.bundle.selection.PathSelection;
import io.bundlebackup.manifest.Entry;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an increment must not miss, and what it need not send. After each the restored tree is the source. */
class IncrementalBackupTests {
    private static final Duration HOUR = Duration.ofHours(1);

    private final Chain chain = new Chain();

    IncrementalBackupTests() throws IOException {}

    @BeforeEach
    void somethingThatDoesNotChange() throws IOException {
        chain.clockAhead(HOUR);
        chain.file("always/there", "the same");
        chain.file("always/big", "b".repeat(3_001));
        chain.file("z", "last of all");
    }

    @AfterEach
    void tidyUp() {
        chain.close();
    }

    private void assertSent(String... uris) throws Exception {
        chain.backUp();
        assertThat(chain.last().sent()).containsExactly(uris);
        chain.assertSame();
    }

    private List<String> inPart(String uri) {
        return TarTools.run("tar", "-tf", chain.folder.resolve(uri).toString())
                .lines()
                .toList();
    }

    @Test
    void deliversNothingWhenNothingChanged() throws Exception {
        chain.backUp();

        assertSent();

        assertThat(chain.folder.resolve("2_manage.json")).hasContent("[]");
        assertThat(chain.last().entries()).isEqualTo(chain.generation(0).entries());
        assertSent();
    }

    /** As in a manifest of version 1.0, which has no column for that. */
    @Test
    void deliversFilesWhoseLinesNameNoDeliveredFile() throws Exception {
        chain.file("known", "known");
        Files.createLink(chain.at("zz"), chain.at("z"));
        Files.createSymbolicLink(chain.at("link"), Path.of("z"));
        chain.backUp();
        var forgetful = chain.manifestNaming("known");

        chain.backUp(new Baseline.Previous(forgetful));

        assertThat(chain.last().line("known").fileName()).isEqualTo("part.0.tar");
        assertThat(chain.last().entries().stream().filter(Entry::isRegularFile))
                .filteredOn(entry -> !entry.path().encoded().equals("known"))
                .hasSize(4)
                .allMatch(entry -> entry.fileName().startsWith("2_"));
        chain.assertSame();
    }

    @Test
    void deliversNewAndChangedEntriesWithTheDirectoriesAbove() throws Exception {
        chain.file("d/e/f", "old");
        chain.file("d/other", "not sent again");
        chain.backUp();
        chain.file("d/e/f", "new");
        chain.file("new/file", "new");

        assertSent("2_part.0.tar");

        assertThat(inPart("2_part.0.tar")).containsExactlyInAnyOrder("./", "d/", "d/e/", "d/e/f", "new/", "new/file");
        assertThat(chain.last().line("d/other").fileName()).isEqualTo("part.0.tar");
        assertThat(chain.last().line("d/e/f").fileName()).isEqualTo("2_part.0.tar");
    }

    @Test
    void doesNotListDeletedEntries() throws Exception {
        chain.file("gone/file", "x");
        chain.backUp();
        TarTools.run("rm", "-r", chain.at("gone").toString());

        assertSent();

        assertThat(chain.last().entries()).noneMatch(e -> e.path().encoded().startsWith("gone"));
    }

    @Test
    void comparesFilesThatMayChangeDespiteEqualTimes() throws Exception {
        chain.file("a.log", "one");
        chain.file("big.log", "x".repeat(4_000));
        chain.backUp();
        assertThat(chain.last().line("a.log").ctime()).isNotNull();
        chain.selecting(PathSelection.everything().changing(List.of("*.log")));

        assertSent();

        assertThat(chain.last().line("a.log").ctime()).isNull();
        assertThat(chain.last().line("big.log").ctime()).isNull();
        assertThat(chain.last().line("z").ctime()).isNotNull();
        chain.file("a.log", "two");
        chain.file("big.log", "y".repeat(4_000));
        chain.backUp();
        assertThat(chain.last().sent()).hasSize(2);
        assertThat(chain.last().line("big.log").ctime()).isNull();
        chain.assertSame();
    }

    @Test
    void comparesFilesThatChangedInTheSecondOfTheLastScan() throws Exception {
        chain.clockAhead(Duration.ZERO);
        chain.file("young", "one");
        chain.backUp();
        assertThat(chain.last().line("young").ctime()).isNull();
        // As if it had happened within one tick of the clock: with the same size, and all times as they were before.
        chain.fileAtTheSameTime("young", "two");

        assertSent("2_part.0.tar");

        assertThat(inPart("2_part.0.tar")).contains("young");
    }

    @Test
    void detectsAChangeWhoseMtimeWasSetBack() throws Exception {
        chain.file("file", "one");
        chain.setOld("file");
        chain.backUp();
        chain.fileAtTheSameTime("file", "two");

        assertSent("2_part.0.tar");
    }

    @Test
    void detectsFilesThatWereMovedInWithAnOldMtime() throws Exception {
        var outside = Files.writeString(chain.directory.resolve("outside"), "old");
        Files.setLastModifiedTime(outside, FileTime.from(Instant.parse("2001-02-03T04:05:06Z")));
        chain.backUp();
        Files.move(outside, chain.at("moved-in"));

        assertSent("2_part.0.tar");
    }

    @Test
    void detectsAReplacementOfTheSameSizeAndTime() throws Exception {
        chain.file("file", "one");
        chain.setOld("file");
        chain.backUp();
        var other = Files.writeString(chain.directory.resolve("other"), "two");
        Files.setLastModifiedTime(other, Files.getLastModifiedTime(chain.at("file")));
        Files.move(other, chain.at("file"), StandardCopyOption.REPLACE_EXISTING);

        assertSent("2_part.0.tar");
    }

    @Test
    void followsADirectoryThatTurnsIntoAFileIntoALinkAndBack() throws Exception {
        chain.file("thing/in/it", "deep");
        chain.backUp();
        TarTools.run("rm", "-r", chain.at("thing").toString());
        chain.file("thing", "a file");
        assertSent("2_part.0.tar");
        Files.delete(chain.at("thing"));
        Files.createSymbolicLink(chain.at("thing"), Path.of("z"));
        assertSent("3_part.0.tar");
        Files.delete(chain.at("thing"));
        Files.createSymbolicLink(chain.at("thing"), Path.of("a"));
        assertSent("4_part.0.tar");
        Files.delete(chain.at("thing"));
        chain.file("thing/in/it", "deep");
        assertSent("5_part.0.tar");
        Files.delete(chain.at("thing/in/it"));
        Files.createDirectory(chain.at("thing/in/it"));
        assertSent("6_part.0.tar");
    }

    @Test
    void deliversNoContentForChangedAttributes() throws Exception {
        chain.file("mode", "x");
        chain.file("owner", "x");
        chain.file("xattr", "x");
        chain.file("time", "x");
        chain.file("big", "y".repeat(4_000));
        chain.file("directory/file", "x");
        chain.backUp();
        Files.setPosixFilePermissions(chain.at("mode"), PosixFilePermissions.fromString("rwx--x--x"));
        Files.setPosixFilePermissions(chain.at("big"), PosixFilePermissions.fromString("r--------"));
        if (BackupFixture.ROOT) {
            Files.setAttribute(chain.at("owner"), "unix:uid", 1234);
        }
        if (TarTools.keepsAttributes(chain.source)) {
            Python.run(
                    "import os,sys\nfor p in sys.argv[1:]: os.setxattr(p, 'user.a', b'1')",
                    chain.at("xattr").toString(),
                    chain.at("directory").toString());
        }
        chain.setOld("time");

        assertSent();

        assertThat(chain.last().line("mode").fileName()).isEqualTo("part.0.tar");
        assertThat(chain.last().line("mode").mode()).isEqualTo(0100711);
        // Looked at once, what is not young is not looked at again.
        assertThat(chain.last().line("mode").ctime()).isNotNull();
    }

    @Test
    void followsHardLinksThatAreMadeAndBroken() throws Exception {
        chain.file("a", "one file");
        chain.file("big", "b".repeat(5_000));
        chain.backUp();
        Files.createLink(chain.at("b"), chain.at("a"));
        Files.createLink(chain.at("0"), chain.at("a"));
        Files.createLink(chain.at("big-too"), chain.at("big"));
        chain.backUp();
        chain.assertSame();
        assertSent();
        Files.delete(chain.at("a"));
        chain.file("a", "another");
        Files.delete(chain.at("big"));
        chain.backUp();
        chain.assertSame();
        assertSent();
        Files.delete(chain.at("b"));
        Files.createLink(chain.at("b"), chain.at("a"));
        chain.backUp();
        chain.assertSame();
    }

    @Test
    void keepsALinkToAFileOfAnEarlierBackup() throws Exception {
        chain.file("a", "one file");
        Files.createLink(chain.at("b"), chain.at("a"));
        chain.backUp();
        // The part of the first generation has b as a link to a, whose content is another from now on.
        Files.delete(chain.at("a"));
        chain.file("a", "another");

        assertSent("2_part.0.tar");

        assertThat(chain.last().line("b").fileName()).isEqualTo("part.0.tar");
    }

    @Test
    void deliversAFileThatChangesBeforePacking() throws Exception {
        chain.file("file", "one");
        chain.file("big", "b".repeat(5_000));
        chain.backUp();
        chain.file("file", "two");
        chain.file("big", "c".repeat(5_000));

        chain.backUp(new Baseline.Previous(chain.last().manifest()), () -> {
            chain.file("file", "six");
            chain.file("big", "d".repeat(6_000));
        });

        chain.assertSame();
        assertSent();
    }

    @Test
    void detectsRenamedFilesAndDirectories() throws Exception {
        chain.file("from/a", "a");
        chain.file("from/deep/b", "b");
        chain.file("file", "c");
        chain.backUp();
        Files.move(chain.at("from"), chain.at("to"));
        Files.move(chain.at("file"), chain.at("renamed"));

        chain.backUp();

        chain.assertSame();
        // Two that change places have each other's times and sizes.
        chain.file("x", "1");
        chain.file("y", "2");
        chain.setOld("x");
        chain.setOld("y");
        chain.backUp();
        Files.move(chain.at("x"), chain.at("t"));
        Files.move(chain.at("y"), chain.at("x"));
        Files.move(chain.at("t"), chain.at("y"));
        chain.backUp();
        chain.assertSame();
    }

    @Test
    void distinguishesNamesByCaseAndUnicodeForm() throws Exception {
        chain.file("Name", "upper");
        chain.file("\u00c3\u00a9", "composed");
        chain.backUp();
        chain.file("name", "lower");
        chain.file("e\u00cc\u0081", "decomposed");

        assertSent("2_part.0.tar");

        assertThat(inPart("2_part.0.tar")).hasSize(3);
        Files.delete(chain.at("Name"));
        Files.delete(chain.at("\u00c3\u00a9"));
        assertSent();
    }

    @Test
    void aClockThatJumpedBackHidesNothing() throws Exception {
        chain.file("file", "one");
        chain.setOld("file");
        chain.backUp();
        chain.clockAhead(Duration.ofHours(-10));
        chain.fileAtTheSameTime("file", "two");
        assertSent("2_part.0.tar");
        // To this clock everything is from the future, and equal times prove nothing.
        assertThat(chain.last().line("z").ctime()).isNull();
        assertThat(chain.last().line("file").ctime()).isNull();
        assertSent();
        chain.fileAtTheSameTime("file", "six");
        assertSent("4_part.0.tar");
    }

    @Test
    void excludedEntriesLeaveTheManifestAndComeBack() throws Exception {
        chain.file("cache/a", "a");
        chain.file("cache/b", "b");
        chain.backUp();
        chain.selecting(PathSelection.of(List.of(), List.of("cache")));
        chain.backUp();
        assertThat(chain.last().sent()).isEmpty();
        assertThat(chain.last().entries()).noneMatch(e -> e.path().encoded().startsWith("cache"));
        chain.selecting(PathSelection.everything());
        assertSent("3_part.0.tar");
    }

    /** Its times tell of the first byte that is written to a page, and of no other until the page is written back. */
    @Test
    void detectsWritesThroughAMapping() throws Exception {
        assumeThat(Files.getFileStore(chain.source).type())
                .as("has no times of mappings at all")
                .isNotEqualTo("tmpfs");
        chain.file("mapped", "one");
        try (var channel = FileChannel.open(chain.at("mapped"), StandardOpenOption.READ, StandardOpenOption.WRITE);
                var arena = Arena.ofShared()) {
            var memory = channel.map(FileChannel.MapMode.READ_WRITE, 0, 3, arena);
            memory.set(ValueLayout.JAVA_BYTE, 0, (byte) 't');
            chain.backUp();

            memory.set(ValueLayout.JAVA_BYTE, 1, (byte) 'w');

            assertSent("2_part.0.tar");
        }
    }

    @Test
    void anOlderGenerationCanStillBeRestored() throws Exception {
        var before = Picture.of(chain.source);
        chain.backUp();
        chain.file("z", "changed");
        chain.file("more", "more");
        chain.backUp();
        Files.delete(chain.at("always/big"));
        chain.backUp();

        chain.restored(chain.generation(0), null).assertSameAs(before, "the first generation");
        chain.assertSame();
    }
}
