package io.bundlebackup.archive.tar;

import static io.bundlebackup.archive.tar.RefusedTar.refused;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers, extended headers and maps of sparse files that are wrong, one at a time, and more than the limits allow. */
class HostileTarHeaderTests {
    private static final String HUGE = "\u0080\0\0\0\u007f\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff";
    private static final String NEGATIVE = "\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff";

    @ParameterizedTest
    @ValueSource(strings = {NEGATIVE, "-0000000001\0", "1x000000000\0", "00000000008\0", "0000000 001\0"})
    void refusesASizeThatIsNone(String size) {
        refused(new TarBytes().header("x", '0', header -> header.sizeText(size)), "size");
    }

    @Test
    void refusesASizeThatDoesNotFitIn64Bits() {
        refused(
                new TarBytes().header("x", '0', header -> header.sizeText("\u0080" + "\u00ff".repeat(11))),
                "too large");
        refused(new TarBytes().pax("size", "9223372036854775808").file("x", ""), "size");
        var unlimited = new TarLimits(10, Long.MAX_VALUE);
        refused(new TarBytes().header("x", '0', header -> header.sizeText(HUGE)).end(), unlimited, "too large");
        refused(new TarBytes().pax("size", "9223372036854775807").file("x", "").end(), unlimited, "too large");
    }

    @Test
    void refusesASizeThatTheArchiveDoesNotHave() {
        refused(new TarBytes().header("x", '0', header -> header.size(1 << 20)), "cut off within the content");
        refused(new TarBytes().header("x", 'x', header -> header.size(5000)), "cut off");
    }

    @Test
    void refusesAnExtendedHeaderAbove1MiBWithoutReadingIt() {
        for (char type : new char[] {'x', 'g', 'L', 'K'}) {
            refused(new TarBytes().header("x", type, header -> header.size((1 << 20) + 1)), "longer than 1048576");
            refused(new TarBytes().header("x", type, header -> header.sizeText(HUGE)), "longer than 1048576");
            refused(new TarBytes().header("x", type, header -> header.sizeText(NEGATIVE)), "negative");
        }
    }

    @Test
    void refusesGlobalRecordsThatAddUpToMoreThan1MiB() {
        var tar = new TarBytes()
                .records('g', TarBytes.pairs("path", "p".repeat(600_000)))
                .records('g', TarBytes.pairs("linkpath", "l".repeat(600_000)));
        refused(tar.file("x", ""), "for all entries are longer");
    }

    @Test
    void refusesExtendedAttributesAndHolesForAllEntries() {
        refused(
                new TarBytes()
                        .records('g', TarBytes.pairs("SCHILY.xattr.user.a", "b"))
                        .file("x", ""),
                "to all entries");
        refused(
                new TarBytes()
                        .records('g', TarBytes.pairs("GNU.sparse.size", "0"))
                        .file("x", ""),
                "to all entries");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                " path=a\n",
                "0 path=a\n",
                "-9 path=a\n",
                "11 path=a\n",
                "8 path=a\n",
                "9999999 path=a\n",
                "99999999999999999999 path=a\n",
                "9 path=aX",
                "6 =ab\n",
                "7 path\n",
                "3 \n",
                "2\n",
                "0009 path=a\n",
                "00000016Xpath=a\n",
                "9 path=a\nrest"
            })
    void refusesRecordsThatAreMalformed(String records) {
        refused(new TarBytes().records('x', records).file("x", ""), "extended header");
        refused(new TarBytes().records('g', records).file("x", ""), "extended header");
    }

    @ParameterizedTest
    @CsvSource({
        "mtime,1.2.3",
        "mtime,x",
        "mtime,''' '''",
        "mtime,1e999999999",
        "mtime,99999999999999999999",
        "uid,-1",
        "uid,4294967296",
        "gid,4294967296",
        "gid,x",
        "size,-1",
        "size,1.0"
    })
    void refusesRecordsWithNumbersThatAreNone(String key, String value) {
        refused(new TarBytes().pax(key, value).file("x", ""), "is");
    }

    @Test
    void refusesOwnersOutOfRange() {
        refused(new TarBytes().header("x", '0', header -> header.text(108, "\u0080\0\0\1\0\0\0\0")), "out of range");
        refused(new TarBytes().header("x", '0', header -> header.text(116, "\u00ff".repeat(8))), "out of range");
    }

    @Test
    void refusesTwoExtendedHeadersOfOneTypeForOneEntry() {
        refused(new TarBytes().pax("path", "a").pax("path", "b").file("x", ""), "two extended headers");
        refused(new TarBytes().longName('L', "a").longName('L', "b").file("x", ""), "two extended headers");
        refused(new TarBytes().longName('K', "a").longName('K', "b").link("x", '2', "y"), "two extended headers");
    }

    @Test
    void refusesAnExtendedHeaderWithoutAnEntry() {
        refused(new TarBytes().file("x", "").pax("path", "a"), "belongs to no entry");
        refused(new TarBytes().longName('L', "a"), "belongs to no entry");
    }

    @Test
    void refusesMoreEntriesThanTheLimit() throws IOException {
        var tar = new TarBytes().file("a", "").file("b", "").file("c", "").end();

        assertThat(ReadTar.all(tar, new TarLimits(3, 0))).hasSize(3);
        refused(tar, new TarLimits(2, 0), "more than 2 entries");
    }

    @Test
    void refusesMoreContentThanTheLimit() throws IOException {
        var tar = new TarBytes().file("a", "12345").file("b", "12345").end();

        assertThat(ReadTar.all(tar, new TarLimits(3, 10))).hasSize(2);
        assertThat(refused(tar, new TarLimits(3, 9), "more than 9 bytes").path())
                .isEqualTo("b");
    }

    @Test
    void refusesExtendedAttributesThatDoNotFit() {
        refused(new TarBytes().pax("SCHILY.xattr.user.a", "v".repeat(65_537)).file("x", ""), "more than 65536 bytes");
        refused(new TarBytes().pax("SCHILY.xattr.user." + "n".repeat(251), "v").file("x", ""), "extended attribute");
        var many = new String[24];
        for (int i = 0; i < many.length; i += 2) {
            many[i] = "SCHILY.xattr.user." + (char) ('a' + i);
            many[i + 1] = "v".repeat(60_000);
        }
        refused(new TarBytes().pax(many).file("x", ""), "too long for a line");
        refused(
                new TarBytes()
                        .pax("SCHILY.xattr.user.%", "1", "SCHILY.xattr.user.%25", "2")
                        .file("x", ""),
                "occurs twice");
    }

    @ParameterizedTest
    @CsvSource({
        "'10,5,0,5',order",
        "'0,5,4,5',order",
        "'0,10,90,11',beyond",
        "'0,5',data",
        "'0,11',data",
        "'0,10,5',cut off",
        "'0,9223372036854775807,9223372036854775807,1',order",
        "'x,10',number",
        "'0,10,',number"
    })
    void refusesASparseMapThatIsWrong(String map, String reason) {
        refused(
                new TarBytes()
                        .pax("GNU.sparse.size", "100", "GNU.sparse.map", map)
                        .file("x", "0123456789"),
                reason);
    }

    @Test
    void refusesASparseFormatThatIsUnknown() {
        refused(
                new TarBytes()
                        .pax("GNU.sparse.major", "2", "GNU.sparse.minor", "0", "GNU.sparse.realsize", "0")
                        .file("x", ""),
                "unknown format");
        refused(
                new TarBytes()
                        .pax("GNU.sparse.offset", "0", "GNU.sparse.offset", "1")
                        .file("x", ""),
                "out of order");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1\n0\n", "99999999999999999999999\n", "x\n", "-1\n", "2000000\n", "\n"})
    void refusesASparseMapBeforeTheDataThatIsWrong(String map) {
        refused(
                new TarBytes()
                        .pax("GNU.sparse.major", "1", "GNU.sparse.minor", "0", "GNU.sparse.realsize", "100")
                        .header("x", '0', header -> header.size(512))
                        .content(map),
                "sparse");
    }

    @Test
    void refusesAnOldSparseMapThatIsWrong() {
        refused(
                new TarBytes()
                        .header(
                                "x",
                                'S',
                                header -> header.gnu()
                                        .size(5)
                                        .text(386, "00000000010\0" + "00000000005\0")
                                        .text(483, "00000000003\0"))
                        .content("12345"),
                "sparse");
        refused(
                new TarBytes()
                        .header(
                                "x",
                                'S',
                                header -> header.gnu()
                                        .text(386, NEGATIVE + NEGATIVE)
                                        .text(483, "00000000003\0")),
                "negative");
        refused(
                new TarBytes()
                        .header(
                                "x",
                                'S',
                                header -> header.gnu()
                                        .text(386, "00000000000\0".repeat(8))
                                        .text(482, "\1")),
                "cut off");
    }
}
