package io.bundlebackup.repository.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import org.bouncycastle.crypto.generators.SCrypt;
import org.junit.jupiter.api.Test;

class ScryptTests {
    @Test
    void derivesTheVectorsOfRfc7914() {
        assertThat(derive("", "", new ScryptCost(16, 1, 1)))
                .isEqualTo("77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442"
                        + "fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906");
        assertThat(derive("password", "NaCl", new ScryptCost(1024, 8, 16)))
                .isEqualTo("fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162"
                        + "2eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640");
    }

    @Test
    void agreesWithBouncyCastle() {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        for (int round = 0; round < 10; round++) {
            var password = new byte[random.nextInt(40)];
            var salt = new byte[64];
            random.nextBytes(password);
            random.nextBytes(salt);
            var cost = new ScryptCost(2 << random.nextInt(6), 1 + random.nextInt(9), 1 + random.nextInt(3));

            assertThat(Scrypt.derive(password, salt, cost, 64))
                    .as("seed %d, %s", seed, cost)
                    .isEqualTo(SCrypt.generate(password, salt, cost.n(), cost.r(), cost.p(), 64));
        }
    }

    @Test
    void refusesCostsThatAreNoneOrTooHigh() {
        assertThatThrownBy(() -> new ScryptCost(1000, 8, 1)).hasMessageContaining("no parameters of scrypt");
        assertThatThrownBy(() -> new ScryptCost(1 << 20, 8, 1)).hasMessageContaining("too expensive");
        assertThatThrownBy(() -> new ScryptCost(2, Integer.MAX_VALUE, 1)).hasMessageContaining("too expensive");
    }

    private static String derive(String password, String salt, ScryptCost cost) {
        return HexFormat.of()
                .formatHex(Scrypt.derive(
                        password.getBytes(StandardCharsets.US_ASCII),
                        salt.getBytes(StandardCharsets.US_ASCII),
                        cost,
                        64));
    }
}
