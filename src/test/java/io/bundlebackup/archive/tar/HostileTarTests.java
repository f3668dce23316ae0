package io.bundlebackup.archive.tar;

import static io.bundlebackup.archive.tar.RefusedTar.refused;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an archive may not hold, one at a time: names, types, links, and what comes before and after its end. */
class HostileTarTests {
    @ParameterizedTest
    @ValueSource(strings = {"/etc/passwd", "/", "//x", "///"})
    void refusesAnAbsolutePath(String path) {
        assertThat(refused(new TarBytes().file(path, ""), "it is absolute").path())
                .isEqualTo(path);
        refused(new TarBytes().pax("path", path).file("harmless", ""), "it is absolute");
        refused(new TarBytes().longName('L', path).file("harmless", ""), "it is absolute");
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", "../x", "a/../../x", "./../x", "a/..", "a/../"})
    void refusesAPathThatLeavesTheRoot(String path) {
        assertThat(refused(new TarBytes().file(path, ""), "it has a segment \"..\"")
                        .path())
                .isEqualTo(path);
        refused(new TarBytes().header(path, '5'), "it has a segment \"..\"");
        refused(new TarBytes().pax("path", path).file("harmless", ""), "it has a segment \"..\"");
        refused(new TarBytes().longName('L', path).file("harmless", ""), "it has a segment \"..\"");
        refused(
                new TarBytes().records('g', TarBytes.pairs("path", path)).file("harmless", ""),
                "it has a segment \"..\"");
    }

    @Test
    void refusesAPrefixThatLeavesTheRoot() {
        refused(new TarBytes().header("x", '0', header -> header.text(345, "a/../..")), "it has a segment \"..\"");
    }

    @Test
    void refusesASparseNameThatLeavesTheRoot() {
        refused(
                new TarBytes()
                        .pax("GNU.sparse.name", "../x", "GNU.sparse.size", "0")
                        .file("harmless", ""),
                "it has a segment \"..\"");
    }

    @Test
    void refusesAnEmptyName() {
        refused(new TarBytes().file("", ""), "the path is empty");
        refused(new TarBytes().header("", '5'), "the path is empty");
    }

    @Test
    void refusesNulInANameOrTarget() {
        refused(new TarBytes().pax("path", "a\0b").file("x", ""), "holds a NUL byte");
        refused(new TarBytes().longName('L', "a\0b").file("x", ""), "holds a NUL byte");
        refused(new TarBytes().pax("linkpath", "a\0b").link("x", '2', "y"), "holds a NUL byte");
        refused(new TarBytes().pax("linkpath", "a\0b").link("x", '1', "y"), "holds a NUL byte");
    }

    @Test
    void refusesAPathAbove4096BytesAndANameAbove255() {
        var path = "a/".repeat(2048) + "b";
        var thrown = refused(new TarBytes().pax("path", path).file("x", ""), "is longer than 4096 bytes");
        assertThat(String.valueOf(thrown.path())).hasSizeLessThan(300);
        assertThat(thrown.getMessage()).hasSizeLessThan(1000);
        refused(new TarBytes().pax("path", "n".repeat(256)).file("x", ""), "a name longer than 255 bytes");
        refused(new TarBytes().longName('L', "n".repeat(256)).file("x", ""), "a name longer than 255 bytes");
    }

    @Test
    void refusesASymbolicLinkToMoreThan4096Bytes() {
        refused(new TarBytes().pax("linkpath", "l".repeat(4097)).header("x", '2'), "not 1 to 4096 bytes");
    }

    @Test
    void showsNoRawBytesOfAName() {
        var thrown = refused(new TarBytes().file("../\u001b[2J\n\u00ff", ""), "leaves the root");
        assertThat(thrown.path()).isEqualTo("../%1B[2J%0A%FF");
    }

    @Test
    void refusesAWrongChecksum() {
        refused(new TarBytes().header("x", '0', TarBytes.Header::spoil), "wrong checksum");
    }

    @ParameterizedTest
    @CsvSource({"3,device", "4,device", "6,fifo", "M,continuation", "N,unknown", "A,unknown"})
    void refusesTypesOtherThanFileDirectoryAndLink(char type, String reason) {
        assertThat(refused(new TarBytes().header("x", type), reason).path()).isEqualTo("x");
    }

    /** GNU tar reads it as a file without holes, and other programs have other maps. */
    @Test
    void refusesASparseFileWithoutTheMagicOfGnu() {
        refused(
                new TarBytes()
                        .header(
                                "x",
                                'S',
                                header -> header.size(3)
                                        .text(386, "00000001000\0" + "00000000003\0")
                                        .text(483, "00000002000\0"))
                        .content("abc"),
                "sparse");
    }

    @Test
    void refusesASymbolicLinkWithoutTarget() {
        refused(new TarBytes().header("x", '2'), "has no target");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../x", "/etc/passwd", "", ".", "./", "a//../../b"})
    void refusesAHardLinkToTheOutsideOrToTheRoot(String target) {
        assertThat(refused(new TarBytes().link("x", '1', target), "hard link").path())
                .isEqualTo("x");
        if (!target.isEmpty()) {
            refused(new TarBytes().file("y", "").pax("linkpath", target).link("x", '1', "y"), "hard link");
            refused(new TarBytes().file("y", "").longName('K', target).link("x", '1', "y"), "hard link");
        }
    }

    @Test
    void refusesAFileThatIsContinuedFromAnotherVolume() {
        refused(
                new TarBytes()
                        .pax("GNU.volume.filename", "x", "GNU.volume.size", "9", "GNU.volume.offset", "5")
                        .file("GNUFileParts.1/x.2", "rest"),
                "continuation");
    }

    @ParameterizedTest
    @CsvSource({"1f8b08, gzip", "425a6839, bzip2", "fd377a585a00, xz", "28b52ffd, zstd", "504b0304, zip"})
    void namesTheCompressionOfAnArchive(String magic, String name) {
        byte[] bytes = HexFormat.of().parseHex(magic);
        refused(Arrays.copyOf(bytes, 100), "compressed with " + name);
        refused(Arrays.copyOf(bytes, 10_000), "compressed with " + name);
    }

    @Test
    void refusesARootThatIsNotADirectory() {
        refused(new TarBytes().file(".", ""), "the root is not a directory");
        refused(new TarBytes().link("./", '2', "x"), "the root is not a directory");
    }

    static Stream<byte[]> cutArchives() {
        byte[] whole = new TarBytes()
                .pax("path", "long/" + "n".repeat(200))
                .file("x", "c".repeat(600))
                .longName('L', "m".repeat(150))
                .file("x", "d")
                .end();
        return Stream.iterate(0, at -> at < whole.length, at -> at + 64).map(at -> Arrays.copyOf(whole, at));
    }

    @ParameterizedTest
    @MethodSource("cutArchives")
    void refusesAnArchiveThatIsCutOff(byte[] cut) {
        refused(cut, "cut off");
    }

    @Test
    void refusesAnArchiveWithoutASingleBlockOfZeros() {
        refused(new TarBytes().file("x", "").cut(), "cut off");
        refused(new byte[0], "cut off");
        refused(new byte[512], "cut off");
    }

    @Test
    void refusesASingleBlockOfZerosBetweenEntries() {
        refused(new TarBytes().file("x", "").content("\0").file("y", ""), "a single block of zeros");
    }

    @Test
    void refusesBytesAfterTheEnd() {
        byte[] tar = new TarBytes().file("x", "").end();
        byte[] longer = Arrays.copyOf(tar, tar.length + 20_000);
        longer[longer.length - 1] = 1;
        refused(longer, "goes on after its end");
        refused(new TarBytes().raw("\0".repeat(1024)).file("hidden", ""), "goes on after its end");
    }
}
