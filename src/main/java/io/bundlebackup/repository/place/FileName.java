package io.bundlebackup.repository.place;

import io.bundlebackup.repository.blob.BlobId;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * Names a file of a repository. Except for {@code config} and the files in {@code vault/}, the name is the SHA-256 of the file.
 *
 * @param name 64 lower-case hexadecimal digits; {@code config}; in {@code vault/} a letter or digit, then up to 99 of {@code a-z0-9.-}
 */
public record FileName(FileType type, String name) {
    public static final FileName CONFIG = new FileName(FileType.CONFIG, "config");

    private static final Pattern ID = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern OWN = Pattern.compile("[a-z0-9][a-z0-9.-]{0,99}");

    /** @throws IllegalArgumentException if the name is none of the type's */
    public FileName {
        if (!isName(type, name)) {
            throw new IllegalArgumentException("no name of a file of the type " + type);
        }
    }

    public static FileName of(FileType type, BlobId id) {
        return new FileName(type, id.toString());
    }

    /** Whether files of a type can have a name. */
    public static boolean isName(FileType type, String name) {
        return switch (type) {
            case CONFIG -> name.equals("config");
            case VAULT -> OWN.matcher(name).matches();
            default -> ID.matcher(name).matches();
        };
    }

    /** The ID, for types whose names are IDs. */
    public BlobId id() {
        return BlobId.parse(name);
    }

    /** The path below the repository. */
    public String path() {
        var directory = directory();
        return directory.isEmpty() ? name : directory + "/" + name;
    }

    /** The directory below the repository; empty for {@code config}. */
    String directory() {
        var directory = Objects.requireNonNull(type.directory());
        return type == FileType.DATA ? directory + "/" + name.substring(0, 2) : directory;
    }

    @Override
    public String toString() {
        return path();
    }
}
