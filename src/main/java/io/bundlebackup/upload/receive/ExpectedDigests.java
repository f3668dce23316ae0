package io.bundlebackup.upload.receive;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The digests that a client expects; {@code null} for a digest that it did not send.
 *
 * @param sha256 32 bytes
 * @param sha512 64 bytes
 */
public record ExpectedDigests(byte @Nullable [] sha256, byte @Nullable [] sha512) {
    public static final ExpectedDigests NONE = new ExpectedDigests(null, null);

    /** Whether SHA-256 has to be computed. */
    boolean needsSha256() {
        return sha256 != null;
    }

    /** Whether SHA-512 has to be computed. */
    boolean needsSha512() {
        return sha512 != null && sha256 == null;
    }

    boolean any() {
        return sha256 != null || sha512 != null;
    }

    /** SHA-256 decides if it was sent, else SHA-512. */
    boolean match(ContentDigest actual) {
        if (sha256 != null) {
            return Arrays.equals(sha256, actual.sha256());
        }
        return sha512 == null || Arrays.equals(sha512, actual.sha512());
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ExpectedDigests that
                && Arrays.equals(sha256, that.sha256)
                && Arrays.equals(sha512, that.sha512);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(sha256) + Arrays.hashCode(sha512);
    }

    @Override
    public String toString() {
        return "ExpectedDigests[" + (sha256 == null ? "" : "sha-256 ") + (sha512 == null ? "" : "sha-512") + "]";
    }
}
