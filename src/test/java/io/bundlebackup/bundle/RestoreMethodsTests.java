package io.bundlebackup.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.bundle.ExchangeSupport.Result;
import io.bundlebackup.bundle.RestoreMethod.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a bundle would be restored, by where its data lies. */
class RestoreMethodsTests {
    @TempDir
    Path root;

    private Path data = Path.of("");
    private Result found = Result.EXCHANGES;
    private final List<Path> asked = new ArrayList<>();
    private final RestoreMethods ways = new RestoreMethods((in, moved) -> {
        asked.add(in);
        return found;
    });

    @BeforeEach
    void make() throws IOException {
        data = Files.createDirectories(root.toRealPath().resolve("app/data"));
    }

    private RestoreMethod way(String type) throws IOException {
        return way("22 1 0:40 / / rw - " + type + " x rw\n", data);
    }

    private RestoreMethod way(String mounts, Path directory) throws IOException {
        return ways.of(
                TestBundles.of("com.example.app", directory), new MountPoints(mounts.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void wholeOnAFileSystemThatIsKnownToExchangeWithoutATry() throws IOException {
        assertThat(way("ext4")).isEqualTo(RestoreMethod.WHOLE);
        assertThat(asked).isEmpty();
    }

    @Test
    void wholeWhereATryShowsThatItCanAndTheTryIsNotRepeated() throws IOException {
        assertThat(way("zfs")).isEqualTo(RestoreMethod.WHOLE);
        assertThat(way("zfs")).isEqualTo(RestoreMethod.WHOLE);
        assertThat(asked).containsExactly(data.getParent());
    }

    @Test
    void byMovesWhereTheFileSystemCannotExchange() throws IOException {
        found = Result.MOVES;
        var way = way("fuse.bindfs");
        assertThat(way.kind()).isEqualTo(Kind.MOVES);
        assertThat(way.refusal()).isNull();
        assertThat(way.remark()).contains("not atomically for readers", "fuse.bindfs", "cannot exchange");
    }

    @Test
    void byCopiesWhereALowerLayerCannotBeMoved() throws IOException {
        found = Result.STAYS;
        var way = way("overlay");
        assertThat(way.kind()).isEqualTo(Kind.COPIES);
        assertThat(way.remark()).contains(data.toString(), "lower layer");
    }

    @Test
    void aMountPointIsRestoredByItsChildrenWithoutARemark() throws IOException {
        var way = way("22 1 0:40 / / rw - ext4 x rw\n30 22 0:41 / " + data + " rw - ext4 y rw\n", data);
        assertThat(way).isEqualTo(new RestoreMethod(Kind.CHILDREN, true, null, null));
    }

    /** What is kept in the data would go with it. */
    @Test
    void staysInTheDataWhileEarlierStatesAreThere() throws IOException {
        Files.createDirectories(data.resolve(".bundle-backup/com.example.app"));
        assertThat(way("ext4").kind()).isEqualTo(Kind.CHILDREN);
    }

    @Test
    void byItsChildrenWhereTheDirectoryAroundCannotBeWrittenTo() throws Exception {
        try (var fixed = new Fixed(data.resolveSibling(".").normalize())) {
            var way = way("ext4");
            assertThat(way.kind()).isEqualTo(Kind.CHILDREN);
            assertThat(way.remark()).contains(fixed.directory() + " cannot be written to: ");
        }
    }

    /** Such as that of root's restores, for a service that is not root. */
    @Test
    void byItsChildrenIfTheServicesDirectoryBesideTheDataBelongsToAnotherUser() throws Exception {
        try (var fixed = new Fixed(Files.createDirectory(data.resolveSibling(".bundle-backup")))) {
            var way = way("ext4");
            assertThat(way.kind()).isEqualTo(Kind.CHILDREN);
            assertThat(way.inside()).isTrue();
            assertThat(way.remark()).contains(fixed.directory() + " cannot be written to: ");
        }
    }

    @Test
    void notAtAllWhereTheDataCannotBeWrittenToAndNamesIt() throws Exception {
        try (var fixed = new Fixed(data)) {
            assertThat(way("ext4").refusal()).contains(fixed.directory() + " cannot be written to: ");
        }
    }

    @Test
    void dataThatIsNotThereIsMadeIfItsParentAllows() throws Exception {
        var missing = data.resolve("none");
        assertThat(way("22 1 0:40 / / rw - ext4 x rw\n", missing)).isEqualTo(RestoreMethod.WHOLE);
        found = Result.MOVES;
        assertThat(way("22 1 0:40 / / rw - nfs4 x rw\n", missing).kind()).isEqualTo(Kind.MOVES);
        try (var fixed = new Fixed(data)) {
            assertThat(way("22 1 0:40 / / rw - ext4 x rw\n", missing).refusal())
                    .contains(
                            "does not exist and cannot be created",
                            fixed.directory().toString());
        }
    }

    /** A directory that not even root writes to, where the file system can say so. */
    private record Fixed(Path directory) implements AutoCloseable {
        Fixed {
            Assumptions.assumeTrue(chattr("+i", directory), "no directory can be made immutable here");
        }

        @Override
        public void close() {
            assertThat(chattr("-i", directory)).isTrue();
        }

        private static boolean chattr(String change, Path directory) {
            try {
                return new ProcessBuilder("chattr", change, directory.toString())
                                .redirectErrorStream(true)
                                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                                .start()
                                .waitFor()
                        == 0;
            } catch (IOException noSuchProgram) {
                return false;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
    }
}
