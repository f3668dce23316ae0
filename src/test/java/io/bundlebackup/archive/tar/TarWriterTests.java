package io.bundlebackup.archive.tar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.bundlebackup.manifest.RawPath;
import io.bundlebackup.manifest.UnixTime;
import io.bundlebackup.manifest.Xattr;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TarWriterTests {
    private static final RawPath PATH = RawPath.of("a/file");
    private static final TarAttributes PLAIN = attributes(UnixTime.EPOCH);

    @TempDir
    Path directory;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private TarWriter tar;

    @BeforeEach
    void begin() throws IOException {
        tar = new TarWriter(Channels.newChannel(bytes));
    }

    private static TarAttributes attributes(UnixTime mtime) {
        return new TarAttributes(0644, 1000, 1001, mtime, List.of());
    }

    private static void file(TarWriter tar, RawPath path, byte[] content) throws IOException {
        tar.beginFile(path, PLAIN, content.length);
        tar.write(content, 0, content.length);
        tar.endFile();
    }

    private String text(int from, int length) {
        return new String(bytes.toByteArray(), from, length, StandardCharsets.ISO_8859_1);
    }

    @Test
    void writesOneUstarBlockWhereThatIsEnough() throws IOException {
        tar.directory(RawPath.of("d"), new TarAttributes(01755, 1, 2, new UnixTime(8, 0), List.of()));
        assertThat(tar.bytesWritten()).isEqualTo(512);
        tar.finish();

        assertThat(text(0, 345).replace('\0', '.'))
                .startsWith("d/" + ".".repeat(98) + "0001755.0000001.0000002.00000000000.00000000010.")
                .contains(". 5......")
                .endsWith("ustar.00" + ".".repeat(64) + "0000000.0000000.");
        byte[] block = Arrays.copyOf(bytes.toByteArray(), 512);
        Arrays.fill(block, 148, 156, (byte) ' ');
        int sum = 0;
        for (byte b : block) {
            sum += b & 0xff;
        }
        assertThat(text(148, 8)).isEqualTo(String.format("%06o\0 ", sum));
    }

    @Test
    void namesTheRootWithASlash() throws IOException {
        tar.directory(RawPath.ROOT, PLAIN);
        tar.finish();

        assertThat(text(0, 4)).isEqualTo("./\0\0");
    }

    @Test
    void fillsTheLastRecordWithZeros() throws IOException {
        file(tar, PATH, new byte[] {1});
        tar.finish();

        assertThat(bytes.size()).isEqualTo(10_240).isEqualTo((int) tar.bytesWritten());
        assertThat(Arrays.copyOfRange(bytes.toByteArray(), 513, 10_240)).containsOnly(0);
    }

    @Test
    void keepsRoomForTwoZeroBlocksAtTheEndOfARecord() throws IOException {
        file(tar, PATH, new byte[10_240 - 2 * 512]);
        tar.finish();

        assertThat(bytes.size()).isEqualTo(2 * 10_240);
    }

    @Test
    void digestsWhatItWrites() throws IOException {
        for (int i = 0; i < 300; i++) {
            file(tar, RawPath.of("f" + i), new byte[3000 + i]);
        }
        tar.finish();

        assertThat(bytes.size()).isGreaterThan(3 * TarSink.BUFFER_SIZE);
        assertThat(tar.sha256()).isEqualTo(sha256(bytes.toByteArray()));
    }

    @Test
    void giveTheSameBytesForTheSameCalls() throws IOException {
        var other = new ByteArrayOutputStream();
        var again = new TarWriter(Channels.newChannel(other));
        for (TarWriter writer : List.of(tar, again)) {
            writer.directory(RawPath.ROOT, attributes(new UnixTime(1, 1)));
            file(writer, RawPath.of("ü"), new byte[3]);
            writer.finish();
        }

        assertThat(other.toByteArray()).isEqualTo(bytes.toByteArray());
    }

    @Test
    void writesSizesFrom8GibibytesInARecord() throws IOException {
        tar.beginFile(RawPath.of("under"), PLAIN, (8L << 30) - 1);
        assertThat(tar.bytesWritten()).isEqualTo(512);
        tar.rewind();
        tar.beginFile(RawPath.of("over"), PLAIN, 8L << 30);
        assertThat(tar.bytesWritten()).isEqualTo(3 * 512);
        // Enough for the buffer to reach the channel; the rest need not exist for its header to be seen.
        tar.write(new byte[TarSink.BUFFER_SIZE], 0, TarSink.BUFFER_SIZE);

        assertThat(text(0, 13)).isEqualTo("PaxHeaders/0\0");
        assertThat(text(156, 1)).isEqualTo("x");
        assertThat(text(512, 20)).isEqualTo("19 size=8589934592\n\0");
        assertThat(text(1024, 5)).isEqualTo("over\0");
        assertThat(text(1024 + 124, 12)).isEqualTo("77777777777\0");
    }

    @Test
    void writesOwnersBeyondTheirFieldInRecords() throws IOException {
        tar.directory(RawPath.of("d"), new TarAttributes(0, 2097151, 2097151, UnixTime.EPOCH, List.of()));
        assertThat(tar.bytesWritten()).isEqualTo(512);
        tar.directory(RawPath.of("e"), new TarAttributes(0, 2097152, 4294967295L, UnixTime.EPOCH, List.of()));
        tar.finish();

        assertThat(text(1024, 33)).isEqualTo("15 uid=2097152\n18 gid=4294967295\n");
        assertThat(text(1536 + 108, 16)).isEqualTo("7777777\0007777777\0");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, 0",
        "0, 1, 0.000000001",
        "5, 120000000, 5.12",
        "-1, 0, -1",
        "-1, 500000000, -0.5",
        "-1, 999999999, -0.000000001",
        "-2, 500000000, -1.5",
        "-10, 1, -9.999999999",
        "8589934592, 123456789, 8589934592.123456789",
        "9223372036854775807, 999999999, 9223372036854775807.999999999",
        "-9223372036854775808, 0, -9223372036854775808",
        "-9223372036854775808, 1, -9223372036854775807.999999999",
    })
    void saysTimesExactly(long seconds, int nanos, String decimal) {
        assertThat(PaxRecords.decimal(new UnixTime(seconds, nanos))).isEqualTo(decimal);
    }

    @ParameterizedTest
    @CsvSource({"0, 0, false", "8589934591, 0, false", "8589934592, 0, true", "-1, 0, true", "0, 1, true"})
    void writesARecordForTimesThatDoNotFit(long seconds, int nanos, boolean extended) throws IOException {
        tar.directory(RawPath.of("d"), attributes(new UnixTime(seconds, nanos)));

        assertThat(tar.bytesWritten()).isEqualTo(extended ? 3 * 512 : 512);
    }

    /** Around every length at which the number before a record gets a digit more. */
    @ParameterizedTest
    @ValueSource(
            ints = {
                1, 80, 81, 82, 83, 84, 85, 86, 87, 88, 89, 90, 978, 979, 980, 981, 982, 983, 984, 985, 986, 987, 9977,
                9978, 9979, 9980, 9981, 9982
            })
    void countsTheLengthOfARecordInTheRecord(int length) {
        var records = new PaxRecords();
        records.add("comment", new byte[length]);

        String text = new String(records.bytes(), StandardCharsets.ISO_8859_1);
        assertThat(text).startsWith(records.length() + " comment=\0").endsWith("\0\n");
    }

    @Test
    void escapesEqualsSignsInAttributeNames() throws IOException {
        var xattr = new Xattr("user.a=%b".getBytes(StandardCharsets.UTF_8), new byte[] {'=', '\n', -1});
        tar.directory(RawPath.of("d"), new TarAttributes(0755, 0, 0, UnixTime.EPOCH, List.of(xattr)));
        tar.finish();

        assertThat(text(512, 35)).isEqualTo("34 SCHILY.xattr.user.a%3D%25b==\n\u00ff\n\0");
    }

    @Test
    void refusesMoreBytesThanAnnouncedAndWritesNoneOfThem() throws IOException {
        tar.beginFile(PATH, PLAIN, 3);
        tar.write(new byte[2], 0, 2);
        assertThatIllegalStateException()
                .isThrownBy(() -> tar.write(new byte[2], 0, 2))
                .withMessageContaining("more than the 3 bytes");
        assertThatIllegalStateException().isThrownBy(() -> tar.write(ByteBuffer.allocate(2)));
        tar.write(ByteBuffer.allocateDirect(1));
        tar.endFile();

        assertThat(tar.bytesWritten()).isEqualTo(1024);
    }

    @Test
    void refusesFewerBytesThanAnnounced() throws IOException {
        tar.beginFile(PATH, PLAIN, 3);
        tar.write(new byte[2], 0, 2);
        assertThatIllegalStateException().isThrownBy(tar::endFile).withMessageContaining("lacks 1 of the 3 bytes");
        assertThatIllegalStateException().isThrownBy(tar::finish);
        assertThatIllegalStateException().isThrownBy(() -> tar.directory(PATH, PLAIN));
    }

    @Test
    void refusesCallsOutOfTurn() throws IOException {
        assertThatIllegalStateException().isThrownBy(() -> tar.write(new byte[1], 0, 1));
        assertThatIllegalStateException().isThrownBy(tar::endFile);
        assertThatIllegalStateException().isThrownBy(tar::rewind);
        assertThatIllegalStateException().isThrownBy(tar::sha256);
        tar.finish();
        assertThatIllegalStateException().isThrownBy(() -> tar.beginFile(PATH, PLAIN, 0));
        assertThatIllegalStateException().isThrownBy(tar::finish);
    }

    @Test
    void refusesEntriesThatNoTarHolds() {
        assertThatIllegalArgumentException().isThrownBy(() -> tar.beginFile(RawPath.ROOT, PLAIN, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> tar.beginFile(PATH, PLAIN, -1));
        assertThatIllegalArgumentException().isThrownBy(() -> tar.hardLink(PATH, PLAIN, RawPath.ROOT));
        assertThatIllegalArgumentException().isThrownBy(() -> tar.symbolicLink(PATH, PLAIN, new byte[0]));
        assertThatIllegalArgumentException().isThrownBy(() -> tar.symbolicLink(PATH, PLAIN, new byte[] {'a', 0}));
        assertThat(tar.bytesWritten()).isZero();
    }

    /** Files from nothing to some buffers, some of them begun in vain: as if those had never been. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void leavesNoTraceOfFilesThatWereRewound(long seed) throws IOException {
        var random = new Random(seed);
        Path rewound = directory.resolve("part.tar");
        String digest;
        try (var channel = FileChannel.open(rewound, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(new byte[] {'o', 'f', 'f'}));
            var writer = new TarWriter(channel);
            for (int i = 0; i < 60; i++) {
                byte[] content = new byte[random.nextInt(random.nextInt(4) == 0 ? 3 * TarSink.BUFFER_SIZE : 9000)];
                random.nextBytes(content);
                RawPath path = RawPath.of((random.nextBoolean() ? "grün" : "plain") + i);
                for (int vain = random.nextInt(3); vain > 0; vain--) {
                    writer.beginFile(path, PLAIN, content.length + 1L);
                    writer.write(content, 0, random.nextInt(content.length + 1));
                    writer.rewind();
                }
                file(writer, path, content);
                file(tar, path, content);
            }
            writer.finish();
            digest = writer.sha256();
        }
        tar.finish();

        byte[] file = Files.readAllBytes(rewound);
        assertThat(Arrays.copyOfRange(file, 3, file.length)).isEqualTo(bytes.toByteArray());
        assertThat(digest).isEqualTo(tar.sha256()).isEqualTo(sha256(bytes.toByteArray()));
    }

    @Test
    void cannotRewindBytesThatLeftThroughAPipe() throws IOException {
        tar.beginFile(PATH, PLAIN, 2L * TarSink.BUFFER_SIZE);
        tar.write(new byte[TarSink.BUFFER_SIZE], 0, TarSink.BUFFER_SIZE);

        assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(tar::rewind);
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
