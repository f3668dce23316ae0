package io.bundlebackup.repository.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.modes.SICBlockCipher;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;
import org.junit.jupiter.api.Test;

class SealerTests {
    private static final ScryptCost CHEAP = new ScryptCost(2, 1, 1);

    @Test
    void opensWhatItSealedAtEveryLength() throws Exception {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        var sealer = SealKey.random(new SecureRandom()).sealer();
        for (int length : new int[] {0, 1, 15, 16, 17, 4096, 32 << 10, (32 << 10) + 1, 200_000}) {
            var content = new byte[length];
            random.nextBytes(content);

            var sealed = sealer.seal(content);

            assertThat(sealed).hasSize(length + Sealer.OVERHEAD);
            assertThat(sealer.open(sealed))
                    .as("seed %d, length %d", seed, length)
                    .isEqualTo(content);
        }
    }

    /** BouncyCastle's AES-256-CTR of the bytes behind the IV gives the content. */
    @Test
    void encryptsAsBouncyCastleDoes() throws Exception {
        var keys = new byte[SealKey.LENGTH];
        new Random(1).nextBytes(keys);
        var content = new byte[100_001];
        new Random(2).nextBytes(content);
        var sealed = SealKey.of(keys.clone()).sealer().seal(content);

        var judge = SICBlockCipher.newInstance(AESEngine.newInstance());
        judge.init(false, new ParametersWithIV(new KeyParameter(Arrays.copyOf(keys, 32)), Arrays.copyOf(sealed, 16)));
        var plain = new byte[content.length];
        judge.processBytes(sealed, 16, content.length, plain, 0);

        assertThat(plain).isEqualTo(content);
    }

    @Test
    void refusesEveryChangedByte() {
        var sealer = SealKey.random(new SecureRandom()).sealer();
        var sealed = sealer.seal("some content of a file".getBytes(StandardCharsets.UTF_8));
        for (int i = 0; i < sealed.length; i++) {
            var changed = sealed.clone();
            changed[i] ^= 1;
            assertThatThrownBy(() -> sealer.open(changed)).isInstanceOf(BrokenSealException.class);
        }
        assertThatThrownBy(() -> sealer.open(Arrays.copyOf(sealed, 31))).isInstanceOf(BrokenSealException.class);
        assertThatThrownBy(() -> SealKey.random(new SecureRandom()).sealer().open(sealed))
                .isInstanceOf(BrokenSealException.class);
    }

    @Test
    void aKeyFileOpensWithItsPasswordOnly() throws Exception {
        var master = SealKey.random(new SecureRandom());
        var sealed = master.sealer().seal(new byte[] {1, 2, 3});
        var owner = new KeyFile.Owner("backup", "host");
        var file = KeyFile.seal(master, password("right"), CHEAP, owner, Instant.parse("2026-11-27T10:00:00Z"));

        var read = KeyFile.parse(file.json());

        assertThat(read.open(password("right")).sealer().open(sealed)).containsExactly(1, 2, 3);
        assertThatThrownBy(() -> read.open(password("wrong"))).isInstanceOf(BrokenSealException.class);
        assertThat(read).hasToString("KeyFile of backup on host");
        assertThat(master).hasToString("SealKey");
    }

    @Test
    void aKeyFileWithoutSaltOrDataIsRefused() {
        for (var missing : List.of("salt", "data")) {
            var json = "{\"kdf\":\"scrypt\",\"N\":2,\"r\":1,\"p\":1,\"salt\":\"AA==\",\"data\":\"AA==\",\"" + missing
                    + "\":null}";
            assertThatThrownBy(() -> KeyFile.parse(password(json)).open(password("any")))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void secretsDifferByPurposeAndStayTheSame() {
        var master = SealKey.random(new SecureRandom());

        assertThat(master.secret("a")).hasSize(32).isEqualTo(master.secret("a")).isNotEqualTo(master.secret("b"));
    }

    private static byte[] password(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
