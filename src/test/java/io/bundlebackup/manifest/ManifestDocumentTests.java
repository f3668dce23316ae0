package io.bundlebackup.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code docs/manifest.md} shows a manifest that can be read, and that says what the page says of it. */
class ManifestDocumentTests {
    private static final Path PAGE = Path.of("docs", "manifest.md");
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w*)\n(.*?)^```$");
    private static final String OLD_PART = "1790000000000_part.0.tar";
    private static final String NEW_PART = "1790086400000_part.0.tar";

    @TempDir
    Path directory = Path.of("");

    private String page = "";
    private byte[] example = {};
    private ManifestHeader header = new ManifestHeader("none", new UUID(0, 0), null, 0);
    private final Map<String, Entry> entries = new LinkedHashMap<>();

    @BeforeEach
    void read() throws IOException {
        page = Files.readString(PAGE);
        example = block("", "version=2.0").getBytes(StandardCharsets.UTF_8);
        try (var reader = new ManifestReader(new ByteArrayInputStream(example), "com.example.notes")) {
            header = reader.header();
            for (Entry entry = reader.next(); entry != null; entry = reader.next()) {
                entries.put(entry.path().encoded(), entry);
            }
        }
    }

    private String block(String language, String begin) {
        return BLOCK.matcher(page)
                .results()
                .filter(block ->
                        block.group(1).equals(language) && block.group(2).startsWith(begin))
                .map(block -> block.group(2))
                .findFirst()
                .orElseThrow();
    }

    private Entry at(String path) {
        return Objects.requireNonNull(entries.get(path), path);
    }

    private static String sha256(byte[] content) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    }

    private static String sha256(String content) throws Exception {
        return sha256(content.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void theExampleIsCompleteAndVerbatim() throws Exception {
        var file = Files.write(directory.resolve("manifest"), example);

        var index = ManifestIndex.build(file, directory.resolve("scratch"));
        var written = new ByteArrayOutputStream();
        try (var writer = new ManifestWriter(written, header)) {
            for (Entry entry : entries.values()) {
                writer.write(entry);
            }
        }

        assertThat(index.lines()).isEqualTo(entries.size());
        assertThat(written.toByteArray()).isEqualTo(example);
        assertThat(header.generation()).hasToString("9a2e5b0c-7c1d-4f6e-8a55-3d0f2b7c9e10");
        assertThat(header.parent()).hasToString("2b7d1f64-0a3c-4e9b-9c11-5f8e6d4a7b20");
    }

    @Test
    void everyEntryIsExplained() {
        assertThat(page).contains("- The root, `.`,");
        assertThat(entries.keySet().stream().filter(path -> !path.equals(".")))
                .allSatisfy(path -> assertThat(page).contains("\n- `" + path + "` "));
    }

    @Test
    void theRootAndADirectoryAreAsExplained() {
        assertThat(at(".").isDirectory()).isTrue();
        assertThat(at(".").mode() & 07777).isEqualTo(0755);
        assertThat(at(".").uid()).isEqualTo(1000);
        assertThat(at(".").gid()).isEqualTo(1000);
        assertThat(at(".").mtime()).isEqualTo(new UnixTime(1_790_080_000, 250_000_000));
        assertThat(at("files").isDirectory()).isTrue();
        for (var young : List.of("files", "files/today.txt")) {
            assertThat(at(young).ctime()).isNull();
            assertThat(header.begunAt()
                            - at(young).mtimeSeconds() * 1000
                            - at(young).mtimeNanos() / 1_000_000)
                    .isBetween(0L, 1999L);
        }
        assertThat(entries.values().stream().filter(entry -> entry.ctime() == null))
                .hasSize(2);
    }

    @Test
    void namesAreAsExplained() throws Exception {
        var encoded = at("files/100%25%3B.txt");
        assertThat(encoded.path().bytes()).asString(StandardCharsets.UTF_8).isEqualTo("files/100%;.txt");
        assertThat(encoded.size()).isZero();
        assertThat(encoded.sha256()).isEqualTo(sha256(""));
        assertThat(at("files/%FF").path().name()).containsExactly(0xff);
        assertThat(new ArrayList<>(entries.keySet()).indexOf("files.old")).isEqualTo(entries.size() - 1);
    }

    @Test
    void contentIsAsExplained() throws Exception {
        var a = at("files/a.txt");
        assertThat(a.sha256()).isEqualTo(sha256("hello\n"));
        assertThat(a.size()).isEqualTo(6);
        assertThat(a.xattrs()).containsExactly(new Xattr(RawText.utf8("user.note"), RawText.utf8("hello")));
        assertThat(a.fileName()).isEqualTo(OLD_PART);
        var copy = at("files/copy.txt");
        assertThat(copy.isHardLink()).isTrue();
        assertThat(copy.link()).isEqualTo(Link.to(a.path()));
        assertThat(copy.inode()).isEqualTo(a.inode());
        var big = at("files/big.bin");
        assertThat(big.sha256()).isEqualTo(sha256(new byte[3_000_000]));
        assertThat(big.fileName())
                .isEqualTo("1790000000000_" + sha256("files/big.bin").substring(0, 16) + ".bin");
        var latest = at("files/latest");
        assertThat(latest.isSymbolicLink()).isTrue();
        assertThat(Objects.requireNonNull(latest.link()).encoded()).isEqualTo("../shared/today.txt");
        assertThat(at("files/today.txt").fileName()).isEqualTo(NEW_PART);
        assertThat(at("files/today.txt").sha256()).isEqualTo(sha256("today\n"));
    }

    @Test
    void everyColumnIsDescribedInItsPlace() {
        var described = new LinkedHashMap<Integer, String>();
        Pattern.compile("(?m)^\\| ([0-9]+)(?:, ([0-9]+))? \\| `(\\w+)`(?:, `(\\w+)`)? \\|")
                .matcher(page)
                .results()
                .forEach(row -> {
                    described.put(Integer.valueOf(row.group(1)), row.group(3));
                    if (row.group(2) != null) {
                        described.put(Integer.valueOf(row.group(2)), row.group(4));
                    }
                });

        var columns = ManifestHeader.COLUMNS.split(";");
        assertThat(described).hasSize(columns.length);
        for (int i = 0; i < columns.length; i++) {
            assertThat(described).contains(entry(i + 1, columns[i]));
        }
        assertThat(page).contains("longer than " + String.format("%,d", ManifestLine.MAX_LENGTH) + " bytes");
    }

    /** The function that the page has for other languages puts paths in the order that they have here. */
    @Test
    void theOrderIsAsExplained() throws Exception {
        var paths = new ArrayList<byte[]>();
        entries.values().forEach(entry -> paths.add(entry.path().bytes()));
        for (var more : List.of("files-1", "files!", "files /x", "files.old2", "g", "files/a", "files/a/b", ".files")) {
            paths.add(RawText.utf8(more));
        }
        var script = block("python", "def order")
                + "paths = [bytes.fromhex(line) for line in '''" + hex(paths) + "'''.split()]\n"
                + "print(*[path.hex() for path in sorted(reversed(paths), key=order)], sep='\\n')\n";
        var python = new ProcessBuilder(
                        "python3",
                        Files.writeString(directory.resolve("order.py"), script).toString())
                .redirectErrorStream(true)
                .start();
        var printed = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        paths.sort((a, b) -> RawPath.of(a).compareTo(RawPath.of(b)));

        assertThat(printed.strip()).isEqualTo(hex(paths));
    }

    private static String hex(List<byte[]> paths) {
        return String.join("\n", paths.stream().map(HexFormat.of()::formatHex).toList());
    }

    @Test
    void theExampleOfVersionOneIsAccepted() throws Exception {
        var text = block("", "version=1.0").getBytes(StandardCharsets.UTF_8);
        var converted = new ByteArrayOutputStream();

        assertThat(VersionOne.begins(new ByteArrayInputStream(text))).isTrue();
        VersionOne.convert(new ByteArrayInputStream(text), header, converted, directory.resolve("scratch"));

        assertThat(Arrays.copyOfRange(converted.toByteArray(), header.lines().length, converted.size()))
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("data/storage/el2/base/files;16893;1;0;1700000000;;0;0;0;;;0;0;0;;;\n"
                        + "data/storage/el2/base/files/b.txt;33200;0;6;1700000000;" + sha256("hello\n")
                        + ";0;0;0;;;0;0;0;;;\n");
    }
}
