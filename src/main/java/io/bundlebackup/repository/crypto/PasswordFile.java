package io.bundlebackup.repository.crypto;

import io.bundlebackup.posix.Flushing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Objects;

/** A file with a repository's password, read as restic's {@code --password-file}: spaces and line ends around it do not count. */
public final class PasswordFile {
    private static final int RANDOM_BYTES = 32;
    private static final int MOST_BYTES = 64 << 10;

    private PasswordFile() {}

    /**
     * The password's bytes, the caller's own to overwrite.
     *
     * @throws java.nio.file.NoSuchFileException if there is no file
     * @throws IOException if the file is empty or too large, or cannot be read
     */
    public static byte[] read(Path file) throws IOException {
        if (Files.size(file) > MOST_BYTES) {
            throw new IOException("the password file " + file + " is larger than 64 KiB");
        }
        var password = Files.readString(file, StandardCharsets.UTF_8).strip();
        if (password.isEmpty()) {
            throw new IOException("the password file " + file + " is empty");
        }
        return password.getBytes(StandardCharsets.UTF_8);
    }

    /** Reads the password; makes the file first, with a random password and mode 0600, if there is none. */
    public static byte[] readOrMake(Path file) throws IOException {
        if (!Files.exists(file)) {
            make(file);
        }
        return read(file);
    }

    private static void make(Path file) throws IOException {
        var random = new byte[RANDOM_BYTES];
        new SecureRandom().nextBytes(random);
        var text = Base64.getUrlEncoder().withoutPadding().encodeToString(random) + "\n";
        var directory = Objects.requireNonNull(file.toAbsolutePath().getParent());
        Files.createDirectories(directory);
        var partial = Files.createTempFile(
                directory,
                ".password",
                "",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            Files.writeString(partial, text, StandardOpenOption.SYNC);
            // A link does not replace the file of another process that was faster.
            Files.createLink(file, partial);
        } catch (FileAlreadyExistsException e) {
            return;
        } finally {
            Files.delete(partial);
        }
        Flushing.directory(directory);
    }
}
