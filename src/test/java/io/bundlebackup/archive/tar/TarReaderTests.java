package io.bundlebackup.archive.tar;

import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.manifest.RawPath;
import io.bundlebackup.manifest.UnixTime;
import io.bundlebackup.posix.Directory;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TarReaderTests {
    @TempDir
    Path temp;

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
    @CsvSource({
        "./a,a",
        "././a,a",
        ".//a,a",
        "./.hidden,.hidden",
        ".a,.a",
        "...,...",
        "./a/b,a/b",
        "./...,...",
        "a//b,a/b",
        "a/./b,a/b",
        "a/.//./b,a/b",
        "a/.,a"
    })
    void removesEmptyAndDotSegmentsFromPaths(String name, String path) throws IOException {
        assertThat(ReadTar.only(new TarBytes().file(name, "")).path()).isEqualTo(path);
        assertThat(ReadTar.only(new TarBytes().header(name + "/", '5')).path()).isEqualTo(path);
        assertThat(ReadTar.only(new TarBytes().header(name + "//", '5')).path()).isEqualTo(path);
        assertThat(ReadTar.only(new TarBytes().link("x", '1', name)).link()).isEqualTo(path);
    }

    @ParameterizedTest
    @ValueSource(strings = {".", "./", "././", ".//", "./."})
    void knowsTheRoot(String name) throws IOException {
        assertThat(ReadTar.only(new TarBytes().header(name, '5')).entry().path())
                .isEqualTo(RawPath.ROOT);
    }

    @Test
    void keepsTheTargetOfASymbolicLinkVerbatim() throws IOException {
        assertThat(ReadTar.only(new TarBytes().link("x", '2', "./../a//b/")).link())
                .isEqualTo("./../a//b/");
    }

    /** GNU tar, bsdtar, Python and Go read these so; old and foreign tars have them. */
    @ParameterizedTest
    @CsvSource({"1,6", "2,6", "5,4096"})
    void ignoresTheSizeOfALinkOrDirectory(char type, long size) throws IOException {
        for (Consumer<TarBytes.Header> form :
                List.<Consumer<TarBytes.Header>>of(header -> {}, TarBytes.Header::gnu, TarBytes.Header::v7)) {
            var read = ReadTar.all(new TarBytes()
                    .file("file", "hello")
                    .header("x", type, header -> form.accept(header.size(size).link("file")))
                    .file("next", "next")
                    .end());
            assertThat(read).extracting(ReadTar::path).containsExactly("file", "x", "next");
            assertThat(read.get(1).entry().size()).isZero();
            assertThat(read.get(2).content()).isEqualTo("next");
        }
    }

    @Test
    void skipsVolumeLabelsAndNameListsOfDirectories() throws IOException {
        var read = ReadTar.all(new TarBytes()
                .header("label", 'V', TarBytes.Header::gnu)
                .header("d/", 'D', header -> header.gnu().size(600))
                .content("Ya\0".repeat(200))
                .file("d/a", "a")
                .end());

        assertThat(read).extracting(ReadTar::path).containsExactly("d", "d/a");
        assertThat(read.getFirst().entry().type()).isEqualTo(TarEntry.Type.DIRECTORY);
        assertThat(read.getLast().content()).isEqualTo("a");
    }

    @Test
    void readsATarFromBeforeUstar() throws IOException {
        var file = ReadTar.only(new TarBytes()
                .header("a/b", '\0', header -> header.v7().size(3))
                .content("abc"));
        assertThat(file.entry().type()).isEqualTo(TarEntry.Type.FILE);
        assertThat(file.content()).isEqualTo("abc");

        var directory = ReadTar.only(new TarBytes().header("a/", '\0', TarBytes.Header::v7));
        assertThat(directory.entry().type()).isEqualTo(TarEntry.Type.DIRECTORY);
        assertThat(directory.path()).isEqualTo("a");
    }

    @Test
    void joinsThePrefixOfUstarButNotOfGnu() throws IOException {
        assertThat(ReadTar.only(new TarBytes().header("x", '0', header -> header.text(345, "a/b")))
                        .path())
                .isEqualTo("a/b/x");
        assertThat(ReadTar.only(new TarBytes()
                                .header("x", '0', header -> header.gnu().text(345, "14524657400")))
                        .path())
                .isEqualTo("x");
    }

    @Test
    void readsGnuLongNamesOfBothKinds() throws IOException {
        var link = ReadTar.only(new TarBytes()
                .longName('K', "t".repeat(3000))
                .longName('L', "n/".repeat(1000) + "\u00ff")
                .link("n/n", '2', "t"));
        assertThat(link.path()).isEqualTo("n/".repeat(1000) + "\u00ff");
        assertThat(link.link()).isEqualTo("t".repeat(3000));
    }

    @Test
    void readsNumbersInBase256() throws IOException {
        var entry = ReadTar.only(
                        new TarBytes()
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
        assertThat(ReadTar.only(new TarBytes().pax("mtime", text).file("x", ""))
                        .entry()
                        .mtime())
                .isEqualTo(new UnixTime(seconds, nanos));
    }

    @Test
    void appliesGlobalRecordsUntilARecordReplacesThem() throws IOException {
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
    void usesTheLastOfTwoRecordsWithOneKey() throws IOException {
        assertThat(ReadTar.only(new TarBytes().pax("path", "a", "path", "b").file("x", ""))
                        .path())
                .isEqualTo("b");
    }

    @Test
    void ignoresAttributesOutsideTheUserNamespace() throws IOException {
        var entry = ReadTar.only(new TarBytes()
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
    void acceptsZerosAfterTheEndAsPadding() throws IOException {
        assertThat(ReadTar.all(
                        new TarBytes().file("a", "").raw("\0".repeat(100_001)).end()))
                .hasSize(1);
    }

    @Test
    void movesToTheNextEntryAfterAPartialRead() throws IOException {
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
