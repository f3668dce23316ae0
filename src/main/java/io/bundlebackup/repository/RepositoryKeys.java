package io.bundlebackup.repository;

import io.bundlebackup.repository.blob.BlobId;
import io.bundlebackup.repository.crypto.BrokenSealException;
import io.bundlebackup.repository.crypto.KeyFile;
import io.bundlebackup.repository.crypto.SealKey;
import io.bundlebackup.repository.crypto.WrongPasswordException;
import io.bundlebackup.repository.place.DamagedFileException;
import io.bundlebackup.repository.place.FileName;
import io.bundlebackup.repository.place.FileType;
import io.bundlebackup.repository.place.Place;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The files in {@code keys/}: each opens with another password, and all have the same master key. */
record RepositoryKeys(Place place, DerivedKeys known) {
    private static final int MOST_BYTES = 64 << 10;
    private static final int MOST_TRIED = 20;

    /** @param master what the file has sealed with the password */
    void save(KeyFile key, byte[] password, SealKey master) throws IOException {
        var json = key.json();
        var name = FileName.of(FileType.KEY, digest(json));
        place.write(name, json);
        known.remember(name, password, master);
    }

    void removeAll() throws IOException {
        for (var name : names()) {
            place.remove(name);
        }
    }

    private List<FileName> names() throws IOException {
        var names = new ArrayList<FileName>();
        place.list(FileType.KEY, file -> names.add(file.name()));
        return names;
    }

    SealKey open(byte[] password) throws IOException {
        var names = names();
        DamagedFileException damage = null;
        for (var name : names.subList(0, Math.min(names.size(), MOST_TRIED))) {
            try {
                var key = open(name, password);
                if (key != null) {
                    return key;
                }
            } catch (DamagedFileException e) {
                damage = e;
            }
        }
        if (damage != null) {
            throw damage;
        }
        throw new WrongPasswordException(
                names.isEmpty()
                        ? "the repository in " + place + " has no key"
                        : "the password is wrong: no key of the repository in " + place + " opens with it");
    }

    /** Null if the password does not belong to this key. */
    private @Nullable SealKey open(FileName name, byte[] password) throws IOException {
        var json = place.read(name, MOST_BYTES);
        if (!digest(json).equals(name.id())) {
            throw new DamagedFileException(name, "its SHA-256 is not its name");
        }
        var remembered = known.find(name, password);
        if (remembered.isPresent()) {
            return remembered.get();
        }
        KeyFile file;
        try {
            file = KeyFile.parse(json);
        } catch (IOException e) {
            throw new DamagedFileException(name, e.getMessage(), e);
        }
        try {
            var key = file.open(password);
            known.remember(name, password, key);
            return key;
        } catch (BrokenSealException e) {
            return null;
        }
    }

    private static BlobId digest(byte[] content) {
        try {
            return BlobId.of(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
