package io.bundlebackup.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ManifestReaderTests {
    private static final String FIRST = "version=2.0&attrNum=17&bundle=com.example.hiworld"
            + "&generation=4f0c3d1e-0000-4000-8000-00000000000a&parent=&begunAt=1700000000123\n";
    private static final String COLUMNS = ManifestHeader.COLUMNS + "\n";
    private static final String HEADER = FIRST + COLUMNS;
    private static final String HASH = "0123456789abcdef".repeat(4);
    private static final String ROOT = ".;16877;1;0;5;;0;0;6;;;3;0;0;;;\n";

    private static String file(String path) {
        return path + ";33188;0;7;1;" + HASH + ";0;0;0;8;9;10;0;0;;;part.0.tar\n";
    }

    /** The line of a file with one column changed; columns are counted from 0. */
    private static String with(int column, String value) {
        String[] columns = file("a").strip().split(";", -1);
        columns[column] = value;
        return String.join(";", columns) + "\n";
    }

    private static String encoded(String path) {
        return file(path).replace(";0;0;0;8", ";0;1;0;8");
    }

    private static Arguments badLine(String name, String line, String reason) {
        return Arguments.of(name, HEADER + ROOT + line, 4L, reason);
    }

    static Stream<Arguments> badManifests() {
        return Stream.of(badHeaders(), badShapes(), badPaths(), badNumbers(), badTexts())
                .flatMap(bad -> bad);
    }

    private static Stream<Arguments> badHeaders() {
        return Stream.of(
                Arguments.of("nothing", "", 1L, "the manifest is empty"),
                Arguments.of("garbage", "\u001f\u008b\u0008 no manifest", 1L, "ends within a line"),
                Arguments.of("garbage line", "hello\n", 1L, "not the first line of a manifest"),
                Arguments.of("a byte order mark", "\u00ef\u00bb\u00bf" + HEADER, 1L, "not the first line"),
                Arguments.of("version 1.0", "version=1.0&attrNum=8\n", 1L, "is of version 1.0, only 2.0 can be read"),
                Arguments.of("version 3.0", FIRST.replace("2.0", "3.0") + COLUMNS, 1L, "is of version 3.0"),
                Arguments.of(
                        "another bundle",
                        HEADER.replace("hiworld", "other"),
                        1L,
                        "com.example.other, not of com.example.hiworld"),
                Arguments.of(
                        "a bundle without a name",
                        HEADER.replace("com.example.hiworld", ""),
                        1L,
                        "does not name a bundle"),
                Arguments.of("a short uuid", HEADER.replace("4f0c3d1e-", "1-"), 1L, "the header is not version=2.0"),
                Arguments.of("a parent that is none", HEADER.replace("parent=", "parent=x"), 1L, "the header is not"),
                Arguments.of(
                        "its own parent",
                        HEADER.replace("parent=", "parent=4f0c3d1e-0000-4000-8000-00000000000a"),
                        1L,
                        "names itself as its parent"),
                Arguments.of("a negative begin", HEADER.replace("begunAt=", "begunAt=-"), 1L, "the header is not"),
                Arguments.of("more fields", FIRST.replace("123\n", "123&a=b\n") + COLUMNS, 1L, "the header is not"),
                Arguments.of("lines that end with CRLF", HEADER.replace("\n", "\r\n"), 1L, "the header is not"),
                Arguments.of("one line only", FIRST, 2L, "does not name the columns"),
                Arguments.of("other columns", FIRST + COLUMNS.replace("link", "lonk"), 2L, "does not name the columns"),
                Arguments.of("a header cut off", FIRST + ManifestHeader.COLUMNS, 2L, "ends within a line"));
    }

    private static Stream<Arguments> badShapes() {
        return Stream.of(
                badLine("an empty line", "\n", "has 1 columns instead of 17"),
                badLine("a column too few", file("a").replace(";part", "part"), "has 16 columns"),
                badLine("a column too many", file("a").replace(";part", ";;part"), "has 18 columns"),
                badLine("seven columns", "a;1;2;3;4;5;6\n", "has 7 columns"),
                badLine("a manifest cut off", file("a").strip(), "ends within a line"),
                badLine("a line that never ends", "a".repeat(ManifestLine.MAX_LENGTH + 5), "longer than 1048576 bytes"),
                badLine("an endless line", "a".repeat(3 << 20) + "\n", "longer than 1048576 bytes"));
    }

    private static Stream<Arguments> badPaths() {
        return Stream.of(
                badLine("an empty path", with(0, ""), "the path is empty"),
                badLine("the root twice", ROOT, "the path . occurs twice"),
                badLine("an absolute path", file("/etc/passwd"), "leaves the root: it is absolute"),
                badLine("a path that climbs", file("a/../../b"), "leaves the root"),
                badLine("a path that climbs in disguise", encoded("a%2f%2e%2e"), "leaves the root"),
                badLine("an escaped NUL", encoded("a%00"), "holds a NUL byte"),
                badLine("a broken escape", encoded("a%0"), "two hexadecimal digits"),
                badLine("an escape without the flag", file("a%3Bb"), "although encodeFlag is 0"),
                badLine("a control character", file("a\tb"), "although encodeFlag is 0"),
                badLine("a path that is not UTF-8", file("\u00ff"), "although encodeFlag is 0"),
                badLine("a name too long", file("n".repeat(256)), "a name longer than 255 bytes"));
    }

    private static Stream<Arguments> badNumbers() {
        return Stream.of(
                badLine("a mode of letters", with(1, "rw"), "column mode is not a number"),
                badLine("a device", with(1, "8612"), "no regular file, directory or symbolic link"),
                badLine("a fifo", with(1, "4516"), "no regular file, directory or symbolic link"),
                badLine("a directory that says it is none", with(2, "1"), "mode and dir contradict each other"),
                badLine("dir 2", with(2, "2"), "column dir is not 0 or 1"),
                badLine("a negative size", with(3, "-1"), "column size is not a number"),
                badLine("a size with a sign", with(3, "+1"), "column size is not a number"),
                badLine("a size beyond 64 bit", with(3, "9223372036854775808"), "column size is not a number"),
                badLine("no size", with(3, ""), "column size is not a number"),
                badLine("a number with a space", with(3, "1 "), "column size is not a number"),
                badLine("a time that is only a minus", with(4, "-"), "column mtime is not a number"),
                badLine("a time beyond 64 bit", with(4, "-9223372036854775809"), "column mtime is not a number"));
    }

    private static Stream<Arguments> badTexts() {
        return Stream.of(
                badLine("a short hash", with(5, "abcd"), "column hash is not 64 hexadecimal digits"),
                badLine("a hash of other letters", with(5, "g".repeat(64)), "hash is not 64 lower-case"),
                badLine("a file without a hash", with(5, ""), "the regular file a has no hash"),
                badLine("usertar yes", with(6, "yes"), "column usertar is not 0 or 1"),
                badLine("encodeFlag 10", with(7, "10"), "column encodeFlag is not 0 or 1"),
                badLine("a second of nanoseconds", with(8, "1000000000"), "column mtimeNanos is not a number"),
                badLine("half a ctime", with(9, ""), "column ctime is not a number"),
                badLine("the other half", with(10, ""), "column ctimeNanos is not a number"),
                badLine("an inode beyond 64 bit", with(11, "18446744073709551616"), "column inode is not a number"),
                badLine("a signed inode", with(11, "+1844674407370955161"), "column inode is not a number"),
                badLine("a uid beyond 32 bit", with(12, "4294967296"), "column uid is not a number"),
                badLine("no gid", with(13, ""), "column gid is not a number"),
                badLine("a hard link out of the root", with(14, "../a"), "leaves the root"),
                badLine("a hard link to what comes later", with(14, "b"), "does not come before"),
                badLine("bad base64", with(15, "user.a:?"), "holds a bad name or value"),
                badLine("an attribute without a value", with(15, "user.a"), "is not name:base64"),
                badLine("an attribute without a name", with(15, ":AA=="), "bad name or value"),
                badLine("attributes unsorted", with(15, "user.b:,user.a:"), "sorted by name"),
                badLine("an attribute twice", with(15, "user.a:,user.a:"), "each name once"),
                badLine("a trailing comma", with(15, "user.a:,"), "is not name:base64"),
                badLine("a file name with a slash", with(16, "../part"), "the file name is not"),
                badLine("a file name ..", with(16, ".."), "the file name is not"),
                badLine("a carriage return", with(16, "part.0.tar\r"), "the file name is not"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badManifests")
    void namesTheLineAndTheReason(String name, String manifest, long line, String reason) {
        assertThatExceptionOfType(InvalidManifestException.class)
                .as(name)
                .isThrownBy(() -> readAll(manifest))
                .withMessageStartingWith("Line " + line + ": ")
                .withMessageContaining(reason)
                .satisfies(e -> assertThat(e.line()).isEqualTo(line));
    }

    @Test
    void refusesPathsUnsortedOrDoubledOrUnderAFile() {
        assertThatExceptionOfType(InvalidManifestException.class)
                .isThrownBy(() -> readAll(HEADER + file("b") + file("a")))
                .withMessage("Line 4: the path a is out of order: it belongs before b.");
        assertThatExceptionOfType(InvalidManifestException.class)
                .isThrownBy(() -> readAll(HEADER + file("a") + encoded("%61")))
                .withMessage("Line 4: the path a occurs twice.");
        assertThatExceptionOfType(InvalidManifestException.class)
                .isThrownBy(() -> readAll(HEADER + file("a") + file("a/b")))
                .withMessage("Line 4: the path a/b lies under a, which is not a directory.");
    }

    @Test
    void readsAStreamThatComesByteByByte() throws IOException {
        byte[] bytes = (HEADER + ROOT + file("a") + file("b")).getBytes(StandardCharsets.UTF_8);
        var trickle = new ByteArrayInputStream(bytes) {
            @Override
            public synchronized int read(byte[] target, int offset, int length) {
                return super.read(target, offset, Math.min(length, 1));
            }
        };

        assertThat(count(trickle)).isEqualTo(3);
    }

    @Test
    void countsLinesWithTheHeader() throws IOException {
        try (var reader = new ManifestReader(in(HEADER + ROOT))) {
            assertThat(reader.line()).isEqualTo(2);
            assertThat(reader.next()).isNotNull();
            assertThat(reader.line()).isEqualTo(3);
            assertThat(reader.next()).isNull();
        }
    }

    @Test
    void readsNumbersToTheirEnds() throws IOException {
        Entry entry = ManifestLine.parse(
                (".;16877;1;0;-9223372036854775808;;0;0;999999999;9223372036854775807;0;18446744073709551615;4294967295;0;;;")
                        .getBytes(StandardCharsets.UTF_8),
                1);

        assertThat(entry.mtime()).isEqualTo(new UnixTime(Long.MIN_VALUE, 999_999_999));
        assertThat(entry.ctime()).isEqualTo(new UnixTime(Long.MAX_VALUE, 0));
        assertThat(Long.toUnsignedString(entry.inode())).isEqualTo("18446744073709551615");
        assertThat(entry.uid()).isEqualTo(4294967295L);
    }

    @Test
    void acceptsAManifestWithoutEntries() throws IOException {
        assertThat(count(in(HEADER))).isZero();
    }

    private static void readAll(String latin1) throws IOException {
        count(in(latin1));
    }

    private static ByteArrayInputStream in(String latin1) {
        return new ByteArrayInputStream(latin1.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static int count(InputStream in) throws IOException {
        int entries = 0;
        try (var reader = new ManifestReader(in, "com.example.hiworld")) {
            while (reader.next() != null) {
                entries++;
            }
        }
        return entries;
    }
}
