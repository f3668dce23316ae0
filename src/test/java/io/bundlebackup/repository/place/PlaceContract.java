package io.bundlebackup.repository.place;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bundlebackup.repository.blob.BlobId;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every place does. */
abstract class PlaceContract {
    private static final byte[] CONTENT = {1, 2, 3, 4, 5};

    Place place;

    abstract Place place() throws IOException;

    @BeforeEach
    void create() throws IOException {
        place = place();
        place.create();
        place.write(FileName.CONFIG, new byte[0]);
    }

    static FileName name(FileType type, int number) {
        return FileName.of(type, new BlobId(0x1200L << 48 | number, 2, 3, number));
    }

    @Test
    void writtenFilesAreListedWithTheirSizesByType() throws IOException {
        for (var type : List.of(FileType.KEY, FileType.DATA, FileType.INDEX, FileType.SNAPSHOT, FileType.LOCK)) {
            place.write(name(type, 1), CONTENT);
            place.write(name(type, 2), new byte[0]);

            assertThat(listed(type))
                    .containsExactlyInAnyOrder(
                            new StoredFile(name(type, 1), CONTENT.length), new StoredFile(name(type, 2), 0));
        }
        place.write(new FileName(FileType.VAULT, "pins.json"), CONTENT);
        assertThat(listed(FileType.VAULT)).hasSize(1);
        assertThat(listed(FileType.CONFIG)).containsExactly(new StoredFile(FileName.CONFIG, 0));
    }

    @Test
    void rangesAreRead() throws IOException {
        place.write(name(FileType.DATA, 1), CONTENT);

        try (var file = place.open(name(FileType.DATA, 1))) {
            var into = new byte[4];
            file.read(1, into, 1, 3);
            assertThat(into).containsExactly(0, 2, 3, 4);
            assertThat(file.size()).isEqualTo(CONTENT.length);
            assertThatThrownBy(() -> file.read(3, into, 0, 3)).isInstanceOf(EOFException.class);
        }
        assertThat(place.read(name(FileType.DATA, 1), CONTENT.length)).isEqualTo(CONTENT);
        assertThatThrownBy(() -> place.read(name(FileType.DATA, 1), CONTENT.length - 1))
                .hasMessageContaining("more than the 4");
    }

    @Test
    void aFileThatIsBeingWrittenIsNotListedAndCanBeReadAgain() throws IOException {
        try (var file = place.begin()) {
            file.append(ByteBuffer.wrap(CONTENT));
            file.append(ByteBuffer.wrap(CONTENT));

            var into = ByteBuffer.allocate(20);
            assertThat(file.read(3, into)).isEqualTo(7);
            assertThat(listed(FileType.DATA)).isEmpty();
            file.complete(name(FileType.DATA, 7));
        }
        assertThat(place.size(name(FileType.DATA, 7))).hasValue(10);
    }

    @Test
    void aFileThatIsClosedBeforeItIsCompleteLeavesNothing() throws IOException {
        try (var file = place.begin()) {
            file.append(ByteBuffer.wrap(CONTENT));
        }
        assertThat(listed(FileType.DATA)).isEmpty();
        place.removePartials();
    }

    @Test
    void aFileOfTheSameNameIsReplaced() throws IOException {
        var name = new FileName(FileType.VAULT, "marks");
        place.write(name, CONTENT);
        place.write(name, new byte[] {9});

        assertThat(place.read(name, 10)).containsExactly(9);
    }

    @Test
    void removedFilesAreMissing() throws IOException {
        var name = name(FileType.INDEX, 1);
        place.write(name, CONTENT);

        assertThat(place.remove(name)).isTrue();
        assertThat(place.remove(name)).isFalse();
        assertThat(place.size(name)).isEmpty();
        assertThatThrownBy(() -> place.open(name)).isInstanceOf(NoSuchFileException.class);
        assertThat(listed(FileType.INDEX)).isEmpty();
        assertThat(place.freeBytes()).isPositive();
    }

    @Test
    void namesAreHexadecimalOnly() {
        for (var name : List.of(
                "", "..", "../config", "a", "A".repeat(64), "0".repeat(63), "0".repeat(65), "0".repeat(63) + "/")) {
            assertThatThrownBy(() -> new FileName(FileType.DATA, name)).isInstanceOf(IllegalArgumentException.class);
        }
        for (var name : List.of("", "..", ".a", "A", "a/b", "a".repeat(101))) {
            assertThatThrownBy(() -> new FileName(FileType.VAULT, name)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    List<StoredFile> listed(FileType type) throws IOException {
        var files = new ArrayList<StoredFile>();
        place.list(type, files::add);
        return files;
    }
}
