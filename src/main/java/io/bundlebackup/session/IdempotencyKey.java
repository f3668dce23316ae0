package io.bundlebackup.session;

/**
 * The {@code Idempotency-Key} of one {@code POST}: within a caller, method and path it names one request.
 *
 * @param bodySha256 lower-case hex of the request's body: another body under the same key is refused
 */
public record IdempotencyKey(String caller, String method, String path, String key, String bodySha256) {
    /** The request attribute with the key, for those who keep their answer with a transition. */
    public static final String ATTRIBUTE = "io.bundlebackup.idempotencyKey";
}
