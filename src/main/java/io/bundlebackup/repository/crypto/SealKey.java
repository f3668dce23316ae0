package io.bundlebackup.repository.crypto;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * The three keys with which content is sealed: one for AES-256-CTR, one for the AES-128 that makes a message's secret, and Poly1305's
 * r. A repository has one master key; a password yields another, which only seals the master key.
 *
 * <p>Thread-safe. {@link #close} overwrites the keys; the copies within the JDK's ciphers remain until they are collected.
 */
public final class SealKey implements AutoCloseable {
    static final int LENGTH = 64;
    private static final int ENCRYPT = 32;
    private static final int HALF = 16;
    private static final JsonMapper JSON = JsonMapper.shared();

    private final byte[] encrypt;
    private final byte[] k;
    private final byte[] r;

    private SealKey(byte[] encrypt, byte[] k, byte[] r) {
        this.encrypt = encrypt;
        this.k = k;
        this.r = r;
    }

    public static SealKey random(SecureRandom random) {
        var bytes = new byte[LENGTH];
        random.nextBytes(bytes);
        return of(bytes);
    }

    /** The key of a password. Takes the time and the memory that the cost says. */
    static SealKey derive(byte[] password, byte[] salt, ScryptCost cost) {
        return of(Scrypt.derive(password, salt, cost, LENGTH));
    }

    /** @param bytes 64 bytes, overwritten */
    static SealKey of(byte[] bytes) {
        var key = new SealKey(
                Arrays.copyOf(bytes, ENCRYPT),
                Arrays.copyOfRange(bytes, ENCRYPT, ENCRYPT + HALF),
                Arrays.copyOfRange(bytes, ENCRYPT + HALF, LENGTH));
        Arrays.fill(bytes, (byte) 0);
        return key;
    }

    /** A key that stays when this one is closed. */
    public SealKey copy() {
        return new SealKey(encrypt.clone(), k.clone(), r.clone());
    }

    /** Reads the JSON form of restic. */
    static SealKey parse(byte[] json) throws BrokenSealException {
        try {
            var tree = JSON.readTree(json);
            var key = new SealKey(
                    Base64.getDecoder().decode(tree.path("encrypt").stringValue("")),
                    Base64.getDecoder().decode(tree.path("mac").path("k").stringValue("")),
                    Base64.getDecoder().decode(tree.path("mac").path("r").stringValue("")));
            if (key.encrypt.length != ENCRYPT || key.k.length != HALF || key.r.length != HALF) {
                throw new BrokenSealException("the key has the wrong length");
            }
            return key;
        } catch (JacksonException | IllegalArgumentException e) {
            throw new BrokenSealException("the key is no JSON of a key");
        }
    }

    byte[] json() {
        var base64 = Base64.getEncoder();
        var mac = JSON.createObjectNode().put("k", base64.encodeToString(k)).put("r", base64.encodeToString(r));
        var tree = JSON.createObjectNode();
        tree.set("mac", mac);
        return JSON.writeValueAsBytes(tree.put("encrypt", base64.encodeToString(encrypt)));
    }

    /** Ciphers with this key for one thread. */
    public Sealer sealer() {
        return new Sealer(encrypt, k, r);
    }

    /**
     * A secret that depends on this key and a purpose, and says nothing of the key.
     *
     * @return 32 bytes
     */
    public byte[] secret(String purpose) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(encrypt, "HmacSHA256"));
            return mac.doFinal(purpose.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }

    @Override
    public void close() {
        Arrays.fill(encrypt, (byte) 0);
        Arrays.fill(k, (byte) 0);
        Arrays.fill(r, (byte) 0);
    }

    @Override
    public String toString() {
        return "SealKey";
    }
}
