package io.bundlebackup.repository.place;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bundlebackup.posix.TreeRemoval;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryPlaceTests extends PlaceContract {
    @TempDir
    Path scratch;

    @Override
    Place place() {
        return new DirectoryPlace(scratch.resolve("repository"));
    }

    @Test
    void modesAreThoseOfRestic() throws IOException {
        place.write(name(FileType.DATA, 1), new byte[1]);

        var file = scratch.resolve("repository").resolve(name(FileType.DATA, 1).path());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("r--------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
                .isEqualTo("rwx------");
        assertThat(scratch.resolve("repository/data/ff")).isDirectory();
    }

    @Test
    void directoriesThatResticDoesNotMakeAreMadeWhenTheyAreNeeded() throws IOException {
        Files.delete(scratch.resolve("repository/vault"));
        Files.delete(scratch.resolve("repository/tmp"));
        Files.delete(scratch.resolve("repository/data/12"));

        assertThat(listed(FileType.VAULT)).isEmpty();
        place.removePartials();
        place.write(new FileName(FileType.VAULT, "pins"), new byte[1]);
        place.write(name(FileType.DATA, 1), new byte[1]);

        assertThat(listed(FileType.VAULT)).hasSize(1);
        assertThat(listed(FileType.DATA)).hasSize(1);
    }

    @Test
    void partialFilesOfKilledWritersAreRemoved() throws IOException {
        var killed = place.begin();
        killed.append(ByteBuffer.wrap(new byte[3]));
        assertThat(scratch.resolve("repository/tmp")).isNotEmptyDirectory();

        place.removePartials();

        assertThat(scratch.resolve("repository/tmp")).isEmptyDirectory();
    }

    @Test
    void otherNamesAndLinksAreNoFiles() throws IOException {
        var data = scratch.resolve("repository/data/12");
        var outside = Files.write(scratch.resolve("outside"), new byte[5]);
        Files.createSymbolicLink(data.resolve(name(FileType.DATA, 1).name()), outside);
        Files.write(data.resolve("12-tmp-1"), new byte[1]);
        Files.createDirectory(data.resolve(name(FileType.DATA, 2).name()));
        Files.write(scratch.resolve("repository/data/stray"), new byte[1]);

        assertThat(listed(FileType.DATA)).isEmpty();
        assertThatThrownBy(() -> place.open(name(FileType.DATA, 1))).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> place.open(name(FileType.DATA, 2))).hasMessageContaining("is no file");
    }

    @Test
    void aDirectoryOfTheLayoutThatIsALinkIsNotFollowed() throws IOException {
        var elsewhere = Files.createDirectory(scratch.resolve("elsewhere"));
        Files.write(elsewhere.resolve(name(FileType.SNAPSHOT, 1).name()), new byte[1]);
        Files.delete(scratch.resolve("repository/snapshots"));
        Files.createSymbolicLink(scratch.resolve("repository/snapshots"), elsewhere);

        assertThatThrownBy(() -> listed(FileType.SNAPSHOT)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> place.write(name(FileType.SNAPSHOT, 2), new byte[1]))
                .isInstanceOf(IOException.class);
        assertThat(elsewhere.toFile().list()).hasSize(1);
    }

    @Test
    void aPlaceThatHasVanishedIsUnavailableAndNotEmpty() throws Exception {
        place.write(name(FileType.SNAPSHOT, 1), new byte[1]);
        TreeRemoval.remove(scratch.resolve("repository"));

        assertThatThrownBy(() -> listed(FileType.SNAPSHOT))
                .isInstanceOf(PlaceUnavailableException.class)
                .hasMessageContaining("perhaps a file system is not mounted");
        assertThatThrownBy(() -> place.size(FileName.CONFIG)).isInstanceOf(PlaceUnavailableException.class);
        assertThatThrownBy(() -> place.begin()).isInstanceOf(PlaceUnavailableException.class);

        // What a file system that is not mounted leaves: an empty directory.
        Files.createDirectory(scratch.resolve("repository"));
        assertThatThrownBy(() -> listed(FileType.SNAPSHOT)).isInstanceOf(PlaceUnavailableException.class);
        assertThatThrownBy(() -> place.begin()).isInstanceOf(PlaceUnavailableException.class);
    }

    @Test
    void aRepositoryIsNotMadeBelowADirectoryThatIsMissing() {
        assertThatThrownBy(() -> new DirectoryPlace(scratch.resolve("not/mounted")).create())
                .isInstanceOf(PlaceUnavailableException.class);
        assertThat(scratch.resolve("not")).doesNotExist();
    }
}
