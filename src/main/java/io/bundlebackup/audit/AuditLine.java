package io.bundlebackup.audit;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * A line of the audit log: a JSON object in ASCII whose first members are its number and the hash of the line before, and whose last
 * member is its own hash, the SHA-256 of everything before {@code ,"hash"}.
 *
 * @param seq consecutive from 1
 * @param previous the hash of the line before; zeros in the first line
 * @param hash of this line
 * @param text the whole line without its end
 */
record AuditLine(long seq, String previous, String hash, String text) {
    /** What the first line of all follows. */
    static final AuditLine NONE = new AuditLine(0, "", "0".repeat(64), "");

    private static final String HASH = ",\"hash\":\"";
    private static final Pattern LINE =
            Pattern.compile("\\{\"seq\":([0-9]{1,18}),\"previous\":\"([0-9a-f]{64})\",.*" + HASH + "([0-9a-f]{64})\"}");
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    /** The line of an entry behind this line. */
    AuditLine next(AuditEntry entry) {
        var members = new LinkedHashMap<String, Object>();
        members.put("seq", seq + 1);
        members.put("previous", hash);
        members.put("time", entry.time().truncatedTo(ChronoUnit.MILLIS).toString());
        members.put("operation", entry.operation());
        members.putAll(entry.members());
        var json = JSON.writeValueAsString(members);
        var body = json.substring(0, json.length() - 1);
        var own = hash(body);
        return new AuditLine(seq + 1, hash, own, body + HASH + own + "\"}");
    }

    /** Reads a line; empty if the text has not the form of a line. The hash is not compared. */
    static Optional<AuditLine> parse(String text) {
        var parts = LINE.matcher(text);
        return parts.matches()
                ? Optional.of(new AuditLine(Long.parseLong(parts.group(1)), parts.group(2), parts.group(3), text))
                : Optional.empty();
    }

    /** Whether the hash is that of the line. */
    boolean isUnchanged() {
        return hash.equals(hash(text.substring(0, text.lastIndexOf(HASH))));
    }

    boolean follows(AuditLine before) {
        return seq == before.seq + 1 && previous.equals(before.hash);
    }

    /** All members; empty if the line was changed and is no JSON object. */
    @SuppressWarnings("unchecked")
    Optional<Map<String, Object>> members() {
        try {
            return Optional.of(JSON.readValue(text, LinkedHashMap.class));
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }

    byte[] bytes() {
        return (text + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private static String hash(String body) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(body.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
