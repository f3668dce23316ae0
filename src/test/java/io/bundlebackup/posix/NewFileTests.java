package io.bundlebackup.posix;

import static io.bundlebackup.posix.DirectoryRefusalTests.errnoOfChange;
import static io.bundlebackup.posix.RawFiles.raw;
import static io.bundlebackup.posix.RawFiles.shown;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Writing a new file, and the attributes of what is open. */
class NewFileTests extends OpenTreeTest {
    private NewFile create(String name) throws IOException {
        return root.changes().createFile(raw(name));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void writesOnAndAtPositions(boolean direct) throws IOException {
        var content = new byte[200_000];
        new Random(7).nextBytes(content);
        var buffer = (direct ? ByteBuffer.allocateDirect(300_000) : ByteBuffer.allocate(300_000))
                .put(100, content)
                .position(100)
                .limit(100 + content.length);

        try (NewFile file = create("a")) {
            file.write(buffer);
            assertThat(buffer.hasRemaining()).isFalse();
            file.write(buffer.position(100).limit(110), 1_000_000);
            file.write(buffer.position(100).limit(101));
            var read = ByteBuffer.allocate(10);
            file.read(read, 1_000_000);
            assertThat(read.array()).startsWith(Arrays.copyOf(content, 10));
            assertThat(file.read(read.clear(), 1_000_010)).isEqualTo(-1);
            file.complete();
        }

        assertThat(Files.size(tree.resolve("a"))).isEqualTo(1_000_010);
        byte[] written = Files.readAllBytes(tree.resolve("a"));
        assertThat(Arrays.copyOf(written, content.length)).isEqualTo(content);
        assertThat(written[content.length]).isEqualTo(content[0]);
        assertThat(written[content.length + 1]).isZero();
        assertThat(root.stat(raw("a")).blocks() * 512).isLessThan(300_000);
        assertThat(root.stat(raw("a")).mode()).isEqualTo(0100600);
    }

    @Test
    void isCutOffAndGrowsByAHole() throws IOException {
        try (NewFile file = create("a")) {
            file.write(ByteBuffer.wrap(raw("content")));
            file.setSize(3);
            assertThat(file.stat().size()).isEqualTo(3);
            file.setSize(5L << 30);
            assertThat(file.stat().size()).isEqualTo(5L << 30);
            assertThat(file.stat().blocks()).isLessThan(64);
            assertThat(errnoOfChange(() -> file.setSize(-1))).isEqualTo(Errno.EINVAL);
        }
    }

    @Test
    void saysThatAFileCannotBeThatLong() throws IOException {
        try (NewFile file = create("a")) {
            assertThat(errnoOfChange(() -> file.write(ByteBuffer.wrap(new byte[1]), Long.MAX_VALUE - 1)))
                    .isIn(Errno.EFBIG, Errno.EINVAL);
        }
    }

    @Test
    void copiesByStretchesInTheKernelOrByHand() throws IOException {
        var content = new byte[300_001];
        new Random(8).nextBytes(content);
        Files.write(tree.resolve("a"), content);

        try (OpenFile source = root.openFile(raw("a"));
                NewFile copy = create("b")) {
            long at = 0;
            for (long n = 0; n >= 0; n = copy.copy(source, at, 100_000)) {
                at += n;
            }
            assertThat(at).isEqualTo(content.length);
        }
        assertThat(Files.readAllBytes(tree.resolve("b"))).isEqualTo(content);
    }

    /** The kernel copies nothing of what it makes up as it is read, and nothing from other kinds of file systems. */
    @Test
    void copiesWhatTheKernelDoesNot() throws IOException {
        try (Directory process = Directory.open(Path.of("/proc"));
                OpenFile source = process.openFile(raw("version"));
                NewFile copy = create("b")) {
            assertThat(copy.shareBlocks(source)).isFalse();
            assertThat(copy.copy(source, 0, 1 << 20)).isPositive();
        }
        assertThat(Files.readString(tree.resolve("b"))).startsWith("Linux version");
    }

    @Test
    void sharesBlocksOrSaysThatItCannot() throws IOException {
        Files.writeString(tree.resolve("a"), "content");

        try (OpenFile source = root.openFile(raw("a"));
                NewFile copy = create("b")) {
            boolean shared = copy.shareBlocks(source);
            assertThat(Files.size(tree.resolve("b"))).isEqualTo(shared ? 7 : 0);
        }
    }

    @Test
    void findsHolesAndData() throws IOException {
        try (NewFile file = create("a")) {
            file.write(ByteBuffer.wrap(new byte[4096]), 1 << 20);
            file.setSize(3 << 20);
        }
        try (OpenFile file = root.openFile(raw("a"))) {
            assertThat(file.nextData(0)).isIn(0L, 1L << 20);
            assertThat(file.nextHole(1 << 20)).isIn((1L << 20) + 4096, 3L << 20);
            assertThat(file.nextData(3 << 20)).isEqualTo(-1);
            assertThat(file.nextHole(3 << 20)).isEqualTo(-1);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "-2145916800, 1",
        "-1, 500000000",
        "0, 0",
        "1700000000, 999999999",
        "4294967296, 123456789",
        "15000000000, 999999999"
    })
    void setsTimesFrom1901To2446ToTheNanosecond(long seconds, int nanos) throws IOException {
        try (NewFile file = create("a")) {
            var before = file.stat();
            file.setModified(seconds, nanos);

            assertThat(file.stat().mtimeSeconds()).isEqualTo(seconds);
            assertThat(file.stat().mtimeNanos()).isEqualTo(nanos);
            assertThat(file.stat().atimeSeconds()).isGreaterThanOrEqualTo(before.atimeSeconds());
        }
        root.setModified(seconds, nanos);
        assertThat(root.stat().mtimeSeconds()).isEqualTo(seconds);
        assertThat(root.stat().mtimeNanos()).isEqualTo(nanos);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 1_000_000_000, 0x3fffffff, 0x3ffffffe})
    void refusesNanosecondsThatMeanSomethingElseToTheKernel(int nanos) throws IOException {
        try (NewFile file = create("a")) {
            assertThat(errnoOfChange(() -> file.setModified(1, nanos))).isEqualTo(Errno.EINVAL);
        }
    }

    @ParameterizedTest
    @CsvSource({"0", "1000", "2000", "4000", "777", "1777", "7777", "6543"})
    void setsEveryBitOfTheMode(String octal) throws IOException {
        int mode = Integer.parseInt(octal, 8);
        root.changes().makeDirectory(raw("d"));
        try (NewFile file = create("a");
                Directory directory = root.openDirectory(raw("d"))) {
            file.setMode(mode);
            directory.setMode(mode);
            assertThat(file.stat().mode()).isEqualTo(0100000 | mode);
            assertThat(directory.stat().mode()).isEqualTo(0040000 | mode);
            directory.setMode(0700);
            assertThat(errnoOfChange(() -> file.setMode(010000))).isEqualTo(Errno.EINVAL);
            assertThat(errnoOfChange(() -> file.setMode(-1))).isEqualTo(Errno.EINVAL);
        }
    }

    @Test
    void setsOwnersBeyondTwoBillionAndThenTheMode() throws IOException {
        assumeTrue(root.stat().uid() == 0, "only root gives files away");
        try (NewFile file = create("a")) {
            file.setMode(06755);
            file.setOwner(4_294_967_294L, 3_000_000_000L);
            assertThat(file.stat().uid()).isEqualTo(4_294_967_294L);
            assertThat(file.stat().gid()).isEqualTo(3_000_000_000L);
            // Which is why the mode comes after the owner.
            assertThat(file.stat().mode()).isEqualTo(0100755);
            file.setMode(06755);
            assertThat(file.stat().mode()).isEqualTo(0106755);
            assertThat(errnoOfChange(() -> file.setOwner(4_294_967_295L, 0))).isEqualTo(Errno.EINVAL);
            assertThat(errnoOfChange(() -> file.setOwner(0, -1))).isEqualTo(Errno.EINVAL);
        }
    }

    @Test
    void setsReplacesAndRemovesAttributes() throws IOException {
        try (NewFile file = create("a")) {
            file.setXattr(raw("user.\u00ff;"), raw("one"));
            file.setXattr(raw("user.\u00ff;"), raw("another"));
            file.setXattr(raw("user.empty"), new byte[0]);
            assertThat(shown(file.xattrNames())).containsExactly("user.empty", "user.\u00ff;");
            assertThat(file.xattr(raw("user.\u00ff;"))).isEqualTo(raw("another"));
            assertThat(file.xattr(raw("user.empty"))).isEmpty();
            file.removeXattr(raw("user.empty"));
            assertThat(errnoOfChange(() -> file.removeXattr(raw("user.empty")))).isEqualTo(Errno.ENODATA);
            assertThat(errnoOfChange(() -> file.setXattr(raw("security.x"), raw("1"))))
                    .isEqualTo(Errno.EINVAL);
            assertThat(errnoOfChange(() -> file.setXattr(raw("user.x\0"), raw("1"))))
                    .isEqualTo(Errno.EINVAL);
            assertThat(errnoOfChange(() -> file.setXattr(raw("user.x"), new byte[65_537])))
                    .isEqualTo(Errno.E2BIG);
        }
    }

    @Test
    void flushesAFileADirectoryAndAFileSystem() throws IOException {
        try (NewFile file = create("a")) {
            file.write(ByteBuffer.wrap("x".getBytes(StandardCharsets.UTF_8)));
            file.sync();
            root.sync();
            root.syncFileSystem();
        }
        assertThat(Files.readString(tree.resolve("a"))).isEqualTo("x");
    }

    @Test
    void tellsTheRootOfAMount() throws IOException {
        try (Directory process = Directory.open(Path.of("/proc"));
                Directory machine = Directory.open(Path.of("/"))) {
            assumeTrue(process.stat().mountRoot() != Stat.MountRoot.UNKNOWN, "kernels before 5.8 do not tell");
            assertThat(process.stat().mountRoot()).isEqualTo(Stat.MountRoot.YES);
            assertThat(machine.stat(raw("proc")).mountRoot()).isEqualTo(Stat.MountRoot.YES);
            assertThat(process.stat(raw("self")).mountRoot()).isEqualTo(Stat.MountRoot.NO);
            assertThat(root.stat().mountRoot()).isEqualTo(Stat.MountRoot.NO);
        }
    }

    @Test
    void refusesAfterItIsCompleted() throws IOException {
        NewFile file = create("a");
        file.complete();
        file.complete();
        file.close();

        assertThatThrownBy(() -> file.write(ByteBuffer.allocate(1))).isInstanceOf(ClosedChannelException.class);
    }
}
