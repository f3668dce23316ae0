package io.bundlebackup.archive;

import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.manifest.RawPath;
import io.bundlebackup.manifest.UnixTime;
import io.bundlebackup.posix.Directory;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TarReaderTests {
    @TempDir
    Path temp;

    private static ReadTar only(TarBytes tar) throws IOException {
        List<ReadTar> read = ReadTar.all(tar.end());
        assertThat(read).hasSize(1);
        return read.getFirst();
    }

    @Test
    void readsExactlyWhatTheWriterWrote() throws IOException {
        var sample = new TarSample();
        Path tar = temp.resolve("a.tar");
        sample.writeTo(tar);

        assertSample(ReadTar.all(tar), sample);
        assertSample(ReadTar.all(Files.readAllBytes(tar)), sample);
    }

    private static void assertSample(List<ReadTar> read, TarSample sample) {
        var packed = sample.packed();
        assertThat(read).hasSameSizeAs(packed);
        for (int i = 0; i < packed.size(); i++) {
            var member = packed.get(i);
            var entry = read.get(i).entry();
            var attributes = member.attributes();
            assertThat(entry.path()).isEqualTo(member.path());
            assertThat(entry.type())
                    .as("%s", member.path())
                    .isEqualTo(
                            switch (member.kind()) {
                                case 'd' -> TarEntry.Type.DIRECTORY;
                                case 'l' -> TarEntry.Type.SYMBOLIC_LINK;
                                case 'h' -> TarEntry.Type.HARD_LINK;
                                default -> TarEntry.Type.FILE;
                            });
            assertThat(new TarAttributes(entry.mode(), entry.uid(), entry.gid(), entry.mtime(), entry.xattrs()))
                    .as("%s", member.path())
                    .isEqualTo(new TarAttributes(
                            attributes.permissions(),
                            attributes.uid(),
                            attributes.gid(),
                            attributes.mtime(),
                            attributes.xattrs().stream().sorted().toList()));
            boolean file = member.kind() == 'f';
            assertThat(entry.size()).isEqualTo(file ? member.text().length() : 0);
            assertThat(read.get(i).content()).isEqualTo(file ? member.text() : "");
            if (member.kind() == 'l' || member.kind() == 'h') {
                assertThat(read.get(i).link()).isEqualTo(member.text());
            } else {
                assertThat(entry.link()).isNull();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"./a,a", "././a,a", ".//a,a", "./.hidden,.hidden", ".a,.a", "...,...", "./a/b,a/b", "./...,..."})
    void takesOffWhatStandsBeforeAPath(String name, String path) throws IOException {
        assertThat(only(new TarBytes().file(name, "")).path()).isEqualTo(path);
        assertThat(only(new TarBytes().header(name + "/", '5')).path()).isEqualTo(path);
        assertThat(only(new TarBytes().header(name + "//", '5')).path()).isEqualTo(path);
        assertThat(only(new TarBytes().link("x", '1', name)).link()).isEqualTo(path);
    }

    @ParameterizedTest
    @ValueSource(strings = {".", "./", "././", ".//"})
    void knowsTheRoot(String name) throws IOException {
        assertThat(only(new TarBytes().header(name, '5')).entry().path()).isEqualTo(RawPath.ROOT);
    }

    @Test
    void leavesTheTargetOfASymbolicLinkAsItStands() throws IOException {
        assertThat(only(new TarBytes().link("x", '2', "./../a//b/")).link()).isEqualTo("./../a//b/");
    }

    @Test
    void readsATarFromBeforeUstar() throws IOException {
        var file = only(new TarBytes()
                .header("a/b", '\0', header -> header.v7().size(3))
                .content("abc"));
        assertThat(file.entry().type()).isEqualTo(TarEntry.Type.FILE);
        assertThat(file.content()).isEqualTo("abc");

        var directory = only(new TarBytes().header("a/", '\0', TarBytes.Header::v7));
        assertThat(directory.entry().type()).isEqualTo(TarEntry.Type.DIRECTORY);
        assertThat(directory.path()).isEqualTo("a");
    }

    @Test
    void joinsThePrefixOfUstarButNotWhatGnuHasThere() throws IOException {
        assertThat(only(new TarBytes().header("x", '0', header -> header.text(345, "a/b")))
                        .path())
                .isEqualTo("a/b/x");
        assertThat(only(new TarBytes().header("x", '0', header -> header.gnu().text(345, "14524657400")))
                        .path())
                .isEqualTo("x");
    }

    @Test
    void readsGnuLongNamesOfBothKinds() throws IOException {
        var link = only(new TarBytes()
                .longName('K', "t".repeat(3000))
                .longName('L', "n/".repeat(1000) + "\u00ff")
                .link("n/n", '2', "t"));
        assertThat(link.path()).isEqualTo("n/".repeat(1000) + "\u00ff");
        assertThat(link.link()).isEqualTo("t".repeat(3000));
    }

    @Test
    void readsNumbersInBase256() throws IOException {
        var entry = only(new TarBytes()
                        .header(
                                "x",
                                '0',
                                header -> header.gnu()
                                        .text(108, "\u0080\0\0\0\u00ff\u00ff\u00ff\u00ff")
                                        .text(
                                                136,
                                                "\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00fe")))
                .entry();
        assertThat(entry.uid()).isEqualTo(4_294_967_295L);
        assertThat(entry.mtime()).isEqualTo(new UnixTime(-2, 0));
    }

    @ParameterizedTest
    @CsvSource({
        "0,0,0",
        "1.5,1,500000000",
        "-0.5,-1,500000000",
        "-1,-1,0",
        "-1.25,-2,750000000",
        "1.,1,0",
        "1.0000000019,1,1",
        "-1.0000000001,-2,999999999",
        "5e-09,0,5",
        "-5e-09,-1,999999995",
        "1e3,1000,0",
        "9223372036854775807.999999999,9223372036854775807,999999999",
        "-9223372036854775808,-9223372036854775808,0",
        "-0,0,0",
        "-0.0,0,0"
    })
    void readsTimes(String text, long seconds, int nanos) throws IOException {
        assertThat(only(new TarBytes().pax("mtime", text).file("x", "")).entry().mtime())
                .isEqualTo(new UnixTime(seconds, nanos));
    }

    @Test
    void letsGlobalRecordsCountUntilOneSaysOtherwise() throws IOException {
        var read = ReadTar.all(new TarBytes()
                .records('g', TarBytes.pairs("mtime", "7", "uid", "8", "comment", "x"))
                .file("a", "")
                .pax("mtime", "9", "uid", "")
                .file("b", "")
                .records('g', TarBytes.pairs("mtime", "10"))
                .file("c", "")
                .end());
        assertThat(read).extracting(r -> r.entry().mtime().seconds()).containsExactly(7L, 9L, 10L);
        assertThat(read).extracting(r -> r.entry().uid()).containsExactly(8L, 1000L, 8L);
    }

    @Test
    void takesTheLastOfTwoRecordsOfOneKey() throws IOException {
        assertThat(only(new TarBytes().pax("path", "a", "path", "b").file("x", ""))
                        .path())
                .isEqualTo("b");
    }

    @Test
    void passesOverAttributesOutsideTheUsersSpace() throws IOException {
        var entry = only(new TarBytes()
                        .pax(
                                "SCHILY.xattr.security.selinux",
                                "a",
                                "SCHILY.xattr.user.b",
                                "c\0\n=",
                                "SCHILY.acl.access",
                                "d")
                        .file("x", ""))
                .entry();
        assertThat(entry.xattrs()).singleElement().satisfies(xattr -> {
            assertThat(xattr.name()).isEqualTo(TarSample.bytes("user.b"));
            assertThat(xattr.value()).isEqualTo(TarSample.bytes("c\0\n="));
        });
    }

    @Test
    void takesZerosAfterTheEndForPadding() throws IOException {
        assertThat(ReadTar.all(
                        new TarBytes().file("a", "").raw("\0".repeat(100_001)).end()))
                .hasSize(1);
    }

    @Test
    void readsASparseFileOfEachFormat() throws IOException {
        String expected = "\0".repeat(1000) + "abc" + "\0".repeat(497) + "de" + "\0".repeat(498);
        var old = new TarBytes()
                .header(
                        "x",
                        'S',
                        header -> header.gnu()
                                .size(5)
                                .text(386, octal(1000) + octal(3) + octal(1500) + octal(2) + octal(2000) + octal(0))
                                .text(483, octal(2000)));
        var first = new TarBytes()
                .pax(
                        "GNU.sparse.size",
                        "2000",
                        "GNU.sparse.numblocks",
                        "2",
                        "GNU.sparse.offset",
                        "1000",
                        "GNU.sparse.numbytes",
                        "3",
                        "GNU.sparse.offset",
                        "1500",
                        "GNU.sparse.numbytes",
                        "2")
                .header("x", '0', header -> header.size(5));
        var second = new TarBytes()
                .pax("GNU.sparse.size", "2000", "GNU.sparse.name", "x", "GNU.sparse.map", "1000,3,1500,2")
                .header("GNUSparseFile.1/x", '0', header -> header.size(5));
        var third = new TarBytes()
                .pax(
                        "GNU.sparse.major",
                        "1",
                        "GNU.sparse.minor",
                        "0",
                        "GNU.sparse.realsize",
                        "2000",
                        "GNU.sparse.name",
                        "x")
                .header("GNUSparseFile.1/x", '0', header -> header.size(517))
                .content("2\n1000\n3\n1500\n2\n");
        for (var tar : List.of(old, first, second, third)) {
            var read = ReadTar.all(tar.content("abcde").file("y", "z").end());
            assertThat(read).extracting(ReadTar::path).containsExactly("x", "y");
            assertThat(read).extracting(ReadTar::content).containsExactly(expected, "z");
            assertThat(read.getFirst().entry().size()).isEqualTo(2000);
        }
    }

    private static String octal(long number) {
        return String.format("%011o\0", number);
    }

    @Test
    void readsAnOldSparseMapThatGoesOnAfterTheHeader() throws IOException {
        var map = new StringBuilder();
        for (int i = 0; i < 46; i++) {
            map.append(octal(i * 10L)).append(octal(1));
        }
        var file = only(new TarBytes()
                .header(
                        "x",
                        'S',
                        header -> header.gnu()
                                .size(46)
                                .text(386, map.substring(0, 96))
                                .text(482, "\1")
                                .text(483, octal(500)))
                .content(map.substring(96, 96 + 504) + "\1")
                .content(map.substring(96 + 504))
                .content("d".repeat(46)));
        assertThat(file.content()).isEqualTo("d\0\0\0\0\0\0\0\0\0".repeat(46) + "\0".repeat(40));
    }

    @Test
    void passesOverAHugeHoleAtNoCost() throws IOException {
        long size = 1L << 40;
        byte[] tar = new TarBytes()
                .pax("GNU.sparse.size", String.valueOf(size), "GNU.sparse.map", (size - 512) + ",4")
                .file("x", "data")
                .end();
        var reader =
                new TarReader(Channels.newChannel(new ByteArrayInputStream(tar)), new TarLimits(1, Long.MAX_VALUE));

        assertThat(Objects.requireNonNull(reader.next()).size()).isEqualTo(size);
        assertThat(reader.skipHole()).isEqualTo(size - 512);
        assertThat(reader.skipHole()).isZero();
        var data = ByteBuffer.allocate(10);
        assertThat(reader.read(data)).isEqualTo(4);
        assertThat(new String(data.array(), 0, 4, StandardCharsets.US_ASCII)).isEqualTo("data");
        assertThat(reader.skipHole()).isEqualTo(508);
        assertThat(reader.read(data)).isEqualTo(-1);
        assertThat(reader.next()).isNull();
    }

    @Test
    void goesToTheNextEntryWhateverWasRead() throws IOException {
        byte[] tar = new TarBytes()
                .file("a", "a".repeat(700_000))
                .file("b", "b".repeat(700_000))
                .file("c", "c")
                .end();
        Path file = Files.write(temp.resolve("a.tar"), tar);
        for (int taken : new int[] {0, 1, 511, 512, 300_000, 700_000}) {
            var reader = new TarReader(Channels.newChannel(new ByteArrayInputStream(tar)), ReadTar.LIMITS);
            assertOrder(reader, taken);
            try (var directory = Directory.open(temp);
                    var open = directory.openFile(TarSample.bytes(String.valueOf(file.getFileName())))) {
                assertOrder(new TarReader(open, ReadTar.LIMITS), taken);
            }
        }
    }

    private static void assertOrder(TarReader reader, int taken) throws IOException {
        var buffer = ByteBuffer.allocateDirect(1 << 20);
        for (String name : List.of("a", "b", "c")) {
            assertThat(Objects.requireNonNull(reader.next()).path()).isEqualTo(RawPath.of(name));
            buffer.clear().limit(taken);
            for (int n = 0; n >= 0 && buffer.hasRemaining(); ) {
                n = reader.read(buffer);
            }
            for (int i = 0; i < buffer.position(); i++) {
                assertThat((char) buffer.get(i)).isEqualTo(name.charAt(0));
            }
        }
        assertThat(reader.next()).isNull();
        assertThat(reader.next()).isNull();
    }
}
