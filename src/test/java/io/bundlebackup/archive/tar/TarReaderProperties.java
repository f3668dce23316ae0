package io.bundlebackup.archive.tar;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever is done to the bytes of an archive, the reader reads on or refuses; it never fails in another way and always ends. */
class TarReaderProperties {
    private static final int BLOCK = 512;
    private static final TarLimits LIMITS = new TarLimits(10_000, 1L << 32);

    @TempDir
    Path temp;

    static List<Long> seeds() {
        return new Random().longs(12).boxed().toList();
    }

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
        return archives;
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    @Timeout(120)
    void refusesOrReadsDamagedArchivesWithoutOtherErrors(long seed) throws IOException {
        var random = new Random(seed);
        for (byte[] sound : soundArchives()) {
            for (int i = 0; i < 300; i++) {
                byte[] damaged = damage(sound, random);
                try {
                    assertThat(read(damaged)).isLessThanOrEqualTo(damaged.length / BLOCK);
                } catch (InvalidArchiveException e) {
                    assertThat(e).hasMessageMatching("(?s)[A-Z][^\\x00-\\x1f]*\\.");
                }
            }
        }
    }

    private static byte[] damage(byte[] sound, Random random) {
        byte[] bytes = sound.clone();
        for (int i = random.nextInt(4); i >= 0; i--) {
            bytes = once(bytes, random);
        }
        return random.nextInt(8) == 0 ? bytes : withChecksums(bytes);
    }

    private static byte[] once(byte[] bytes, Random random) {
        if (bytes.length == 0) {
            return bytes;
        }
        int at = random.nextInt(Math.min(bytes.length, 1 << (10 + random.nextInt(12))));
        int length = Math.min(bytes.length - at, 1 << random.nextInt(12));
        int block = at / BLOCK * BLOCK;
        return switch (random.nextInt(6)) {
            case 0 -> {
                bytes[at] = (byte) random.nextInt(256);
                yield bytes;
            }
            case 1 -> {
                // In a header, where it matters.
                int field = block
                        + List.of(0, 100, 108, 124, 136, 156, 157, 257, 345, 386, 482, 483)
                                .get(random.nextInt(12));
                if (field < bytes.length) {
                    bytes[field] = (byte) List.of(0, 0x80, 0xff, (int) '7', (int) 'S', (int) 'x', (int) ' ', (int) '/')
                            .get(random.nextInt(8))
                            .intValue();
                }
                yield bytes;
            }
            case 2 -> Arrays.copyOf(bytes, at);
            case 3 -> spliced(bytes, block, 0, Math.min(bytes.length - block, BLOCK));
            case 4 -> spliced(bytes, at, 0, length);
            default -> spliced(bytes, random.nextBoolean() ? at : block, random.nextBoolean() ? BLOCK : length, 0);
        };
    }

    /** Without some bytes there, or with the ones there twice. */
    private static byte[] spliced(byte[] bytes, int at, int without, int again) {
        int rest = Math.min(bytes.length, at + without);
        byte[] spliced = new byte[at + again + bytes.length - rest];
        System.arraycopy(bytes, 0, spliced, 0, at);
        System.arraycopy(bytes, at, spliced, at, again);
        System.arraycopy(bytes, rest, spliced, at + again, bytes.length - rest);
        return spliced;
    }

    /** Else nearly everything would be refused for its checksum. */
    private static byte[] withChecksums(byte[] bytes) {
        for (int at = 0; at + BLOCK <= bytes.length; at += BLOCK) {
            boolean header = bytes[at + 257] == 'u' && bytes[at + 258] == 's' && bytes[at + 259] == 't';
            if (header) {
                Arrays.fill(bytes, at + 148, at + 156, (byte) ' ');
                int sum = 0;
                for (int i = at; i < at + BLOCK; i++) {
                    sum += bytes[i] & 0xff;
                }
                byte[] octal = TarSample.bytes(String.format("%06o\0", sum));
                System.arraycopy(octal, 0, bytes, at + 148, octal.length);
            }
        }
        return bytes;
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
