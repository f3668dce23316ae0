package io.bundlebackup.archive.tar;

import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.fuzz.Fuzz;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is done to the bytes of an archive, the reader reads on or refuses; it never fails in another way and always ends. */
class TarReaderProperties {
    private static final int BLOCK = 512;
    private static final TarLimits LIMITS = new TarLimits(10_000, 1L << 40);

    @TempDir
    Path temp;

    private List<byte[]> soundArchives() throws IOException {
        var archives = new ArrayList<byte[]>();
        Path sample = temp.resolve("sample.tar");
        new TarSample().writeTo(sample);
        archives.add(Files.readAllBytes(sample));
        archives.add(new TarBytes()
                .records('g', TarBytes.pairs("mtime", "7.5", "uid", "9", "comment", "v"))
                .longName('K', "t".repeat(200))
                .longName('L', "n".repeat(200))
                .link("x", '2', "t")
                .pax("path", "p".repeat(120), "SCHILY.xattr.user.a", "b", "size", "3")
                .file("p", "abc")
                .link("h", '1', "p")
                .header("d/", '5')
                .end());
        archives.add(new TarBytes()
                .pax("GNU.sparse.size", "2000", "GNU.sparse.name", "x", "GNU.sparse.map", "1000,3,1500,2")
                .header("GNUSparseFile.1/x", '0', header -> header.size(5))
                .content("abcde")
                .pax("GNU.sparse.major", "1", "GNU.sparse.minor", "0", "GNU.sparse.realsize", "2000")
                .header("y", '0', header -> header.size(517))
                .content("2\n1000\n3\n1500\n2\n")
                .content("abcde")
                .header(
                        "z",
                        'S',
                        header -> header.gnu()
                                .size(3)
                                .text(386, "00000001000\0" + "00000000003\0")
                                .text(483, "00000002000\0"))
                .content("abc")
                .end());
        archives.addAll(SmallTars.in(temp));
        return archives;
    }

    @Test
    void readsOrRefusesChangedArchives() throws Exception {
        var archives = soundArchives();
        Fuzz.of("tar", InvalidArchiveException.class)
                .allocating(4 << 20, 100)
                .run(archives, mutator -> mutator.tar(mutator.one(archives), mutator.one(archives)), tar -> {
                    try {
                        assertThat(read(tar)).isLessThanOrEqualTo(tar.length / BLOCK);
                    } catch (InvalidArchiveException e) {
                        assertThat(e).hasMessageMatching("(?s)[A-Z][^\\x00-\\x1f]*\\.");
                        throw e;
                    }
                });
    }

    private static long read(byte[] tar) throws IOException {
        var reader = new TarReader(Channels.newChannel(new ByteArrayInputStream(tar)), LIMITS);
        var buffer = ByteBuffer.allocate(1 << 12);
        long entries = 0;
        for (var entry = reader.next(); entry != null; entry = reader.next()) {
            entries++;
            long content = 0;
            while (content < entry.size()) {
                content += reader.skipHole();
                content += Math.max(0, reader.read(buffer.clear()));
            }
            assertThat(content).isEqualTo(entry.size());
            assertThat(reader.read(buffer.clear())).isEqualTo(-1);
        }
        return entries;
    }
}
