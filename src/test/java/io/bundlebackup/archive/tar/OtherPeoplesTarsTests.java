package io.bundlebackup.archive.tar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.bundlebackup.archive.tree.Digests;
import io.bundlebackup.manifest.UnixTime;
import io.bundlebackup.manifest.Xattr;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads what GNU tar, bsdtar and Python make of a tree, as people pack it by hand. */
class OtherPeoplesTarsTests {
    private static final String LONG = "long-".repeat(30) + "name";
    private static final Instant TIME = Instant.ofEpochSecond(1_700_000_000, 123_456_789);

    private static final String PYTHON = """
            import sys, tarfile, os
            os.chdir(sys.argv[2])
            form = {'ustar': tarfile.USTAR_FORMAT, 'gnu': tarfile.GNU_FORMAT, 'pax': tarfile.PAX_FORMAT}[sys.argv[3]]
            with tarfile.open(sys.argv[1], 'w', format=form) as tar:
                tar.add('.')
            """;

    @TempDir
    Path temp;

    private Path source;
    private Path tar;

    @BeforeEach
    void makeTree() throws IOException {
        source = Files.createDirectory(temp.resolve("source"));
        tar = temp.resolve("made.tar");
        Files.createDirectories(source.resolve("directory/empty"));
        write("directory/file", "content");
        write("empty", "");
        write("large", "0123456789abcdef".repeat(20_000));
        write("gr\u00fcn", "utf-8");
        Files.createSymbolicLink(source.resolve("symbolic"), Path.of("../somewhere/else"));
        Files.createLink(source.resolve("zz-hard"), source.resolve("directory/file"));
        TarTools.run("chmod", "4750", source.resolve("empty").toString());
    }

    private void makeLongNames() throws IOException {
        Files.createDirectories(source.resolve(LONG).resolve(LONG));
        write(LONG + "/" + LONG + "/" + LONG, "deep");
        Files.createSymbolicLink(source.resolve("to-long"), Path.of(LONG).resolve(LONG));
        Files.createLink(
                source.resolve("zz-long"), source.resolve(LONG).resolve(LONG).resolve(LONG));
    }

    private void write(String name, String content) throws IOException {
        Path file = Files.writeString(source.resolve(name), content, StandardCharsets.ISO_8859_1);
        Files.setLastModifiedTime(file, FileTime.from(TIME));
    }

    @ParameterizedTest
    @ValueSource(strings = {"v7", "oldgnu", "gnu", "ustar", "pax"})
    void readsEveryFormatOfGnuTar(String format) throws IOException {
        if (!format.equals("v7") && !format.equals("ustar")) {
            makeLongNames();
        }
        TarTools.run("tar", "--format=" + format, "-C", source.toString(), "-cf", tar.toString(), ".");

        assertTree(ReadTar.all(tar), format.equals("pax"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0", "0.1", "1.0", "oldgnu", "gnu"})
    void readsEverySparseFormatOfGnuTar(String format) throws IOException {
        try (var sparse = new RandomAccessFile(source.resolve("sparse").toFile(), "rw")) {
            for (int i = 1; i < 60; i++) {
                sparse.seek(i * 100_000L);
                sparse.write(("data " + i).getBytes(StandardCharsets.US_ASCII));
            }
            sparse.setLength(10_000_000);
        }
        var options = format.contains("gnu") ? "--format=" + format : "--format=pax --sparse-version=" + format;
        TarTools.run(
                "bash",
                "-c",
                "tar " + options + " \"$@\"",
                "tar",
                "--sparse",
                "-C",
                source.toString(),
                "-cf",
                tar.toString(),
                ".");

        assertThat(Files.size(tar)).isLessThan(5_000_000);
        assertTree(ReadTar.all(tar), !format.contains("gnu"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--format=oldgnu -G",
                "--format=gnu -G",
                "--format=posix -G",
                "--format=gnu -V label",
                "--format=posix -V label",
                "--format=gnu -b 1",
                "--format=posix --pax-option=comment=x,delete=atime"
            })
    void readsWhatGnuTarMakesWithItsOptions(String options) throws IOException {
        TarTools.run(
                "bash", "-c", "tar " + options + " -C \"$1\" -cf \"$2\" .", "tar", source.toString(), tar.toString());

        assertTree(ReadTar.all(tar), options.contains("posix"));
    }

    @Test
    void readsTheAttributesThatGnuTarPacks() throws IOException {
        assumeTrue(TarTools.keepsAttributes(source), "no extended attributes here");
        Python.run(
                "import os, sys; os.setxattr(sys.argv[1], b'user.a=b%', b'=\\n\\xff\\0')",
                source.resolve("empty").toString());
        TarTools.run("tar", "--xattrs", "--format=pax", "-C", source.toString(), "-cf", tar.toString(), ".");

        assertXattr();
    }

    private void assertXattr() throws IOException {
        var read = ReadTar.all(tar);
        assertTree(read, true);
        assertThat(read.stream().filter(r -> r.path().equals("empty")))
                .singleElement()
                .satisfies(r -> assertThat(r.entry().xattrs())
                        .containsExactly(new Xattr(TarSample.bytes("user.a=b%"), TarSample.bytes("=\n\u00ff\0"))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ustar", "pax", "gnutar", "v7"})
    void readsEveryFormatOfBsdtar(String format) throws IOException {
        assumeTrue(TarTools.isInstalled("bsdtar"), "no bsdtar here");
        if (!format.equals("v7") && !format.equals("ustar")) {
            makeLongNames();
        }
        TarTools.run("bsdtar", "--format=" + format, "-C", source.toString(), "-cf", tar.toString(), ".");

        assertTree(ReadTar.all(tar), format.equals("pax"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ustar", "gnu", "pax"})
    void readsEveryFormatOfPython(String format) throws IOException {
        if (!format.equals("ustar")) {
            makeLongNames();
        }
        Python.run(PYTHON, tar.toString(), source.toString(), format);

        assertTree(ReadTar.all(tar), false);
    }

    /** Each entry once, as it lies on disk. */
    private void assertTree(List<ReadTar> read, boolean nanos) {
        Map<String, List<String>> expected = TarTools.dump(source);
        var contents = new TreeMap<String, String>();
        read.forEach(r -> contents.put(r.path(), r.content()));
        assertThat(contents).hasSameSizeAs(read);
        assertThat(contents.keySet().stream().map(TarTools::hex))
                .containsExactlyInAnyOrderElementsOf(expected.keySet());
        for (ReadTar r : read) {
            var columns = expected.getOrDefault(TarTools.hex(r.path()), List.of());
            boolean symbolic = r.entry().type() == TarEntry.Type.SYMBOLIC_LINK;
            assertThat(columns.getFirst()).as(r.path()).isEqualTo(kind(r.entry().type()));
            if (!symbolic) {
                assertThat(Integer.toOctalString(r.entry().mode())).as(r.path()).isEqualTo(columns.get(1));
                assertTime(r, Long.parseLong(columns.get(3)), nanos);
            } else {
                assertThat(TarTools.hex(r.link())).isEqualTo(columns.get(4));
            }
            if (r.entry().type() == TarEntry.Type.FILE) {
                assertContent(r, columns.get(2));
            }
            if (r.entry().type() == TarEntry.Type.HARD_LINK) {
                assertContent(new ReadTar(r.entry(), contents.getOrDefault(r.link(), "?")), columns.get(2));
            }
        }
    }

    private static String kind(TarEntry.Type type) {
        return switch (type) {
            case FILE, HARD_LINK -> "f";
            case DIRECTORY -> "d";
            case SYMBOLIC_LINK -> "l";
        };
    }

    private static void assertTime(ReadTar read, long nanos, boolean exact) {
        long seconds = Math.floorDiv(nanos, 1_000_000_000L);
        UnixTime time = read.entry().mtime();
        if (exact) {
            assertThat(time).as(read.path()).isEqualTo(new UnixTime(seconds, (int) (nanos % 1_000_000_000L)));
        } else {
            assertThat(time.seconds()).as(read.path()).isBetween(seconds - 1, seconds + 1);
        }
    }

    private static void assertContent(ReadTar read, String column) {
        byte[] content = TarSample.bytes(read.content());
        assertThat(HexFormat.of()
                        .formatHex(
                                content.length < 1000
                                        ? content
                                        : Digests.sha256().digest(content)))
                .as(read.path())
                .isEqualTo(column);
    }
}
