package io.bundlebackup.repository.crypto;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals and opens content with one key: {@code IV || AES-256-CTR || Poly1305-AES}. For one thread at a time, because it keeps its ciphers.
 */
public final class Sealer {
    /** How many bytes longer sealed content is. */
    public static final int OVERHEAD = 32;

    private static final int IV = 16;
    private static final SecureRandom RANDOM = new SecureRandom();

    /** The JIT replaces the cipher's loop sooner in pieces of this size; a first piece of 1 MiB takes 20 times as long. */
    private static final int PIECE = 32 << 10;

    private final Cipher stream;
    private final Cipher once;
    private final SecretKeySpec key;
    private final Poly1305 poly;
    private final byte[] iv = new byte[IV];
    private final byte[] secret = new byte[IV];
    private final byte[] tag = new byte[Poly1305.LENGTH];

    Sealer(byte[] encrypt, byte[] k, byte[] r) {
        try {
            stream = Cipher.getInstance("AES/CTR/NoPadding");
            once = Cipher.getInstance("AES/ECB/NoPadding");
            once.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(k, "AES"));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has AES", e);
        }
        key = new SecretKeySpec(encrypt, "AES");
        poly = new Poly1305(r);
    }

    /**
     * Seals content under a new random IV.
     *
     * @param into gets {@code length + OVERHEAD} bytes; another array than the content's
     */
    public void seal(byte[] content, int offset, int length, byte[] into, int at) {
        RANDOM.nextBytes(iv);
        System.arraycopy(iv, 0, into, at, IV);
        crypt(content, offset, length, into, at + IV);
        authenticate(into, at + IV, length, into, at + IV + length);
    }

    /** Seals content into a new array. */
    public byte[] seal(byte[] content) {
        var sealed = new byte[content.length + OVERHEAD];
        seal(content, 0, content.length, sealed, 0);
        return sealed;
    }

    /**
     * Checks and opens sealed content.
     *
     * @param length of the sealed content, with its overhead
     * @param into gets {@code length - OVERHEAD} bytes, and nothing if the seal is broken; another array than the sealed content's
     */
    public void open(byte[] sealed, int offset, int length, byte[] into, int at) throws BrokenSealException {
        if (length < OVERHEAD) {
            throw new BrokenSealException(length + " bytes are too short for sealed content");
        }
        int plain = length - OVERHEAD;
        System.arraycopy(sealed, offset, iv, 0, IV);
        authenticate(sealed, offset + IV, plain, tag, 0);
        var found = Arrays.copyOfRange(sealed, offset + IV + plain, offset + length);
        if (!MessageDigest.isEqual(tag, found)) {
            throw new BrokenSealException(
                    "the seal is broken: the content has changed, or was sealed with another key");
        }
        crypt(sealed, offset + IV, plain, into, at);
    }

    /** Opens sealed content into a new array. */
    public byte[] open(byte[] sealed) throws BrokenSealException {
        var plain = new byte[Math.max(0, sealed.length - OVERHEAD)];
        open(sealed, 0, sealed.length, plain, 0);
        return plain;
    }

    private void crypt(byte[] from, int offset, int length, byte[] into, int at) {
        try {
            stream.init(Cipher.ENCRYPT_MODE, key, new IvParameterSpec(iv));
            for (int done = 0; done < length; done += PIECE) {
                stream.update(from, offset + done, Math.min(PIECE, length - done), into, at + done);
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a stream cipher takes any length", e);
        }
    }

    /** The secret of a message is its IV, encrypted. */
    private void authenticate(byte[] sealed, int offset, int length, byte[] into, int at) {
        try {
            once.update(iv, 0, IV, secret, 0);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a block cipher takes a block", e);
        }
        poly.compute(secret, sealed, offset, length, into, at);
    }
}
