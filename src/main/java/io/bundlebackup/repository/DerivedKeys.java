package io.bundlebackup.repository;

import io.bundlebackup.repository.blob.BlobId;
import io.bundlebackup.repository.crypto.SealKey;
import io.bundlebackup.repository.place.FileName;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Remembers which master keys the files in {@code keys/} gave with which passwords, because the derivation takes a third of a second of a
 * processor. The name of such a file is the digest of its content, so the master key depends on name and password alone, and what is
 * remembered is always right. Thread-safe. {@link #close} overwrites the keys.
 */
public final class DerivedKeys implements AutoCloseable {
    private static final int MOST = 10_000;

    /** By the digest of name and password; the ones used last at the end. */
    private final Map<BlobId, SealKey> keys = new LinkedHashMap<>(16, 0.75f, true);

    /** A key of the caller's own. */
    synchronized Optional<SealKey> find(FileName file, byte[] password) {
        return Optional.ofNullable(keys.get(digest(file, password))).map(SealKey::copy);
    }

    synchronized void remember(FileName file, byte[] password, SealKey key) {
        var replaced = keys.put(digest(file, password), key.copy());
        if (replaced != null) {
            replaced.close();
        }
        if (keys.size() > MOST) {
            var oldest = keys.entrySet().iterator();
            oldest.next().getValue().close();
            oldest.remove();
        }
    }

    private static BlobId digest(FileName file, byte[] password) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            digest.update(file.id().bytes());
            return BlobId.of(digest.digest(password));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    @Override
    public synchronized void close() {
        keys.values().forEach(SealKey::close);
        keys.clear();
    }

    @Override
    public String toString() {
        return "DerivedKeys";
    }
}
