package io.bundlebackup.vault.browse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.bundlebackup.manifest.RawPath;
import io.bundlebackup.repository.tree.LargeTrees;
import io.bundlebackup.vault.work.SnapshotChain;
import io.bundlebackup.vault.work.SnapshotData;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ZipFormatTests {
    private static final Instant BEFORE_1980 = Instant.ofEpochSecond(1_000);
    private static final Instant AFTER_2038 = Instant.parse("2101-01-01T00:00:00Z");

    private final SnapshotChain chain;

    @TempDir
    private Path directory;

    ZipFormatTests() throws IOException {
        chain = new SnapshotChain();
    }

    @AfterEach
    void close() {
        chain.close();
    }

    @Test
    void hasLinksModesOwnersTimesAndNames() throws Exception {
        try (var zip = ZipFile.builder().setPath(zipOfAll()).get()) {
            var link = entry(zip, "a/link");
            assertThat(link.isUnixSymlink()).isTrue();
            assertThat(zip.getUnixSymlink(link)).isEqualTo("gone/ä");
            assertThat(entry(zip, "a/").getUnixMode()).isEqualTo(040750);
            var run = entry(zip, "a/run");
            assertThat(run.getUnixMode()).isEqualTo(0100751);
            assertThat(run.getLastModifiedTime().toInstant()).isEqualTo(BEFORE_1980);
            assertThat(text(zip, run)).isEqualTo("content");
            assertThat(text(zip, entry(zip, "a/same"))).isEqualTo("content");
            assertThat(entry(zip, "50%;ä").getGeneralPurposeBit().usesUTF8ForNames())
                    .isTrue();
            assertThat(Collections.list(zip.getEntries()).stream()
                            .filter(each -> !each.getGeneralPurposeBit().usesUTF8ForNames())
                            .map(each -> new String(each.getRawName(), StandardCharsets.ISO_8859_1)))
                    .containsExactly("raw-\u00ff");
        }
    }

    @Test
    void bsdtarRestoresEverythingAsItWas() throws Exception {
        isRestored("bsdtar -xpf Z -C D", zipOfAll());
    }

    /** unzip 6.0 leaves out the bytes of names that are not UTF-8, also of zips of Info-ZIP itself. */
    @Test
    void unzipRestoresEverythingAsItWas() throws Exception {
        isRestored("unzip -q Z -d D", zipOfNamesInUtf8());
    }

    private void isRestored(String command, Path zip) throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin", command.split(" ")[0])), "the program is not installed");
        var restored = Files.createDirectory(directory.resolve("restored"));

        run(command.replace("Z", zip.toString()).replace("D", restored.toString()));

        assertThat(picture(restored)).isEqualTo(picture(chain.source));
    }

    @Test
    void pythonFindsNoFault() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/python3")), "python3 is not installed");
        run("/usr/bin/python3 -m zipfile -t " + zipOfAll());
    }

    @Test
    void aPathThatIsNamedTwiceComesOnce() throws Exception {
        chain.file("a/x", "content");
        chain.file("b", "b");
        var zip = zip(RawPath.of("a/x"), RawPath.of("b"), RawPath.of("a"), RawPath.of("b"));
        assertThat(names(zip)).containsExactly("b", "a/", "a/x");
        assertThat(names(zip(RawPath.of("b"), RawPath.ROOT))).containsExactly("a/", "a/x", "b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"unzip -tq Z", "bsdtar -tf Z", "sh -c bsdtar$IFS-tf$IFS-<Z", "python3 -m zipfile -t Z"})
    void largeFilesAndArchivesAreRead(String command) throws Exception {
        var zip = zip64();
        var program = command.contains("bsdtar") ? "bsdtar" : command.split(" ")[0];
        assumeTrue(Files.isExecutable(Path.of("/usr/bin", program)), "the program is not installed");
        run(command.replace("Z", zip.toString()));
    }

    @Test
    void largeFilesHaveTheFieldsOf64Bits() throws Exception {
        try (var zip = ZipFile.builder().setPath(zip64()).get()) {
            assertThat(text(zip, entry(zip, "large"))).isEqualTo("large content");
            assertThat(text(zip, entry(zip, "small"))).isEqualTo("small");
        }
    }

    @Test
    void moreThan65535EntriesAreListed() throws Exception {
        var file = directory.resolve("many.zip");
        try (var out = Files.newOutputStream(file);
                var buffered = new BufferedOutputStream(out);
                var zip = new ZipWriter(buffered)) {
            for (int i = 0; i < 70_000; i++) {
                zip.add(named("f" + i), new byte[0]);
            }
            zip.finish();
        }
        assertThat(names(file)).hasSize(70_000);
    }

    /** Every field is written as in an archive of more than 4 GiB. */
    private Path zip64() throws IOException {
        var file = directory.resolve("large.zip");
        try (var out = Files.newOutputStream(file);
                var zip = new ZipWriter(out, true)) {
            var content = "large content".getBytes(StandardCharsets.UTF_8);
            zip.addFile(named("large"), content.length, new ByteArrayInputStream(content));
            zip.add(named("small"), "small".getBytes(StandardCharsets.UTF_8));
            zip.finish();
        }
        return file;
    }

    private static ZipWriter.Entry named(String name) {
        return new ZipWriter.Entry(name.getBytes(StandardCharsets.UTF_8), true, 0100644, 1, 2, AFTER_2038);
    }

    private Path zipOfAll() throws Exception {
        chain.file("raw-\u00ff", "raw");
        return zipOfNamesInUtf8();
    }

    private Path zipOfNamesInUtf8() throws Exception {
        var run = chain.file("a/run", "content");
        Files.setPosixFilePermissions(run, PosixFilePermissions.fromString("rwxr-x--x"));
        Files.setLastModifiedTime(run, FileTime.from(BEFORE_1980));
        Files.createLink(chain.source.resolve("a/same"), run);
        Files.createSymbolicLink(chain.source.resolve("a/link"), Path.of("gone/ä"));
        Files.createSymbolicLink(chain.source.resolve("there"), Path.of("a/run"));
        Files.createDirectory(chain.source.resolve("empty"));
        Files.writeString(chain.source.resolve("50%;ä"), "x".repeat(1_000));
        Files.setPosixFilePermissions(chain.source.resolve("a"), PosixFilePermissions.fromString("rwxr-x---"));
        return zip(RawPath.ROOT);
    }

    private Path zip(RawPath... paths) throws Exception {
        var root = chain.backUp().facts().tree();
        var files = new SnapshotFiles(
                chain.blobs, SnapshotData.find(chain.blobs, root, List.of("/data")), new LargeTrees(0));
        var file = directory.resolve("a.zip");
        try (var out = Files.newOutputStream(file)) {
            SnapshotArchive.writeZip(files, List.of(paths), out);
        }
        return file;
    }

    /** Types, permissions, times to the second, and content of a tree. */
    private static List<String> picture(Path root) throws IOException {
        var found = new ArrayList<String>();
        try (Stream<Path> all = Files.walk(root)) {
            for (var path : all.filter(each -> !each.equals(root)).sorted().toList()) {
                int mode =
                        (int) Objects.requireNonNull(Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS));
                var content = Files.isSymbolicLink(path)
                        ? Files.readSymbolicLink(path).toString()
                        : Files.isDirectory(path) ? "" : Files.readString(path, StandardCharsets.ISO_8859_1);
                var time = Files.isSymbolicLink(path)
                        ? ""
                        : Files.getLastModifiedTime(path).toInstant().getEpochSecond();
                found.add(root.relativize(path) + " " + Integer.toOctalString(mode) + " " + time + " " + content);
            }
        }
        return found;
    }

    private static List<String> names(Path file) throws IOException {
        try (var zip = ZipFile.builder().setPath(file).get()) {
            return Collections.list(zip.getEntries()).stream()
                    .map(ZipArchiveEntry::getName)
                    .toList();
        }
    }

    private static ZipArchiveEntry entry(ZipFile zip, String name) {
        return Objects.requireNonNull(zip.getEntry(name), name);
    }

    private static String text(ZipFile zip, ZipArchiveEntry entry) throws IOException {
        try (var in = zip.getInputStream(entry)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static void run(String command) throws IOException, InterruptedException {
        var process = new ProcessBuilder(command.split(" ", command.startsWith("sh ") ? 3 : 0))
                .redirectErrorStream(true)
                .start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as("%s: %s", command, said).isZero();
    }
}
