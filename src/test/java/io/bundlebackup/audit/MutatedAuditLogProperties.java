package io.bundlebackup.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.fuzz.Fuzz;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;

/** An audit log that somebody changed: the check gives an answer, pages show the other lines, and a start goes on writing. */
class MutatedAuditLogProperties {
    private static final AuditSettings SETTINGS = new AuditSettings(true, DataSize.ofMegabytes(1), 4);
    private static final String HASH = ",\"hash\":\"";

    @TempDir
    Path directory;

    private byte[] head = {};
    private int sound;

    @Test
    void checksReadsAndContinuesChangedLogs() throws Exception {
        var log = written();
        head = Files.readAllBytes(directory.resolve(AuditFiles.HEAD));
        Fuzz.of("audit log", BrokenException.class)
                .allocating(4 << 20, 300)
                .run(
                        List.of(log),
                        mutator -> {
                            var changed = mutator.json(log, log);
                            return mutator.random().nextBoolean() ? changed : withHashes(changed);
                        },
                        this::use);
    }

    private byte[] written() throws IOException {
        try (var writer = AuditWriter.open(directory, SETTINGS)) {
            for (int i = 0; i < 6; i++) {
                writer.write(List.of(AuditEntry.of(Instant.EPOCH.plusSeconds(i), "createSession")
                        .with("caller", "alice")
                        .with("firstKept", 1)
                        .with("bundles", List.of("com.example"))));
            }
        }
        var log = Files.readAllBytes(directory.resolve(AuditFiles.CURRENT));
        sound = log.length;
        return log;
    }

    private void use(byte[] log) throws IOException, BrokenException {
        var current = directory.resolve(AuditFiles.CURRENT);
        for (var file : AuditFiles.list(directory)) {
            Files.delete(file);
        }
        Files.write(current, log);
        Files.write(directory.resolve(AuditFiles.HEAD), (log.length - sound) % 3 == 0 ? head : log);
        boolean whole = AuditVerification.verify(directory).whole();
        try (var file = FileChannel.open(current)) {
            AuditReader.read(List.of(file), line -> line.get("caller") instanceof String, Long.MAX_VALUE, 100);
        }
        try (var writer = AuditWriter.open(directory, SETTINGS)) {
            writer.write(List.of(AuditEntry.of(Instant.EPOCH, "start")));
        }
        assertThat(AuditFiles.last(directory).members().orElseThrow()).containsEntry("operation", "start");
        if (!whole) {
            throw new BrokenException();
        }
    }

    private static final class BrokenException extends Exception {}

    /** As somebody does who changes a line and knows how it is chained: what is behind the hash is read too. */
    private static byte[] withHashes(byte[] log) {
        var lines = new String(log, StandardCharsets.ISO_8859_1).split("\n", -1);
        for (int i = 0; i < lines.length; i++) {
            int end = lines[i].lastIndexOf(HASH);
            if (end > 0) {
                lines[i] = lines[i].substring(0, end) + HASH + sha256(lines[i].substring(0, end)) + "\"}";
            }
        }
        return String.join("\n", lines).getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
