package io.bundlebackup.access;

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
 * The token that the service creates if none is configured: {@code <data-directory>/token}, readable only by its owner. The file is
 * complete and flushed before the token is used; an interrupted start leaves either no token or this token.
 */
final class TokenFile {
    private static final Logger log = LoggerFactory.getLogger(TokenFile.class);
    private static final FileAttribute<?> OWNER_ONLY_FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final FileAttribute<?> OWNER_ONLY_DIRECTORY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/=-]{32,512}");
    private static final int LONGEST_FILE = 1_024;
    private static final int RANDOM_BYTES = 32;

    private final Path file;
    private final String token;
    private final boolean created;

    private TokenFile(Path file, String token, boolean created) {
        this.file = file;
        this.token = token;
        this.created = created;
    }

    /**
     * Reads the token, or creates it if the file does not exist.
     *
     * @throws IllegalStateException if the file holds no token, or can be neither read nor made; the message is for the operator
     */
    static TokenFile in(Path dataDirectory) {
        Path file = dataDirectory.resolve("token");
        try {
            if (Files.exists(file)) {
                return new TokenFile(file, read(file), false);
            }
            String token = random();
            write(dataDirectory, file, token);
            return new TokenFile(file, token, true);
        } catch (IOException e) {
            throw new StartRefusedException("The token file " + file + " can be neither read nor made: " + e, e);
        }
    }

    Path file() {
        return file;
    }

    String token() {
        return token;
    }

    /** Whether this start created the token, so that the log must show it. */
    boolean created() {
        return created;
    }

    private static String read(Path file) throws IOException {
        byte[] content;
        try (var in = Files.newInputStream(file)) {
            content = in.readNBytes(LONGEST_FILE);
        }
        String token = new String(content, StandardCharsets.UTF_8).strip();
        if (!TOKEN.matcher(token).matches()) {
            throw new StartRefusedException("The file " + file
                    + " does not hold a token. Delete it to have a new one made, or configure backup.security.tokens.");
        }
        Set<PosixFilePermission> others = EnumSet.copyOf(Files.getPosixFilePermissions(file));
        others.removeAll(PosixFilePermissions.fromString("rwx------"));
        if (!others.isEmpty()) {
            log.warn("Not only the owner can open {}: {}. Run chmod 600 on this file.", file, others);
        }
        return token;
    }

    private static void write(Path directory, Path file, String token) throws IOException {
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(directory, OWNER_ONLY_DIRECTORY);
        }
        Path temporary = Files.createTempFile(directory, ".token", ".partial", OWNER_ONLY_FILE);
        try {
            try (var channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                ByteBuffer content = ByteBuffer.wrap((token + "\n").getBytes(StandardCharsets.UTF_8));
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
        try (var channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static String random() {
        byte[] bytes = new byte[RANDOM_BYTES];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
