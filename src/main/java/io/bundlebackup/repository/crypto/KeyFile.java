package io.bundlebackup.repository.crypto;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * A file in {@code keys/}: the master key, sealed with the key of a password. restic's JSON.
 *
 * @param salt for scrypt
 * @param data the sealed JSON of the master key
 */
public record KeyFile(Instant created, String username, String hostname, ScryptCost cost, byte[] salt, byte[] data) {
    private static final int SALT = 64;
    private static final JsonMapper JSON = JsonMapper.shared();

    /** Seals a master key with a password and a new salt. */
    public static KeyFile seal(SealKey master, byte[] password, ScryptCost cost, Owner owner, Instant now) {
        var salt = new byte[SALT];
        new SecureRandom().nextBytes(salt);
        try (var key = SealKey.derive(password, salt, cost)) {
            return new KeyFile(
                    now,
                    owner.username(),
                    owner.hostname(),
                    cost,
                    salt,
                    key.sealer().seal(master.json()));
        }
    }

    /** Whom restic shows as the maker of a key. */
    public record Owner(String username, String hostname) {}

    /** @throws IOException if this is no key file, or one with another derivation than scrypt */
    public static KeyFile parse(byte[] json) throws IOException {
        try {
            var tree = JSON.readTree(json);
            if (!tree.path("kdf").stringValue("").equals("scrypt")) {
                throw new IOException("the key file names no derivation \"scrypt\"");
            }
            return new KeyFile(
                    Instant.EPOCH,
                    tree.path("username").stringValue(""),
                    tree.path("hostname").stringValue(""),
                    new ScryptCost(
                            tree.path("N").intValue(),
                            tree.path("r").intValue(),
                            tree.path("p").intValue()),
                    Base64.getDecoder().decode(tree.path("salt").stringValue("")),
                    Base64.getDecoder().decode(tree.path("data").stringValue("")));
        } catch (JacksonException | IllegalArgumentException | DateTimeException e) {
            throw new IOException("the key file cannot be understood: " + e.getMessage(), e);
        }
    }

    public byte[] json() {
        var base64 = Base64.getEncoder();
        return JSON.writeValueAsBytes(JSON.createObjectNode()
                .put("created", created.toString())
                .put("username", username)
                .put("hostname", hostname)
                .put("kdf", "scrypt")
                .put("N", cost.n())
                .put("r", cost.r())
                .put("p", cost.p())
                .put("salt", base64.encodeToString(salt))
                .put("data", base64.encodeToString(data)));
    }

    /**
     * Opens the master key. Takes the time and the memory that the file's cost says.
     *
     * @throws BrokenSealException if the password is wrong or the file damaged: no one can tell these apart
     */
    public SealKey open(byte[] password) throws BrokenSealException {
        try (var key = SealKey.derive(password, salt, cost)) {
            return SealKey.parse(key.sealer().open(data));
        }
    }

    @Override
    public String toString() {
        return "KeyFile of " + username + " on " + hostname;
    }
}
