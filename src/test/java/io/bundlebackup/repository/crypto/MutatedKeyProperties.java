package io.bundlebackup.repository.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.fuzz.Fuzz;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Files of keys that were changed a little: read or refused. */
class MutatedKeyProperties {
    private static final ScryptCost CHEAP = new ScryptCost(2, 1, 1);
    private static final byte[] PASSWORD = "open sesame".getBytes(StandardCharsets.UTF_8);

    private final SealKey key = SealKey.random(new SecureRandom());

    @Test
    void readsOrRefusesChangedKeys() throws Exception {
        var file = KeyFile.seal(key, PASSWORD, CHEAP, new KeyFile.Owner("root", "local"), Instant.EPOCH);
        Fuzz.of("key file", IOException.class)
                .run(List.of(file.json()), mutator -> mutator.json(file.json(), file.json()), json -> {
                    var written = KeyFile.parse(json).json();
                    assertThat(KeyFile.parse(written).json()).isEqualTo(written);
                });
        try (var derived = SealKey.derive(PASSWORD, file.salt(), CHEAP)) {
            var master = derived.sealer().open(file.data());
            Fuzz.of("master key", BrokenSealException.class)
                    .run(List.of(master), mutator -> mutator.json(master, master), json -> {
                        var sealed = derived.sealer().seal(json);
                        new KeyFile(Instant.EPOCH, "", "", CHEAP, file.salt(), sealed)
                                .open(PASSWORD)
                                .close();
                    });
        }
    }
}
