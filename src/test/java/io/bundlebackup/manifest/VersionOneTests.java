package io.bundlebackup.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class VersionOneTests {
    private static final ManifestHeader HEADER =
            new ManifestHeader("com.example.hiworld", new UUID(1, 2), null, 1_700_000_000_000L);
    private static final String FIRST = "version=1.0&attrNum=8\n";
    private static final String COLUMNS = "path;mode;dir;size;mtime;hash;usertar;encodeFlag\n";
    private static final String HASH = "0123456789ABCDEF".repeat(4);

    @TempDir
    Path directory = Path.of("");

    private static String file(String path) {
        return path + ";33200;0;123;1700000000;" + HASH + ";0;0\n";
    }

    private static String directory(String path) {
        return path + ";16893;1;4096;1700000000;;0;0\n";
    }

    /** A file's line with one column changed; columns are counted from 0. */
    private static String with(int column, String value) {
        String[] columns = file("a").strip().split(";", -1);
        columns[column] = value;
        return String.join(";", columns) + "\n";
    }

    private String converted(String latin1) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var in = new ByteArrayInputStream(latin1.getBytes(StandardCharsets.ISO_8859_1))) {
            VersionOne.convert(in, HEADER, out, directory.resolve("scratch"));
        }
        assertThat(directory).isEmptyDirectory();
        return out.toString(StandardCharsets.ISO_8859_1);
    }

    /** What it becomes, without the header. */
    private String lines(String latin1) throws IOException {
        String text = converted(latin1);
        String header = new String(HEADER.lines(), StandardCharsets.US_ASCII);
        assertThat(text).startsWith(header);
        return text.substring(header.length());
    }

    private static String fileInTwo(String path) {
        return path + ";33200;0;123;1700000000;" + HASH.toLowerCase(Locale.ROOT) + ";0;0;0;;;0;0;0;;;\n";
    }

    private static String directoryInTwo(String path) {
        return path + ";16893;1;0;1700000000;;0;0;0;;;0;0;0;;;\n";
    }

    @Test
    void isConvertedToVersionTwoInItsOrderWithRelativePaths() throws IOException {
        assertThat(lines(FIRST
                        + COLUMNS
                        + file("/data/storage/el2/base/files/b.txt")
                        + file("/data/storage/el2/base/files.old/a")
                        + file("data/storage/el2/base/files/a/b")
                        + directory("/data/storage/el2/base/files/a")
                        + directory("/data/storage/el2/base/files")))
                .isEqualTo(directoryInTwo("data/storage/el2/base/files")
                        + directoryInTwo("data/storage/el2/base/files/a")
                        + fileInTwo("data/storage/el2/base/files/a/b")
                        + fileInTwo("data/storage/el2/base/files/b.txt")
                        + fileInTwo("data/storage/el2/base/files.old/a"));
    }

    @Test
    void mayHaveLinesThatEndWithCrLfAndALastOneThatDoesNotEnd() throws IOException {
        String expected = fileInTwo("a") + fileInTwo("b");
        String text = FIRST + COLUMNS + file("b") + file("/a");

        assertThat(lines(text)).isEqualTo(expected);
        assertThat(lines(text.strip())).isEqualTo(expected);
        assertThat(lines(text.replace("\n", "\r\n"))).isEqualTo(expected);
        assertThat(lines(text.replace("\n", "\r\n").strip())).isEqualTo(expected);
        assertThat(lines(text.replace("\n", "\r\n").strip() + "\r")).isEqualTo(expected);
    }

    @Test
    void mayHaveSevenColumns() throws IOException {
        assertThat(lines("version=1.0&attrNum=7\npath;mode;dir;size;mtime;hash;usertar\n" + "/100%;33200;0;5;-7;" + HASH
                        + ";1\n"))
                .isEqualTo("100%25;33200;0;5;-7;" + HASH.toLowerCase(Locale.ROOT) + ";1;1;0;;;0;0;0;;;\n");
    }

    @Test
    void doesNotReadIsIncrementalAsUsertar() throws IOException {
        assertThat(lines(FIRST + COLUMNS.replace("usertar", "isIncremental") + with(6, "1")))
                .isEqualTo(fileInTwo("a"));
    }

    @Test
    void decodesEncodedPathsAndTakesOthersLiterally() throws IOException {
        assertThat(lines(FIRST
                        + COLUMNS
                        + with(0, "%2Fa%0ab").replace(";0;0\n", ";0;1\n")
                        + file("x%y")
                        + file("\u00ff\t")))
                .isEqualTo(fileInTwo("a%0Ab").replace(";0;0;0;;;0", ";0;1;0;;;0")
                        + fileInTwo("x%25y").replace(";0;0;0;;;0", ";0;1;0;;;0")
                        + fileInTwo("%FF%09").replace(";0;0;0;;;0", ";0;1;0;;;0"));
    }

    @Test
    void leavesOutLinksAndFilesWithoutHash() throws IOException {
        assertThat(lines(FIRST + COLUMNS + file("a") + with(0, "b").replace(HASH, "") + "c;41471;0;3;5;;0;0\n"))
                .as("a file without a hash, and a symbolic link")
                .isEqualTo(fileInTwo("a"));
    }

    @Test
    void mayNameTheRootAndNeedNot() throws IOException {
        assertThat(lines(FIRST + COLUMNS + file("a") + directory("/"))).isEqualTo(directoryInTwo(".") + fileInTwo("a"));
        assertThat(lines(FIRST + COLUMNS + file("a") + directory("."))).isEqualTo(directoryInTwo(".") + fileInTwo("a"));
        assertThat(lines(FIRST + COLUMNS)).isEmpty();
    }

    @Test
    void isRecognizedByItsFirstLine() throws IOException {
        for (String text : new String[] {FIRST, "version=1.0&", "version=1.0&garbage"}) {
            assertThat(begins(text)).as(text).isTrue();
        }
        for (String text : new String[] {"", "version=1.0", "version=2.0&attrNum=17", " version=1.0&"}) {
            assertThat(begins(text)).as(text).isFalse();
        }
    }

    private static boolean begins(String text) throws IOException {
        var in = new BufferedInputStream(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
        boolean begins = VersionOne.begins(in);
        assertThat(in.readAllBytes()).asString(StandardCharsets.UTF_8).isEqualTo(text);
        return begins;
    }

    private static Arguments badLine(String name, String line, String reason) {
        return Arguments.of(name, FIRST + COLUMNS + file("0") + line + file("z"), 4L, reason);
    }

    static Stream<Arguments> bad() {
        return Stream.of(badHeaders(), badShapes(), badColumns(), badPaths()).flatMap(each -> each);
    }

    private static Stream<Arguments> badHeaders() {
        return Stream.of(
                Arguments.of("nothing", "", 1L, "the manifest is empty"),
                Arguments.of(
                        "nine columns", "version=1.0&attrNum=9\n" + COLUMNS, 1L, "not version=1.0&attrNum=8, or 7"),
                Arguments.of("more in the header", FIRST.strip() + "&a=b\n" + COLUMNS, 1L, "the header is not"),
                Arguments.of("one line only", FIRST, 2L, "does not name the columns"),
                Arguments.of(
                        "seven where it said eight", FIRST + COLUMNS.replace(";encodeFlag", ""), 2L, "the 8 columns"),
                Arguments.of("eight where it said seven", FIRST.replace('8', '7') + COLUMNS, 2L, "the 7 columns"),
                Arguments.of(
                        "columns in another order", FIRST + COLUMNS.replace("path;mode", "mode;path"), 2L, "name"));
    }

    private static Stream<Arguments> badShapes() {
        return Stream.of(
                badLine("an empty line", "\n", "has 1 columns instead of 8"),
                badLine("a semicolon in a name", file("a;b"), "has 9 columns"),
                badLine("no encodeFlag", file("a").replace(";0\n", "\n"), "has 7 columns"),
                badLine("a million columns", ";".repeat(1_000_000) + "\n", "has 1000001 columns"),
                badLine("an endless line", ";".repeat(3 << 20) + "\n", "longer than 1048576 bytes"),
                badLine("a line of version 2.0", fileInTwo("a"), "has 17 columns"),
                Arguments.of("cut off within a line", FIRST + COLUMNS + "a;33200;0;12", 3L, "has 4 columns"),
                Arguments.of(
                        "cut off before the last digit",
                        FIRST + COLUMNS + file("a").strip().replaceAll("0$", ""),
                        3L,
                        "0 or 1"));
    }

    private static Stream<Arguments> badColumns() {
        return Stream.of(
                badLine("a mode of letters", with(1, "rw"), "column mode is not a number"),
                badLine("a device", with(1, "8612"), "no regular file, directory or symbolic link"),
                badLine("a directory that says it is none", with(2, "1"), "mode and dir contradict each other"),
                badLine("dir 2", with(2, "2"), "column dir is not 0 or 1"),
                badLine("a negative size", with(3, "-1"), "column size is not a number"),
                badLine("a size beyond 64 bit", with(3, "9223372036854775808"), "column size is not a number"),
                badLine("a directory's size that is none", directory("a").replace("4096", "4k"), "column size"),
                badLine("a time of letters", with(4, "today"), "column mtime is not a number"),
                badLine("a link's time of letters", "c;41471;0;3;x;;0;0\n", "column mtime is not a number"),
                badLine("a short hash", with(5, "ABCD"), "column hash is not 64 hexadecimal digits"),
                badLine("a hash of other letters", with(5, "G".repeat(64)), "hash is not 64"),
                badLine("a directory's hash", directory("a").replace(";;", ";" + HASH + ";"), "only a regular file"),
                badLine("usertar yes", with(6, "yes"), "column usertar is not 0 or 1"),
                badLine("encodeFlag 2", with(7, "2"), "column encodeFlag is not 0 or 1"));
    }

    private static Stream<Arguments> badPaths() {
        return Stream.of(
                badLine("no path", file(""), "the path is empty"),
                badLine("a path that climbs", file("/a/../../b"), "leaves the root"),
                badLine(
                        "a path that climbs in disguise",
                        with(0, "a%2f%2e%2e").replace(";0;0\n", ";0;1\n"),
                        "leaves the root"),
                badLine("two slashes", file("//a"), "leaves the root: it is absolute"),
                badLine("a root that is a file", file("/"), "the root is not a directory"),
                badLine("a broken escape", with(0, "a%0").replace(";0;0\n", ";0;1\n"), "two hexadecimal digits"),
                badLine("a NUL", file("a\0"), "holds a NUL byte"),
                badLine("a name too long", file("n".repeat(256)), "a name longer than 255 bytes"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("bad")
    void namesTheLineAndTheReason(String name, String manifest, long line, String reason) {
        assertThatExceptionOfType(InvalidManifestException.class)
                .as(name)
                .isThrownBy(() -> converted(manifest))
                .withMessageStartingWith("Line " + line + ": ")
                .withMessageContaining(reason)
                .satisfies(e -> assertThat(e.line()).isEqualTo(line));
    }

    @Test
    void namesTheLineOfTheUnsortedManifest() {
        assertThatExceptionOfType(InvalidManifestException.class)
                .isThrownBy(
                        () -> converted(FIRST + COLUMNS + file("z") + file("a") + file("m") + file("/a") + file("b")))
                .withMessage("Line 6: the path a occurs twice.");
        assertThatExceptionOfType(InvalidManifestException.class)
                .isThrownBy(() -> converted(FIRST + COLUMNS + file("z") + file("d/x") + file("d") + file("c")))
                .withMessage("Line 4: the path d/x lies under d, which is not a directory.");
    }

    @Test
    void checksTheOrderOfLinesThatAreLeftOut() {
        String link = "d;41471;0;3;5;;0;0\n";
        assertThatExceptionOfType(InvalidManifestException.class)
                .isThrownBy(() -> converted(FIRST + COLUMNS + file("d/x") + link))
                .withMessage("Line 3: the path d/x lies under d, which is not a directory.");
        assertThatExceptionOfType(InvalidManifestException.class)
                .isThrownBy(() -> converted(FIRST + COLUMNS + file("d") + link))
                .withMessage("Line 4: the path d occurs twice.");
    }

    /** Wherever it breaks off, either that is said, or everything before the break has come through. */
    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n"})
    void truncationWithinALineIsDetectedOrLosesNothing(String newline) throws IOException {
        String text = (FIRST + COLUMNS + file("b") + directory("/a") + file("a/c")).replace("\n", newline);
        int header = (FIRST + COLUMNS).replace("\n", newline).length();
        int taken = 0;
        for (int length = header; length <= text.length(); length++) {
            String cut = text.substring(0, length);
            String lost = cut.substring(cut.lastIndexOf('\n') + 1);
            boolean whole = lost.isEmpty() || lost.matches("([^;]*;){6}[01];[01]\r?");
            try {
                assertThat(lines(cut).lines().count())
                        .isEqualTo(cut.strip().lines().count() - 2);
                assertThat(whole).as(cut).isTrue();
                taken++;
            } catch (InvalidManifestException e) {
                assertThat(whole).as(cut).isFalse();
                assertThat(e.line()).isEqualTo(cut.lines().count());
            }
        }
        assertThat(taken).isEqualTo(1 + 3 * (1 + newline.length()));
    }

    @Test
    void sortsLargeManifestsOnDisk() throws IOException {
        int count = 250_000;
        var in = directory.resolve("in");
        try (var text = Files.newBufferedWriter(in)) {
            text.write(FIRST + COLUMNS);
            for (long i = 0; i < count; i++) {
                // Every number once, because the two have no common divisor.
                text.write(file("/files/%07d.txt".formatted(i * 77_773 % count)));
            }
        }
        var out = directory.resolve("out");
        var scratch = directory.resolve("scratch");
        var spilled = new boolean[1];
        try (var from = Files.newInputStream(in);
                var to = new FilterOutputStream(Files.newOutputStream(out)) {
                    @Override
                    public void write(byte[] bytes, int offset, int length) throws IOException {
                        spilled[0] |= Files.size(scratch) > ExternalSort.RUN;
                        super.out.write(bytes, offset, length);
                    }
                }) {
            VersionOne.convert(from, HEADER, to, scratch);
        }

        assertThat(spilled[0]).isTrue();
        assertThat(scratch).doesNotExist();
        int read = 0;
        try (var reader = new ManifestReader(Files.newInputStream(out))) {
            for (Entry entry = reader.next(); entry != null; entry = reader.next()) {
                assertThat(entry.path().encoded()).isEqualTo("files/%07d.txt".formatted(read++));
            }
        }
        assertThat(read).isEqualTo(count);
    }
}
