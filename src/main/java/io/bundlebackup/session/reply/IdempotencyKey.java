package io.bundlebackup.session.reply;

import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The {@code Idempotency-Key} of one {@code POST}: within a caller, method and path it names one request.
 *
 * @param bodySha256 lower-case hex of the request's body: another body under the same key is refused
 */
public record IdempotencyKey(String caller, String method, String path, String key, String bodySha256) {
    /** The request attribute with the key, for those who keep their answer with a transition. */
    public static final String ATTRIBUTE = "io.bundlebackup.idempotencyKey";

    /** The response header that says that an answer is that of an earlier request. */
    public static final String REPLAYED = "Idempotency-Replayed";

    /** Of a request with this body. */
    public static IdempotencyKey of(String caller, String method, String path, String key, byte[] body) {
        return new IdempotencyKey(caller, method, path, key, sha256(body));
    }

    /** What tells this key from the keys of other callers, methods and paths, as lower-case hex of a SHA-256. */
    public String scopeSha256() {
        return sha256(String.join("\n", caller, method, path, key).getBytes(StandardCharsets.UTF_8));
    }

    /** The refusal of a request whose key was used for another body. */
    public static ProblemException reused() {
        return new ProblemException(
                ProblemType.KEY_REUSED, "This Idempotency-Key was used for a request with another body.");
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
