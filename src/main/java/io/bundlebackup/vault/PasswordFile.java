package io.bundlebackup.vault;

import io.bundlebackup.posix.Flushing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** The password of a vault in a file that only its owner can read, in the form that restic reads ({@code RESTIC_PASSWORD_FILE}). */
record PasswordFile(Path file) {
    private static final int RANDOM_BYTES = 32;
    private static final int LONGEST = 4_096;
    private static final FileAttribute<?> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final FileAttribute<?> OWNER_ONLY_DIRECTORY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    /** The password; absent if there is no file, or nothing in it. Space around the password does not count. */
    Optional<String> read() throws IOException {
        try (var in = Files.newInputStream(file)) {
            var bytes = in.readNBytes(LONGEST + 1);
            if (bytes.length > LONGEST) {
                throw new FileSystemException(
                        file.toString(), null, "the password file has more than " + LONGEST + " bytes");
            }
            var text = new String(bytes, StandardCharsets.UTF_8).strip();
            return text.isEmpty() ? Optional.empty() : Optional.of(text);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** Makes a password of 256 random bits; it is on the disk before anything is sealed with it. */
    String make() throws IOException {
        var bytes = new byte[RANDOM_BYTES];
        new SecureRandom().nextBytes(bytes);
        var password = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        var directory = Objects.requireNonNull(file.toAbsolutePath().getParent());
        Files.createDirectories(directory, OWNER_ONLY_DIRECTORY);
        var partial = Files.createTempFile(directory, "." + file.getFileName(), ".partial", OWNER_ONLY);
        try {
            Files.writeString(partial, password + "\n", StandardOpenOption.WRITE);
            Flushing.file(partial);
            if (Files.exists(file)) {
                throw new FileAlreadyExistsException(file.toString());
            }
            Files.move(partial, file);
        } finally {
            Files.deleteIfExists(partial);
        }
        Flushing.directory(directory);
        return password;
    }

    /** Whether others than its owner may open the file. */
    boolean isOpenToOthers() throws IOException {
        var permissions = Files.getPosixFilePermissions(file);
        return !Set.copyOf(PosixFilePermissions.fromString("rwx------")).containsAll(permissions);
    }
}
