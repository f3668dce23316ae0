package io.bundlebackup.archive.unpack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bundlebackup.archive.tar.InvalidArchiveException;
import io.bundlebackup.archive.tar.TarBytes;
import io.bundlebackup.archive.tar.TarLimits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TarDigestsTests {
    private static final TarLimits LIMITS = new TarLimits(1_000, 1 << 30);

    @TempDir
    private Path temp = Path.of("");

    private Path written(byte[] tar, long seed) throws IOException {
        var file = temp.resolve("digests" + seed);
        TarDigests.write(Arrived.pieces(tar, seed), LIMITS, file);
        return file;
    }

    private static String sha256(String content) {
        return HandMadeRestore.sha256(content.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void knowsTheDigestOfEachFileByItsPlaceHoweverTheTarArrives() throws Exception {
        var large = "large".repeat(20_000);
        var tar = new TarBytes()
                .file("a", "content")
                .header("d", '5')
                .file("empty", "")
                .file("b", large)
                .end();
        for (int seed = 0; seed < 50; seed++) {
            try (var digests = Objects.requireNonNull(TarDigests.open(written(tar, seed)))) {
                assertThat(digests.at(512)).as("seed %d", seed).isEqualTo(sha256("content"));
                assertThat(digests.at(513)).isNull();
                assertThat(digests.at(2048)).isEqualTo(sha256(""));
                assertThat(digests.at(2560)).isEqualTo(sha256(large));
                assertThat(digests.at(5_000_000)).isNull();
            }
        }
    }

    /** A few bytes of a tar can describe more zeros than can be digested. */
    @Test
    void leavesSparseFilesOut() throws Exception {
        var tar = new TarBytes()
                .pax("GNU.sparse.size", String.valueOf(1L << 29), "GNU.sparse.map", "0,4")
                .file("sparse", "data")
                .file("b", "content")
                .end();

        try (var digests = Objects.requireNonNull(TarDigests.open(written(tar, 1)))) {
            assertThat(digests.at(1536)).isNull();
            assertThat(digests.at(2560)).isEqualTo(sha256("content"));
        }
    }

    @Test
    void makesNoFileForWhatIsNoTar() {
        assertThatThrownBy(() -> written("hello".getBytes(StandardCharsets.US_ASCII), 1))
                .isInstanceOf(InvalidArchiveException.class);
        assertThat(temp).isEmptyDirectory();
    }

    @Test
    void knowsNothingWhenTheFileIsGoneOrCutOff() throws Exception {
        var file = written(new TarBytes().file("a", "x").file("b", "y").end(), 1);
        Files.write(file, java.util.Arrays.copyOf(Files.readAllBytes(file), 60));
        try (var digests = Objects.requireNonNull(TarDigests.open(file))) {
            assertThat(digests.at(512)).isEqualTo(sha256("x"));
            assertThat(digests.at(1536)).isNull();
        }
        Files.delete(file);
        assertThat(TarDigests.open(file)).isNull();
    }
}
