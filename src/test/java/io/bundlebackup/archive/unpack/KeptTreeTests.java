package io.bundlebackup.archive.unpack;

import static io.bundlebackup.posix.RawFiles.raw;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.bundlebackup.archive.tar.Python;
import io.bundlebackup.archive.tar.TarBytes;
import io.bundlebackup.archive.tar.TarTools;
import io.bundlebackup.archive.tree.TreeWalk;
import io.bundlebackup.posix.Directory;
import io.bundlebackup.posix.PosixException;
import io.bundlebackup.posix.RawFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a new tree takes over of the old one. */
class KeptTreeTests {
    private static final String PART = "part.0.tar";

    @TempDir
    private Path temp = Path.of("");

    private HandMadeRestore restore;
    private Path old;

    @BeforeEach
    void begin() throws IOException {
        restore = new HandMadeRestore(temp);
        old = Files.createDirectory(temp.resolve("old"));
    }

    @AfterEach
    void closesEveryDescriptor() throws IOException {
        restore.close();
    }

    private static TreeWalk.Filter only(Set<String> paths) {
        return new TreeWalk.Filter() {
            @Override
            public boolean take(byte[] path, boolean directory) {
                return paths.contains(RawFiles.shown(path));
            }

            @Override
            public boolean descend(byte[] path) {
                return true;
            }
        };
    }

    @Test
    void keepsWhatTheManifestDoesNotListAndReplacesWhatItLists() throws Exception {
        Files.writeString(old.resolve("both"), "old");
        Files.writeString(old.resolve("kept"), "kept");
        RawFiles.run("chmod", "4751", old.resolve("kept").toString());
        RawFiles.touch(old.resolve("kept"), "1930-06-01T12:00:00.123456789Z");
        restore.file("both", "new", PART);

        restore.part(PART, new TarBytes().file("both", "new")).finish(old, TreeWalk.Filter.all());

        assertThat(restore.content("both")).isEqualTo("new");
        assertThat(restore.content("kept")).isEqualTo("kept");
        assertThat(restore.stat("kept").mode()).isEqualTo(0104751);
        assertThat(restore.stat("kept").mtimeNanos()).isEqualTo(123_456_789);
        assertThat(restore.log.dropped).isEmpty();
    }

    /** It is written to at least once while it is copied, each time. */
    @Test
    void reportsFilesThatAreWrittenDuringTheCopy() throws Exception {
        var file = old.resolve("busy");
        Files.write(file, new byte[48 << 20]);
        var over = new AtomicBoolean();
        var writer = Thread.ofPlatform().start(() -> {
            for (byte i = 0; !over.get(); i++) {
                try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                    channel.write(ByteBuffer.wrap(new byte[] {i}), 0);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        });
        try {
            restore.finish(old, TreeWalk.Filter.all());
        } finally {
            over.set(true);
            writer.join();
        }

        assertThat(restore.stat("busy").size()).isEqualTo(48 << 20);
        assertThat(restore.log.dropped)
                .singleElement()
                .asString()
                .contains("busy")
                .contains("written to each time");
    }

    @Test
    void makesDirectoriesAboveWhatIsKeptAsTheyWere() throws Exception {
        Files.createDirectories(old.resolve("x/y"));
        Files.writeString(old.resolve("x/y/kept"), "kept");
        Files.writeString(old.resolve("x/y/not"), "not");
        Files.createDirectory(old.resolve("z"));
        RawFiles.run("chmod", "1771", old.resolve("x").toString());
        RawFiles.touch(old.resolve("x"), "1930-06-01T12:00:00.5Z");

        restore.finish(old, only(Set.of("x/y/kept")));

        assertThat(restore.content("x/y/kept")).isEqualTo("kept");
        assertThat(restore.stat("x").mode()).isEqualTo(0041771);
        assertThat(restore.stat("x").mtimeNanos()).isEqualTo(500_000_000);
        assertThat(restore.tree.resolve("x/y/not")).doesNotExist();
        assertThat(restore.tree.resolve("z")).doesNotExist();
    }

    @Test
    void givesTheRootItsOldAttributesIfTheManifestDoesNotListIt() throws Exception {
        RawFiles.run("chmod", "1771", old.toString());
        restore.without(".").finish(old, TreeWalk.Filter.all());

        assertThat(restore.root.stat().mode()).isEqualTo(0041771);
    }

    @Test
    void theManifestWinsOverAKeptDirectory() throws Exception {
        Files.createDirectories(old.resolve("a/b"));
        Files.writeString(old.resolve("a/b/c"), "old");
        Files.writeString(old.resolve("d"), "old");
        restore.file("a", "file", PART).file("d/e", "new", PART);

        restore.part(PART, new TarBytes().file("a", "file").file("d/e", "new")).finish(old, TreeWalk.Filter.all());

        assertThat(restore.content("a")).isEqualTo("file");
        assertThat(restore.content("d/e")).isEqualTo("new");
        assertThat(restore.log.dropped)
                .containsExactly(
                        "a/b: the backup has something else in its place",
                        "a/b/c: the backup has something else in its place",
                        "d: the backup has something else in its place");
    }

    @Test
    void keepsNamesOfOneFileTogether() throws Exception {
        Files.createDirectory(old.resolve("d"));
        Files.writeString(old.resolve("a"), "content");
        Files.createLink(old.resolve("d/b"), old.resolve("a"));
        Files.createLink(old.resolve("listed"), old.resolve("a"));
        restore.file("listed", "new", PART);

        restore.part(PART, new TarBytes().file("listed", "new")).finish(old, TreeWalk.Filter.all());

        assertThat(restore.stat("a").links()).isEqualTo(2);
        assertThat(restore.stat("d/b").isSameFile(restore.stat("a"))).isTrue();
        assertThat(restore.content("listed")).isEqualTo("new");
    }

    @Test
    void keepsHoles() throws Exception {
        try (var file =
                FileChannel.open(old.resolve("sparse"), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.wrap(new byte[] {1}), 1L << 30);
            file.write(ByteBuffer.wrap(new byte[] {2}), 3L << 30);
        }
        RawFiles.run("truncate", "-s", "4G", old.resolve("sparse").toString());

        restore.finish(old, TreeWalk.Filter.all());

        assertThat(restore.stat("sparse").size()).isEqualTo(4L << 30);
        assertThat(restore.stat("sparse").blocks()).isLessThan(1_000);
        assertThat(data(restore.tree.resolve("sparse")))
                .isEqualTo(data(old.resolve("sparse")))
                .hasLineCount(2);
    }

    /** What is no hole, and where it is: nobody has to read 4 GiB of zeros. */
    private static String data(Path file) {
        return Python.run("""
                import os, sys
                with open(sys.argv[1], 'rb') as f:
                    end = 0
                    while True:
                        try:
                            begin = os.lseek(f.fileno(), end, os.SEEK_DATA)
                        except OSError:
                            break
                        end = os.lseek(f.fileno(), begin, os.SEEK_HOLE)
                        data = os.pread(f.fileno(), end - begin, begin)
                        for at in range(len(data)):
                            if data[at]: print(begin + at, data[at])
                """, file.toString());
    }

    @Test
    void keepsAttributesAndLinks() throws Throwable {
        Files.writeString(old.resolve("a"), "a");
        Files.createSymbolicLink(old.resolve("link"), Path.of("/no/where"));
        RawFiles.touch(old.resolve("link"), "1930-06-01T12:00:00.5Z");
        boolean attributes = TarTools.keepsAttributes(old);
        if (attributes) {
            RawFiles.setXattr(old.resolve("a"), raw("user.x"), raw("value"));
        }

        restore.finish(old, TreeWalk.Filter.all());

        assertThat(Files.readSymbolicLink(restore.tree.resolve("link"))).hasToString("/no/where");
        assertThat(restore.stat("link").mtimeNanos()).isEqualTo(500_000_000);
        try (var file = restore.root.openFile(raw("a"))) {
            assertThat(file.xattrNames()).hasSize(attributes ? 1 : 0);
        }
    }

    /** Whoever listens at a socket is reached at the same socket only. */
    @Test
    void keepsSocketsAndFifosAsTheyAre() throws Exception {
        Files.createDirectory(old.resolve("run"));
        var fifo = old.resolve("run/fifo");
        RawFiles.makeFifo(fifo);
        RawFiles.touch(fifo, "1930-06-01T12:00:00Z");
        restore.file("run/z", "new", PART);
        var socket = old.resolve("socket");

        try (var server =
                ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(socket))) {
            restore.part(PART, new TarBytes().file("run/z", "new")).finish(old, TreeWalk.Filter.all());

            Files.delete(socket);
            try (var client = SocketChannel.open(UnixDomainSocketAddress.of(restore.tree.resolve("socket")));
                    var accepted = server.accept()) {
                assertThat(client.isConnected() && accepted.isConnected()).isTrue();
            }
        }

        assertThat(restore.log.dropped).isEmpty();
        assertThat(Files.getAttribute(restore.tree.resolve("run/fifo"), "unix:ino"))
                .isEqualTo(Files.getAttribute(fifo, "unix:ino"));
        assertThat(restore.stat("run/fifo").mtimeSeconds()).isNegative();
    }

    @Test
    void putsAListedFileInPlaceOfAFifo() throws Exception {
        RawFiles.makeFifo(old.resolve("a"));
        RawFiles.makeFifo(old.resolve("b"));
        restore.file("a", "new", PART);
        restore.file("b/c", "new", PART);

        restore.part(PART, new TarBytes().file("a", "new").file("b/c", "new")).finish(old, TreeWalk.Filter.all());

        assertThat(restore.content("a")).isEqualTo("new");
        assertThat(restore.content("b/c")).isEqualTo("new");
        assertThat(restore.log.dropped).containsExactly("b: the backup has something else in its place");
    }

    /** The system's protection of hard links, or another file system. */
    @Test
    void tellsWhatCannotBeKept() throws Throwable {
        assumeTrue("0".equals(Files.getAttribute(temp, "unix:uid").toString()), "needs another user's fifo");
        assumeTrue(
                "1"
                        .equals(Files.readString(Path.of("/proc/sys/fs/protected_hardlinks"))
                                .strip()),
                "needs the protection of hard links");
        RawFiles.makeFifo(old.resolve("fifo"));
        RawFiles.run("chmod", "-R", "a+rwX", temp.toString());

        RawFiles.asNobody(() -> restore.finish(old, TreeWalk.Filter.all()));

        assertThat(restore.tree).isEmptyDirectory();
        assertThat(restore.log.dropped).singleElement().asString().contains("fifo: ", "could not be kept", "EPERM");
    }

    @Test
    void leavesOutKeptEntriesThatVanish() throws Exception {
        Files.createDirectories(old.resolve("a/b"));
        Files.writeString(old.resolve("a/b/c"), "c");
        Files.writeString(old.resolve("z"), "z");
        // The walk asks before it looks, and both are gone when they are to be copied.
        var vanishing = new TreeWalk.Filter() {
            @Override
            public boolean take(byte[] path, boolean directory) {
                if (RawFiles.shown(path).equals("z")) {
                    TarTools.run("rm", "-rf", old.resolve("a").toString());
                }
                return true;
            }

            @Override
            public boolean descend(byte[] path) {
                return true;
            }
        };

        restore.finish(old, vanishing);

        assertThat(restore.tree.resolve("a/b/c")).doesNotExist();
        assertThat(restore.content("z")).isEqualTo("z");
    }

    /** It would be lost. */
    @Test
    void failsIfAnEntryToKeepCannotBeRead() throws Throwable {
        assumeTrue(restore.root.stat().uid() == 0, "only root becomes nobody");
        Files.createDirectory(old.resolve("closed"));
        RawFiles.run("chmod", "700", old.resolve("closed").toString());
        RawFiles.run("chown", "65534", restore.tree.toString());
        restore.builder();
        RawFiles.run("chmod", "-R", "a+rX", temp.toString());
        RawFiles.run("chmod", "700", old.resolve("closed").toString());

        try (var oldTree = Directory.open(old);
                var table = Directory.open(restore.scratch)) {
            var kept = new PreviousTree(oldTree, TreeWalk.Filter.all(), table);
            RawFiles.asNobody(() -> assertThatThrownBy(() -> restore.builder().finish(kept))
                    .isInstanceOfSatisfying(
                            PosixException.class, e -> assertThat(e).hasMessageContaining("closed")));
        }
    }
}
