package io.bundlebackup.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ManifestWriterTests {
    private static final UUID GENERATION = UUID.fromString("4f0c3d1e-0000-4000-8000-00000000000a");
    private static final String HASH = "0123456789abcdef".repeat(4);

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    private ManifestWriter writer(@Nullable UUID parent) {
        return new ManifestWriter(
                bytes, new ManifestHeader("com.example.hiworld:1", GENERATION, parent, 1700000000123L));
    }

    private static Entry directory(String path) {
        return new Entry(
                RawPath.of(path), 0040755, 0, new UnixTime(5, 6), null, false, null, 3, 0, 0, null, List.of(), "");
    }

    private static Entry file(String path) {
        return new Entry(
                RawPath.of(path),
                0100644,
                7,
                new UnixTime(-1, 500_000_000),
                HASH,
                true,
                new UnixTime(8, 9),
                -1,
                1000,
                4294967295L,
                null,
                List.of(),
                "part.0.tar");
    }

    @Test
    void writesTwoHeaderLinesAndSeventeenColumns() throws IOException {
        try (var writer = writer(UUID.fromString("4f0c3d1e-0000-4000-8000-00000000000b"))) {
            writer.write(directory("."));
            writer.write(file("a"));
            var link = new Link("t;\u00ff".getBytes(StandardCharsets.ISO_8859_1));
            var xattr = new Xattr("user.x,:".getBytes(StandardCharsets.UTF_8), new byte[] {-1, 0});
            var other = new Xattr("user.y".getBytes(StandardCharsets.UTF_8), new byte[0]);
            writer.write(new Entry(
                    RawPath.of("ü"),
                    0120777,
                    0,
                    UnixTime.EPOCH,
                    null,
                    false,
                    null,
                    4,
                    0,
                    0,
                    link,
                    List.of(other, xattr),
                    "p"));
        }

        assertThat(bytes.toString(StandardCharsets.UTF_8)).isEqualTo("""
                        version=2.0&attrNum=17&bundle=com.example.hiworld:1&generation=4f0c3d1e-0000-4000-8000-00000000000a&parent=4f0c3d1e-0000-4000-8000-00000000000b&begunAt=1700000000123
                        path;mode;dir;size;mtime;hash;usertar;encodeFlag;mtimeNanos;ctime;ctimeNanos;inode;uid;gid;link;xattrs;fileName
                        .;16877;1;0;5;;0;0;6;;;3;0;0;;;
                        a;33188;0;7;-1;HASH;1;0;500000000;8;9;18446744073709551615;1000;4294967295;;;part.0.tar
                        %C3%BC;41471;0;0;0;;0;1;0;;;4;0;0;t%3B%FF;user.x%2C%3A:/wA=,user.y:;p
                        """.replace("HASH", HASH));
    }

    @Test
    void leavesTheParentEmptyInAFirstGeneration() throws IOException {
        writer(null).close();

        assertThat(bytes.toString(StandardCharsets.UTF_8)).contains("&parent=&begunAt=");
    }

    @Test
    void refusesEntriesOutOfOrder() throws IOException {
        try (var writer = writer(null)) {
            writer.write(directory("b"));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> writer.write(file("a")))
                    .withMessage("the path a is out of order: it belongs before b");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> writer.write(directory("b")))
                    .withMessage("the path b occurs twice");
            assertThatIllegalArgumentException().isThrownBy(() -> writer.write(directory(".")));
            writer.write(file("b/c"));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> writer.write(file("b/c/d")))
                    .withMessageContaining("which is not a directory");
        }
    }

    @Test
    void refusesARegularFileThatWasNotHashed() throws IOException {
        Entry file =
                new Entry(RawPath.of("a"), 0100644, 7, UnixTime.EPOCH, null, false, null, 1, 0, 0, null, List.of(), "");
        try (var writer = writer(null)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> writer.write(file))
                    .withMessage("the regular file a has no hash");
        }
        assertThat(ManifestLine.render(file.withContent(8, HASH))).isNotEmpty();
    }

    /** A manifest with a directory and many files in it, as it is read again. */
    private ManifestReader manifestOf(String directory, int files) throws IOException {
        var other = new ByteArrayOutputStream();
        try (var writer = new ManifestWriter(other, new ManifestHeader("com.example", GENERATION, null, 1))) {
            writer.write(directory(directory));
            for (int i = 0; i < files; i++) {
                writer.write(file(directory + "/" + (100_000 + i)));
            }
        }
        return new ManifestReader(new ByteArrayInputStream(other.toByteArray()));
    }

    @Test
    void copiesTheLinesOfAnotherManifestVerbatim() throws IOException {
        try (var writer = writer(null)) {
            writer.write(directory("."));
            writer.writeRest(manifestOf("d", 1_000));
            writer.writeRest(manifestOf("e", 0));
            var read = manifestOf("f", 1);
            writer.write(Objects.requireNonNull(read.next()));
            writer.writeRest(read);
            writer.writeRest(read);
            assertThat(writer.count()).isEqualTo(1 + 1_001 + 1 + 2);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> writer.write(file("f/1")))
                    .withMessageContaining("out of order");
            writer.write(file("g"));
        }
        try (var reader = new ManifestReader(new ByteArrayInputStream(bytes.toByteArray()))) {
            var paths = new ArrayList<String>();
            for (var entry = reader.next(); entry != null; entry = reader.next()) {
                paths.add(entry.path().toString());
            }
            assertThat(paths).hasSize(1_006).startsWith(".", "d", "d/100000").endsWith("e", "f", "f/100000", "g");
        }
    }

    @Test
    void refusesLinesOfAnotherManifestThatBelongBefore() throws IOException {
        try (var writer = writer(null)) {
            writer.write(directory("."));
            writer.write(file("f"));
            var before = manifestOf("d", 10);

            assertThatIllegalArgumentException()
                    .isThrownBy(() -> writer.writeRest(before))
                    .withMessageContaining("out of order");
        }
    }
}
