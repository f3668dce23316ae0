package io.bundlebackup.upload.receive;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Computes digests of a stream of bytes: SHA-256 always, SHA-512 if it is needed. Not thread-safe. */
final class ContentDigest {
    private final MessageDigest digest256 = of("SHA-256");
    private final @Nullable MessageDigest digest512;
    private byte @Nullable [] sha256;
    private byte @Nullable [] sha512;

    ContentDigest(boolean with512) {
        digest512 = with512 ? of("SHA-512") : null;
    }

    private static MessageDigest of(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has " + algorithm, e);
        }
    }

    void update(byte[] bytes, int count) {
        digest256.update(bytes, 0, count);
        if (digest512 != null) {
            digest512.update(bytes, 0, count);
        }
    }

    /** The digest of all bytes; no update may follow. */
    byte[] sha256() {
        var known = sha256;
        if (known == null) {
            known = digest256.digest();
            sha256 = known;
        }
        return known;
    }

    byte[] sha512() {
        var known = sha512;
        if (known == null) {
            if (digest512 == null) {
                throw new IllegalStateException("SHA-512 was not asked for");
            }
            known = digest512.digest();
            sha512 = known;
        }
        return known;
    }

    String hex() {
        return HexFormat.of().formatHex(sha256());
    }
}
