package io.bundlebackup.upload.receive;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Computes the digests that are needed of a stream of bytes, and counts zeros if it computes SHA-256. Not thread-safe. */
final class ContentDigest {
    private static final int BLOCK = 4096;
    private static final byte[] ZERO_BLOCK = new byte[BLOCK];

    private final @Nullable MessageDigest digest256;
    private final @Nullable MessageDigest digest512;
    private long length;
    private long zeroBytes;
    private byte @Nullable [] sha256;
    private byte @Nullable [] sha512;

    ContentDigest(boolean with256, boolean with512) {
        digest256 = with256 ? of("SHA-256") : null;
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
        if (digest256 != null) {
            digest256.update(bytes, 0, count);
            zeroBytes += zeroBytes(bytes, count);
        }
        if (digest512 != null) {
            digest512.update(bytes, 0, count);
        }
        length += count;
    }

    /** How many bytes lie in blocks of zeros that are whole in these bytes. */
    private long zeroBytes(byte[] bytes, int count) {
        long zeros = 0;
        for (int at = (int) (-length & (BLOCK - 1)); count - at >= BLOCK; at += BLOCK) {
            if (bytes[at] == 0 && Arrays.equals(bytes, at, at + BLOCK, ZERO_BLOCK, 0, BLOCK)) {
                zeros += BLOCK;
            }
        }
        return zeros;
    }

    /** The number of bytes in blocks of zeros; less if the bytes came in small pieces. */
    long zeroBytes() {
        return zeroBytes;
    }

    /** The digest of all bytes; no update may follow. */
    byte[] sha256() {
        var known = sha256;
        if (known == null) {
            known = ended(digest256);
            sha256 = known;
        }
        return known;
    }

    byte[] sha512() {
        var known = sha512;
        if (known == null) {
            known = ended(digest512);
            sha512 = known;
        }
        return known;
    }

    private static byte[] ended(@Nullable MessageDigest digest) {
        if (digest == null) {
            throw new IllegalStateException("the digest was not asked for");
        }
        return digest.digest();
    }

    /** SHA-256 in hexadecimal digits; null if it was not computed. */
    @Nullable
    String hex() {
        return digest256 == null ? null : HexFormat.of().formatHex(sha256());
    }
}
