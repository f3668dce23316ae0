package io.bundlebackup.posix;

import static io.bundlebackup.posix.RawFiles.raw;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatTests {
    @TempDir
    Path temp;

    Directory root;

    @BeforeEach
    void open() throws IOException {
        root = Directory.open(temp);
    }

    @AfterEach
    void close() {
        root.close();
    }

    @ParameterizedTest
    @CsvSource({
        "1969-12-31T23:59:59.500000000Z",
        "1969-12-31T23:59:59.000000001Z",
        "1930-06-01T12:00:00.123456789Z",
        "1970-01-01T00:00:00Z",
        "2024-02-29T23:59:59.999999999Z",
        "2038-01-19T03:14:08.000000001Z",
        "2107-05-05T05:05:05.987654321Z",
        "2300-01-01T00:00:00.000000009Z"
    })
    void tellsTimesToTheNanosecondBefore1970AndAfter2100(String time) throws Exception {
        Path file = Files.createFile(temp.resolve("a"));
        RawFiles.touch(file, time);
        Instant wanted = Instant.parse(time);

        Stat stat = root.stat(raw("a"));

        assertThat(Instant.ofEpochSecond(stat.mtimeSeconds(), stat.mtimeNanos()))
                .isEqualTo(wanted);
        assertThat(stat.mtimeSeconds()).isEqualTo(wanted.getEpochSecond());
        assertThat(stat.mtimeNanos()).isEqualTo(wanted.getNano());
        assertThat(Instant.ofEpochSecond(stat.atimeSeconds(), stat.atimeNanos()))
                .isEqualTo(wanted);
    }

    @Test
    void agreesWithWhatJavaKnows() throws Exception {
        Path file = Files.writeString(temp.resolve("a"), "twelve bytes");
        Files.createLink(temp.resolve("b"), file);
        RawFiles.run("chmod", "6754", file.toString());
        var expected = Files.readAttributes(file, "unix:mode,uid,gid,ino,nlink,dev,ctime,size");

        Stat stat = root.stat(raw("a"));

        assertThat(stat.mode()).isEqualTo(expected.get("mode")).isEqualTo(0106754);
        assertThat((int) stat.uid()).isEqualTo(expected.get("uid"));
        assertThat((int) stat.gid()).isEqualTo(expected.get("gid"));
        assertThat(stat.inode()).isEqualTo(expected.get("ino"));
        assertThat(stat.device()).isEqualTo(expected.get("dev"));
        assertThat(stat.size()).isEqualTo(expected.get("size")).isEqualTo(12);
        assertThat(stat.links()).isEqualTo(2);
        assertThat(FileTime.from(Instant.ofEpochSecond(stat.ctimeSeconds(), stat.ctimeNanos())))
                .isEqualTo(expected.get("ctime"));
        assertThat(stat.isSameFile(root.stat(raw("b")))).isTrue();
    }

    @Test
    void tellsTheKindsOfFilesApart() throws Exception {
        Files.createFile(temp.resolve("file"));
        Files.createDirectory(temp.resolve("directory"));
        Files.createSymbolicLink(temp.resolve("link"), Path.of("directory"));
        RawFiles.makeFifo(temp.resolve("fifo"));

        assertThat(root.stat(raw("file"))).matches(Stat::isRegularFile).matches(s -> !s.isSpecial());
        assertThat(root.stat(raw("directory"))).matches(Stat::isDirectory).matches(s -> !s.isSpecial());
        assertThat(root.stat(raw("link"))).matches(Stat::isSymbolicLink).matches(s -> !s.isDirectory());
        assertThat(root.stat(raw("fifo"))).matches(Stat::isSpecial).matches(s -> !s.isRegularFile());
        assertThat(root.stat()).matches(Stat::isDirectory);
        assertThat(root.stat(raw("link")).size()).isEqualTo("directory".length());
    }

    @Test
    void countsTheBlocksOfASparseFile() throws Exception {
        Path sparse = temp.resolve("sparse");
        RawFiles.run("truncate", "-s", "5G", sparse.toString());

        Stat stat = root.stat(raw("sparse"));

        assertThat(stat.size()).isEqualTo(5L << 30);
        assertThat(stat.blocks()).isLessThan(64);
    }

    @Test
    void tellsOwnersBeyondTwoBillion() throws Exception {
        assumeTrue(root.stat().uid() == 0, "only root gives files away");
        Path file = Files.createFile(temp.resolve("a"));
        RawFiles.run("chown", "4294967294:3000000000", file.toString());

        assertThat(root.stat(raw("a")).uid()).isEqualTo(4294967294L);
        assertThat(root.stat(raw("a")).gid()).isEqualTo(3000000000L);
    }

    @ParameterizedTest
    @CsvSource({"0", "1000", "2000", "4000", "777", "1777", "7777", "6543"})
    void tellsEveryBitOfTheMode(String octal) throws Exception {
        Path file = Files.createFile(temp.resolve("a"));
        RawFiles.run("chmod", octal, file.toString());

        assertThat(root.stat(raw("a")).mode()).isEqualTo(0100000 | Integer.parseInt(octal, 8));
        RawFiles.run("chmod", "600", file.toString());
    }

    @Test
    void tellsTheSameByNameAndByHandle() throws Exception {
        Path file = Files.writeString(temp.resolve("a"), "content");
        Path directory = Files.createDirectory(temp.resolve("d"));
        RawFiles.touch(file, "1969-12-31T23:59:59.123456789Z");
        RawFiles.touch(directory, "2107-05-05T05:05:05.987654321Z");

        try (OpenFile opened = root.openFile(raw("a"));
                Directory beneath = root.openDirectory(raw("d"))) {
            assertThat(opened.stat()).isEqualTo(root.stat(raw("a")));
            assertThat(beneath.stat()).isEqualTo(root.stat(raw("d")));
        }
    }

    @Test
    void knowsDevicesAndSocketsAsSpecial() throws Exception {
        try (Directory devices = Directory.open(Path.of("/dev"));
                var socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            socket.bind(UnixDomainSocketAddress.of(temp.resolve("socket")));

            assertThat(devices.stat(raw("null"))).matches(Stat::isSpecial);
            assertThat(root.stat(raw("socket"))).matches(Stat::isSpecial);
            assertThat(DirectoryRefusalTests.errnoOf(() -> root.openFile(raw("socket"))))
                    .isEqualTo(Errno.ENXIO);
        }
    }

    /** A stat that is asked of what was opened belongs to that, whatever has its name by now. */
    @Test
    void staysWithTheFileThatWasOpened() throws Exception {
        Files.writeString(temp.resolve("a"), "first");
        Files.writeString(temp.resolve("b"), "the second");

        try (OpenFile opened = root.openFile(raw("a"))) {
            Files.move(temp.resolve("b"), temp.resolve("a"), StandardCopyOption.REPLACE_EXISTING);

            assertThat(opened.stat().size()).isEqualTo(5);
            assertThat(opened.stat().links()).isZero();
            assertThat(opened.stat().isSameFile(root.stat(raw("a")))).isFalse();
        }
    }
}
