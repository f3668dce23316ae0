package io.bundlebackup.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.bundlebackup.archive.tar.Python;
import io.bundlebackup.archive.tar.TarTools;
import io.bundlebackup.manifest.RawPath;
import io.bundlebackup.posix.RawFiles;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What others lose: far times, odd modes, foreign owners, the root's own attributes, long paths, holes. */
class ExactnessTests {
    private static final String MAKE_DEEP = """
            import os, sys
            os.chdir(sys.argv[1])
            left = int(sys.argv[2])
            while left > 255:
                length = min(255, left - 2)
                os.mkdir('d' * length)
                os.chdir('d' * length)
                left -= length + 1
            open('f' * left, 'w').write('deep down')
            """;

    private static final String READ_LONGEST = """
            import sys, tarfile
            with tarfile.open(sys.argv[1]) as tar:
                longest = max(tar.getmembers(), key=lambda m: len(m.name))
                print(len(longest.name), tar.extractfile(longest).read().decode())
            """;

    private final BackupFixture backup = new BackupFixture();
    private final Attributes attributes = new Attributes();

    ExactnessTests() throws IOException {}

    @AfterEach
    void tidyUp() {
        backup.close();
    }

    private void backUpAndCompare() throws Exception {
        attributes.applyIn(backup.source);
        backup.backUp();
        backup.assertTotalsReached();
        backup.assertManifestsAgree();
        backup.assertSameTree();
    }

    private void set(String path, int mode, String owner, long seconds, int nanos) {
        attributes.add(RawPath.of(path), mode, owner, seconds, nanos, "");
    }

    @Test
    void keepsTimesBefore1970AndAfter2100() throws Exception {
        long[] seconds = {-1, -2, 0, -2_000_000_000, 4_200_000_000L, 8_589_934_591L, 9_000_000_000L, 15_000_000_000L};
        for (int i = 0; i < seconds.length; i++) {
            for (int nanos : new int[] {0, 1, 500_000_000, 999_999_999}) {
                var name = "t" + i + "." + nanos;
                backup.file(name, i % 2 == 0 ? 10 : 3_001);
                set(name, 0644, "", seconds[i], nanos);
            }
        }

        backUpAndCompare();
    }

    @Test
    void keepsEveryMode() throws Exception {
        for (int mode : new int[] {04755, 02755, 01644, 06711, 07777, 0600, 0444, 0400}) {
            backup.file("f" + mode, 10);
            backup.file("b" + mode, 3_001);
            backup.file("d" + mode + "/f", 10);
            set("f" + mode, mode, "", 1, 1);
            set("b" + mode, mode, "", 1, 1);
            set("d" + mode, mode | 0700, "", 1, 1);
        }

        backUpAndCompare();
    }

    @Test
    void keepsOwners() throws Exception {
        assumeTrue(BackupFixture.ROOT, "giving files away takes root");
        for (long id : new long[] {1, 2_097_151, 2_097_152, 4_294_967_294L}) {
            backup.file("f" + id, 10);
            backup.file("b" + id, 3_001);
            Files.createSymbolicLink(backup.at("l" + id), Path.of("nowhere"));
            for (var name : new String[] {"f", "b", "l"}) {
                set(name + id, name.equals("l") ? -1 : 06755, id + ":" + (id - 1), 1, 1);
            }
        }

        backUpAndCompare();
    }

    @Test
    void keepsTheAttributesOfTheRoot() throws Exception {
        backup.file("a", 10);
        backup.file("b", 3_001);
        var xattrs = TarTools.keepsAttributes(backup.source)
                ? Picture.hex(RawFiles.raw("user.of the root")) + "=" + Picture.hex(RawFiles.raw("\u0000\u00ff"))
                : "";
        attributes.add(RawPath.ROOT, 03751, BackupFixture.ROOT ? "7:8" : "", -5, 5, xattrs);

        // A part for each entry: the last one sets the root's time once more.
        backup.cutAt(3_000, 1, 1);
        backUpAndCompare();

        assertThat(backup.manifest().getFirst().mode() & 07777).isEqualTo(03751);
    }

    @Test
    void keepsTimesOfDirectoriesWithLinksThatLeadUpwards() throws Exception {
        for (var directory : new String[] {"a", "b"}) {
            backup.file(directory + "/0", 10);
            for (var target : new String[] {"../0", "/etc", "sub/../x", ".."}) {
                Files.createSymbolicLink(
                        backup.at(directory + "/" + target.replace("/", "_").replace("..", "up")), Path.of(target));
            }
            set(directory, 0750, "", 1_000_000_000, 1);
        }

        backup.cutAt(3_000, 1_000, 3);
        backUpAndCompare();
    }

    @Test
    void keepsNamesOf255BytesAndPathsOf4095() throws Exception {
        backup.file("\u00ff".repeat(255), 10);
        backup.file("b".repeat(255), 3_001);
        Python.run(MAKE_DEEP, backup.source.toString(), "4095");

        backup.backUp();

        backup.assertTotalsReached();
        Picture.of(backup.manifest()).assertSameAs(Picture.of(backup.source), "the full manifest");
        Picture.of(backup.unpackWithTar()).assertSameAs(Picture.of(backup.source), "unpacked by GNU tar");
    }

    @Test
    void keepsPathsOf4096BytesAndReportsLongerPaths() throws Exception {
        Python.run(MAKE_DEEP, backup.source.toString(), "4096");
        var other = Files.createDirectory(backup.at("d"));
        Python.run(MAKE_DEEP, other.toString(), "4095");

        backup.backUp();

        // "d/" and 4,095 more are too many.
        assertThat(backup.client.failures).hasSize(1).first().asString().endsWith("it is too long");
        assertThat(backup.manifest())
                .anyMatch(entry -> entry.isRegularFile() && entry.path().length() == 4096);
        var last = backup.parts().getLast();
        assertThat(Python.run(READ_LONGEST, last.toString())).isEqualTo("4096 deep down\n");
    }

    @Test
    void holesAreZerosAfterARestore() throws Exception {
        sparse("hole", 64L << 20);
        Files.createLink(backup.at("same hole"), backup.at("hole"));

        backUpAndCompare();
    }

    @Test
    void holesInPartsAreZerosAfterARestore() throws Exception {
        sparse("hole", 64L << 20);
        Files.createLink(backup.at("same hole"), backup.at("hole"));
        backup.cutAt(1L << 30, 1L << 30, 100);

        backUpAndCompare();
    }

    private void sparse(String name, long size) throws IOException {
        try (var file = new RandomAccessFile(backup.at(name).toFile(), "rw")) {
            file.setLength(size);
            file.seek(size / 2);
            file.write("in the middle".getBytes());
        }
        assertThat(Long.parseLong(
                        TarTools.run("stat", "-c", "%b", backup.at(name).toString())
                                .strip()))
                .isLessThan(100);
    }
}
