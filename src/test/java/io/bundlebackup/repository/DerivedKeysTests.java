package io.bundlebackup.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bundlebackup.repository.crypto.ScryptCost;
import io.bundlebackup.repository.crypto.WrongPasswordException;
import io.bundlebackup.repository.place.FileName;
import io.bundlebackup.repository.place.FileType;
import io.bundlebackup.repository.place.MemoryPlace;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DerivedKeysTests {
    private static final byte[] OTHER = "other".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path scratch;

    private final MemoryPlace place = new MemoryPlace();
    private final DerivedKeys keys = new DerivedKeys();
    private RepositorySettings settings;
    private byte[] secret;

    @BeforeEach
    void makeRepository() throws Exception {
        settings = RepositorySettings.standard(scratch)
                .withCost(new ScryptCost(2, 1, 1))
                .withKeys(keys);
        try (var repository = Repository.create(place, TestSnapshots.PASSWORD, settings)) {
            secret = repository.secret("test");
        }
    }

    @Test
    void aRepositoryThatWasClosedOpensWithTheRememberedKey() throws Exception {
        for (int i = 0; i < 2; i++) {
            try (var remembered = keys.find(keyFile(), TestSnapshots.PASSWORD).orElseThrow();
                    var repository = Repository.open(place, TestSnapshots.PASSWORD, settings)) {
                assertThat(remembered.secret("test")).isEqualTo(secret);
                assertThat(repository.secret("test")).isEqualTo(secret);
            }
        }
    }

    @Test
    void aKeyThatWasDerivedIsRemembered() throws Exception {
        keys.close();
        assertThat(keys.find(keyFile(), TestSnapshots.PASSWORD)).isEmpty();

        Repository.open(place, TestSnapshots.PASSWORD, settings).close();

        assertThat(keys.find(keyFile(), TestSnapshots.PASSWORD)).isPresent();
    }

    @Test
    void anotherPasswordDoesNotGetTheRememberedKey() {
        assertThatThrownBy(() -> Repository.open(place, OTHER, settings)).isInstanceOf(WrongPasswordException.class);
    }

    @Test
    void aPasswordWhoseKeyFileWasRemovedOpensNothing() throws Exception {
        place.remove(keyFile());

        assertThatThrownBy(() -> Repository.open(place, TestSnapshots.PASSWORD, settings))
                .isInstanceOf(WrongPasswordException.class);
    }

    private FileName keyFile() throws Exception {
        var names = new ArrayList<FileName>();
        place.list(FileType.KEY, file -> names.add(file.name()));
        return names.getFirst();
    }
}
