package io.bundlebackup.access;

import io.bundlebackup.posix.Flushing;
import io.bundlebackup.problem.StartRefusedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.EnumSet;
import java.util.Set;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A secret that the service creates in its data directory, in a file that only its owner can read. The file is complete and flushed
 * before the secret is used; an interrupted start leaves either no secret or this secret.
 */
final class SecretFile {
    private static final Logger log = LoggerFactory.getLogger(SecretFile.class);
    private static final FileAttribute<?> OWNER_ONLY_FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final FileAttribute<?> OWNER_ONLY_DIRECTORY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    private static final Pattern SECRET = Pattern.compile("[A-Za-z0-9._~+/=-]{32,512}");
    private static final int LONGEST_FILE = 1_024;
    private static final int RANDOM_BYTES = 32;

    private final Path file;
    private final String secret;

    private SecretFile(Path file, String secret) {
        this.file = file;
        this.secret = secret;
    }

    /**
     * Reads the secret, or creates it if the file does not exist.
     *
     * @throws IllegalStateException if the file holds no secret, or can be neither read nor made; the message is for the operator
     */
    static SecretFile in(Path dataDirectory, String name) {
        Path file = dataDirectory.resolve(name);
        try {
            if (Files.exists(file)) {
                return new SecretFile(file, read(file));
            }
            String secret = random();
            write(dataDirectory, file, secret);
            return new SecretFile(file, secret);
        } catch (IOException e) {
            throw new StartRefusedException("The file " + file + " can be neither read nor made: " + e, e);
        }
    }

    Path file() {
        return file;
    }

    String secret() {
        return secret;
    }

    private static String read(Path file) throws IOException {
        byte[] content;
        try (var in = Files.newInputStream(file)) {
            content = in.readNBytes(LONGEST_FILE);
        }
        String secret = new String(content, StandardCharsets.UTF_8).strip();
        if (!SECRET.matcher(secret).matches()) {
            throw new StartRefusedException("The file " + file
                    + " does not hold a secret of the service. Delete the file: the service makes a new one.");
        }
        Set<PosixFilePermission> others = EnumSet.copyOf(Files.getPosixFilePermissions(file));
        others.removeAll(PosixFilePermissions.fromString("rwx------"));
        if (!others.isEmpty()) {
            log.warn("Not only the owner can open {}: {}. Run chmod 600 on this file.", file, others);
        }
        return secret;
    }

    private static void write(Path directory, Path file, String secret) throws IOException {
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(directory, OWNER_ONLY_DIRECTORY);
        }
        Path temporary = Files.createTempFile(directory, ".secret", ".partial", OWNER_ONLY_FILE);
        try {
            try (var channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                ByteBuffer content = ByteBuffer.wrap((secret + "\n").getBytes(StandardCharsets.UTF_8));
                while (content.hasRemaining()) {
                    channel.write(content);
                }
                channel.force(true);
            }
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temporary);
        }
        // The name is durable only when the directory is.
        Flushing.directory(directory);
    }

    /** 256 random bits as 43 characters that may stand in a URL and in a cookie. */
    static String random() {
        byte[] bytes = new byte[RANDOM_BYTES];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
