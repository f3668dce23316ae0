package io.bundlebackup.posix;

import static io.bundlebackup.posix.RawFiles.raw;
import static io.bundlebackup.posix.RawFiles.shown;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OpenFileTests extends OpenTreeTest {
    static List<IntFunction<ByteBuffer>> buffers() {
        return List.of(
                ByteBuffer::allocateDirect,
                ByteBuffer::allocate,
                size -> ByteBuffer.allocateDirect(size + 7).position(5).slice(2, size));
    }

    @ParameterizedTest
    @MethodSource("buffers")
    void readsWhatIsInTheFile(IntFunction<ByteBuffer> buffers) throws IOException {
        byte[] content = random(300_000);
        Files.write(tree.resolve("a"), content);

        try (OpenFile file = root.openFile(raw("a"))) {
            ByteBuffer all = buffers.apply(content.length + 10);
            while (file.read(all) >= 0) {
                assertThat(all.position()).isPositive();
            }
            assertThat(all.position()).isEqualTo(content.length);
            byte[] read = new byte[content.length];
            all.flip().get(read);
            assertThat(read).isEqualTo(content);
        }
    }

    @ParameterizedTest
    @MethodSource("buffers")
    void readsFromAPositionWithoutMovingItsOwn(IntFunction<ByteBuffer> buffers) throws IOException {
        Files.writeString(tree.resolve("a"), "0123456789");

        try (OpenFile file = root.openFile(raw("a"))) {
            ByteBuffer buffer = buffers.apply(8).position(1).limit(4);
            assertThat(file.read(buffer, 6)).isEqualTo(3);
            assertThat(buffer.position()).isEqualTo(4);
            assertThat((char) buffer.get(1)).isEqualTo('6');
            assertThat((char) buffer.get(3)).isEqualTo('8');
            assertThat(file.read(buffer.position(0).limit(8), 8)).isEqualTo(2);
            assertThat(file.read(buffer, 10)).isEqualTo(-1);
            assertThat(file.read(buffer, Long.MAX_VALUE / 2)).isEqualTo(-1);
            assertThat(file.read(buffer.clear().limit(1))).isEqualTo(1);
            assertThat((char) buffer.get(0)).isEqualTo('0');
        }
    }

    @Test
    void readsBeyondFourGibibytes() throws Exception {
        RawFiles.run(
                "sh",
                "-c",
                "truncate -s 6G \"$0\" && printf end >> \"$0\"",
                tree.resolve("a").toString());

        try (OpenFile file = root.openFile(raw("a"))) {
            ByteBuffer buffer = ByteBuffer.allocateDirect(10);
            assertThat(file.read(buffer, 6L << 30)).isEqualTo(3);
            assertThat((char) buffer.get(0)).isEqualTo('e');
        }
    }

    @Test
    void refusesBuffersItMayNotFill() throws IOException {
        Files.writeString(tree.resolve("a"), "0123456789");

        try (OpenFile file = root.openFile(raw("a"))) {
            ByteBuffer constant = ByteBuffer.allocateDirect(4).asReadOnlyBuffer();
            assertThatThrownBy(() -> file.read(constant)).isInstanceOf(ReadOnlyBufferException.class);
            assertThatThrownBy(() -> file.read(ByteBuffer.allocate(1), -1))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThat(file.read(ByteBuffer.allocateDirect(0))).isZero();
        }
    }

    @Test
    void hasADescriptorThatOthersCanRead() throws IOException {
        Files.writeString(tree.resolve("a"), "content");

        try (OpenFile file = root.openFile(raw("a"))) {
            Files.delete(tree.resolve("a"));
            assertThat(file.stat().links()).isZero();
            assertThat(Path.of("/proc/self/fd/" + file.descriptor())).hasContent("content");
        }
    }

    @Test
    void leavesTheAccessTimeAlone() throws Exception {
        Path path = Files.writeString(tree.resolve("a"), "content");
        RawFiles.run("touch", "-a", "-d", "2001-01-01T00:00:00Z", path.toString());
        Stat before = root.stat(raw("a"));

        try (OpenFile file = root.openFile(raw("a"))) {
            file.read(ByteBuffer.allocateDirect(10));
        }

        assertThat(root.stat(raw("a")).atimeSeconds()).isEqualTo(before.atimeSeconds());
    }

    @Test
    void readsFilesOfOthers() throws Throwable {
        Path path = Files.writeString(tree.resolve("a"), "content");
        RawFiles.run("chmod", "755", tree.toString());
        RawFiles.run("chmod", "644", path.toString());

        RawFiles.asNobody(() -> {
            try (OpenFile file = root.openFile(raw("a"));
                    Directory directory = root.openDirectory(raw("."))) {
                assertThat(file.read(ByteBuffer.allocateDirect(10))).isEqualTo(7);
                assertThat(shown(directory.list())).containsExactly("a");
            }
        });
    }

    @Test
    void tellsExtendedAttributesInRawBytes() throws Throwable {
        Path path = Files.createFile(tree.resolve("a"));
        byte[] value = random(3000);
        RawFiles.setXattr(path, raw("user.b"), value);
        RawFiles.setXattr(path, raw("user.\u00ff;%\n"), raw("\0\0"));
        RawFiles.setXattr(path, raw("user.a"), new byte[0]);
        RawFiles.setXattr(path, raw("user.\u0001"), raw("x"));

        try (OpenFile file = root.openFile(raw("a"))) {
            assertThat(shown(file.xattrNames())).containsExactly("user.\u0001", "user.a", "user.b", "user.\u00ff;%\n");
            assertThat(file.xattr(raw("user.b"))).isEqualTo(value);
            assertThat(file.xattr(raw("user.\u00ff;%\n"))).isEqualTo(raw("\0\0"));
            assertThat(file.xattr(raw("user.a"))).isEmpty();
            assertThat(file.xattr(raw("user.none"))).isNull();
        }
    }

    @Test
    void tellsExtendedAttributesOfDirectories() throws Throwable {
        Path path = Files.createDirectory(tree.resolve("d"));
        RawFiles.setXattr(path, raw("user.colour"), raw("red"));

        try (Directory directory = root.openDirectory(raw("d"))) {
            assertThat(shown(directory.xattrNames())).containsExactly("user.colour");
            assertThat(directory.xattr(raw("user.colour"))).isEqualTo(raw("red"));
        }
        assertThat(root.xattrNames()).isEmpty();
    }

    @Test
    void listsManyAttributesSortedByBytes() throws Throwable {
        Path path = Files.createFile(tree.resolve("a"));
        var names = IntStream.range(0, 40)
                .mapToObj(i -> "user." + (char) (250 - 3 * i) + "x".repeat(i))
                .toList();
        for (String name : names) {
            RawFiles.setXattr(path, raw(name), raw(name));
        }

        try (OpenFile file = root.openFile(raw("a"))) {
            assertThat(shown(file.xattrNames()))
                    .isEqualTo(names.stream().sorted().toList());
            for (byte[] name : file.xattrNames()) {
                assertThat(file.xattr(name)).isEqualTo(name);
            }
        }
    }

    @Test
    void listsNoAttributesOfOtherSpaces() throws Throwable {
        assumeTrue(root.stat().uid() == 0, "only root sets attributes of other spaces");
        Path path = Files.createFile(tree.resolve("a"));
        RawFiles.setXattr(path, raw("trusted.a"), raw("hidden"));
        RawFiles.setXattr(path, raw("user.a"), raw("shown"));

        try (OpenFile file = root.openFile(raw("a"))) {
            assertThat(shown(file.xattrNames())).containsExactly("user.a");
        }
    }

    @Test
    void refusesAttributesOfOtherSpaces() {
        for (String name :
                List.of("security.selinux", "trusted.a", "user", "user.", "user.a\0b", "user." + "x".repeat(251))) {
            assertThat(DirectoryRefusalTests.errnoOf(() -> assertThat(root.xattr(raw(name)))))
                    .as(name)
                    .isEqualTo(Errno.EINVAL);
        }
    }

    @Test
    void findsNoAttributesWhereTheFileSystemHasNone() throws IOException {
        try (Directory proc = Directory.open(Path.of("/proc/self"));
                OpenFile file = proc.openFile(raw("status"))) {
            assertThat(file.xattrNames()).isEmpty();
            assertThat(file.xattr(raw("user.a"))).isNull();
        }
    }

    @Test
    void refusesCallsAfterItIsClosed() throws IOException {
        Files.writeString(tree.resolve("a"), "content");
        OpenFile file = root.openFile(raw("a"));
        file.close();
        file.close();

        assertThatThrownBy(() -> file.read(ByteBuffer.allocate(1))).isInstanceOf(ClosedChannelException.class);
        assertThatThrownBy(() -> file.read(ByteBuffer.allocate(1), 0)).isInstanceOf(ClosedChannelException.class);
        assertThatThrownBy(file::stat).isInstanceOf(ClosedChannelException.class);
        assertThatThrownBy(file::xattrNames).isInstanceOf(ClosedChannelException.class);
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }
}
