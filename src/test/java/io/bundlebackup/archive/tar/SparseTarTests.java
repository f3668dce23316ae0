package io.bundlebackup.archive.tar;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class SparseTarTests {
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
        var file = ReadTar.only(new TarBytes()
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
    void skipsAHugeHoleInConstantTime() throws IOException {
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
}
