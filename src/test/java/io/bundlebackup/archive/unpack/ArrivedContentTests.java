package io.bundlebackup.archive.unpack;

import static io.bundlebackup.archive.unpack.HandMadeRestore.refusal;
import static io.bundlebackup.posix.RawFiles.raw;
import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.archive.tar.TarBytes;
import io.bundlebackup.manifest.RawPath;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is digested when it arrives is not digested again, unless the file was changed since. */
class ArrivedContentTests {
    private static final String PART = "part.0.tar";

    @TempDir
    private Path temp = Path.of("");

    private HandMadeRestore restore;
    private Path part;
    private Path big;

    @BeforeEach
    void begin() throws IOException {
        restore = new HandMadeRestore(temp);
        part = restore.uploads.resolve(PART);
        big = restore.uploads.resolve("big");
        restore.file("a", "content", PART).file("b", "second", PART).file("big1", "content", "1.bin");
        Files.write(
                part, new TarBytes().file("a", "content").file("b", "second").end());
        Files.writeString(big, "content");
    }

    @AfterEach
    void closesEveryDescriptor() throws IOException {
        restore.close();
    }

    private void unpack(ArrivedContent arrived) throws IOException, InterruptedException {
        try (var file = restore.uploaded.openFile(raw(PART))) {
            restore.builder().unpackPart(PART, file, arrived);
        }
    }

    private void addBigFile(ArrivedContent arrived) throws IOException, InterruptedException {
        try (var file = restore.uploaded.openFile(raw("big"))) {
            restore.builder().addBigFile(RawPath.of("big1"), file, arrived, restore.uploaded, raw("big"), true);
        }
    }

    private static void changeByte(Path file, long at) throws IOException {
        var time = Files.getLastModifiedTime(file);
        try (var open = new RandomAccessFile(file.toFile(), "rw")) {
            open.seek(at);
            open.write('X');
        }
        // What a careful intruder does, and cannot do for the time of the last change of the attributes.
        Files.setLastModifiedTime(file, time);
    }

    /** The other bytes show that nothing was digested again: they are not those that the manifest lists. */
    private static ArrivedContent claimedOf(Path file, ArrivedContent arrived) throws IOException {
        return new ArrivedContent(Arrived.file(file).file(), arrived.sha256(), arrived.zeroBytes(), arrived.entries());
    }

    @Test
    void digestsNoContentASecondTime() throws Exception {
        var arrived = Arrived.tar(part, 1);
        var arrivedBig = Arrived.file(big);
        changeByte(part, 512);
        changeByte(big, 0);

        unpack(claimedOf(part, arrived));
        addBigFile(claimedOf(big, arrivedBig));
        restore.finish();

        assertThat(restore.content("a")).isEqualTo("Xontent");
        assertThat(restore.content("b")).isEqualTo("second");
        assertThat(restore.content("big1")).isEqualTo("Xontent");
    }

    @Test
    void findsAByteThatWasChangedBetweenArrivalAndUnpacking() throws Exception {
        var arrived = Arrived.tar(part, 1);
        var arrivedBig = Arrived.file(big);
        changeByte(part, 512 + 1024);
        changeByte(big, 0);

        var refused = refusal(() -> unpack(arrived));
        assertThat(refused.path()).isEqualTo("b");
        assertThat(refused).hasMessageContaining("has other content than the manifest says");
        assertThat(refusal(() -> addBigFile(arrivedBig)).path()).isEqualTo("big1");
    }

    @Test
    void readsAFileThatHasTheSameBytesAgain() throws Exception {
        var arrived = Arrived.tar(part, 1);
        Files.write(part, Files.readAllBytes(part));

        unpack(arrived);
        addBigFile(Arrived.file(big));
        restore.finish();

        assertThat(restore.content("a")).isEqualTo("content");
    }

    /** A digest of another content can confirm nothing, and refuses nothing. */
    @Test
    void readsAFileWhoseDigestsAreNotThoseOfTheManifest() throws Exception {
        var other = temp.resolve("other.tar");
        Files.write(
                other, new TarBytes().file("a", "CONTENT").file("b", "second").end());

        unpack(claimedOf(part, Arrived.tar(other, 1)));
        addBigFile(claimedOf(big, Arrived.file(other)));
        restore.finish();

        assertThat(restore.content("a")).isEqualTo("content");
        assertThat(restore.content("big1")).isEqualTo("content");
    }

    @Test
    void keepsHolesAndMakesThemOfZerosInATar() throws Exception {
        var zeros = "\0".repeat(3 << 20) + "end";
        restore.file("zeros", zeros, PART);
        Files.write(
                part,
                new TarBytes()
                        .file("a", "content")
                        .file("b", "second")
                        .file("zeros", zeros)
                        .end());

        unpack(Arrived.tar(part, 3));
        addBigFile(Arrived.file(big));
        restore.finish();

        assertThat(restore.content("zeros").getBytes(StandardCharsets.ISO_8859_1))
                .isEqualTo(zeros.getBytes(StandardCharsets.ISO_8859_1));
        assertThat(restore.stat("zeros").blocks()).isLessThan(64);
    }
}
