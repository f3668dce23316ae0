package io.bundlebackup.vault.retention;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.macs.Poly1305;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;
import tools.jackson.databind.JsonNode;

/** Writes snapshot files of any time into a repository that the program restic has made; restic itself needs half a second for each. */
final class SealedSnapshots {
    private final Path repository;
    private final JsonNode key;

    /** @param masterKey what {@code restic cat masterkey} prints */
    SealedSnapshots(Path repository, JsonNode masterKey) {
        this.repository = repository;
        this.key = masterKey;
    }

    /** @return the snapshot's id */
    String write(String snapshot) throws IOException {
        try {
            var file = seal(snapshot.getBytes(StandardCharsets.UTF_8));
            var id = HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(file));
            Files.write(repository.resolve("snapshots").resolve(id), file);
            return id;
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    private byte[] seal(byte[] plain) throws GeneralSecurityException {
        var nonce = new byte[16];
        new SecureRandom().nextBytes(nonce);
        var cipher = Cipher.getInstance("AES/CTR/NoPadding");
        cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(secret("/encrypt"), "AES"), new IvParameterSpec(nonce));
        var sealed = cipher.doFinal(plain);
        var mac = new Poly1305(AESEngine.newInstance());
        mac.init(new ParametersWithIV(new KeyParameter(join(secret("/mac/r"), secret("/mac/k"))), nonce));
        mac.update(sealed, 0, sealed.length);
        var tag = new byte[16];
        mac.doFinal(tag, 0);
        return join(nonce, sealed, tag);
    }

    private byte[] secret(String pointer) {
        return Base64.getDecoder().decode(key.at(pointer).asString());
    }

    private static byte[] join(byte[]... parts) {
        var joined = new ByteArrayOutputStream();
        for (var part : parts) {
            joined.writeBytes(part);
        }
        return joined.toByteArray();
    }
}
