package io.bundlebackup.repository.place;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * Where the files of one repository lie. Files are written once as a whole, under a name, and are never changed. Thread-safe.
 *
 * <p>Every call throws {@link PlaceUnavailableException} if the place as a whole is not there: then no file is missing, and nothing may be
 * concluded about the repository.
 */
public interface Place {
    /**
     * Makes the directories of a repository; those that exist stay.
     *
     * @throws PlaceUnavailableException if the directory in which the repository is to lie does not exist
     */
    void create() throws IOException;

    /** Tells of each file of a type, in no order. Other names than files of the type have are passed over. */
    void list(FileType type, Consumer<StoredFile> found) throws IOException;

    /** The size of a file in bytes; empty if there is no such file. */
    OptionalLong size(FileName name) throws IOException;

    /** @throws java.nio.file.NoSuchFileException if there is no such file */
    OpenedFile open(FileName name) throws IOException;

    /** Begins a file. */
    PartialFile begin() throws IOException;

    /** Removes a file; returns false if there is no such file. */
    boolean remove(FileName name) throws IOException;

    /** Removes what killed writers have left under no name. Nobody may be writing. */
    void removePartials() throws IOException;

    /** How many bytes can still be written. */
    long freeBytes() throws IOException;

    /**
     * Reads a whole file.
     *
     * @throws IOException also if the file is larger than {@code most} bytes
     */
    default byte[] read(FileName name, int most) throws IOException {
        try (var file = open(name)) {
            long size = file.size();
            if (size > most) {
                throw new IOException(
                        name + " has " + size + " bytes, more than the " + most + " that such a file can have");
            }
            var content = new byte[(int) size];
            file.read(0, content, 0, content.length);
            return content;
        }
    }

    /** Writes a whole file, durable when this returns. */
    default void write(FileName name, byte[] content) throws IOException {
        try (var file = begin()) {
            file.append(ByteBuffer.wrap(content));
            file.complete(name);
        }
    }
}
