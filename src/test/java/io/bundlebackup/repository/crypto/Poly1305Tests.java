package io.bundlebackup.repository.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.bouncycastle.crypto.params.KeyParameter;
import org.junit.jupiter.api.Test;

class Poly1305Tests {
    @Test
    void computesTheVectorOfRfc8439() {
        var key = HexFormat.of().parseHex("85d6be7857556d337f4452fe42d506a80103808afb0db2fd4abff6af4149f51b");
        var message = "Cryptographic Forum Research Group".getBytes(StandardCharsets.US_ASCII);

        assertThat(compute(key, message, 0, message.length)).isEqualTo("a8061dc1305136c6c22b8baf0c0127a9");
    }

    /** RFC 8439 A.3, vectors 7 to 11: sums that reach 2^130 - 5, and carries through all limbs. */
    @Test
    void reducesSumsNearTheModulus() {
        assertVector("02", "", "ffffffffffffffffffffffffffffffff", "03");
        assertVector("02", "ffffffffffffffffffffffffffffffff", "02000000000000000000000000000000", "03");
        assertVector(
                "01",
                "",
                "fffffffffffffffffffffffffffffffff0ffffffffffffffffffffffffffffff11000000000000000000000000000000",
                "05");
        assertVector(
                "01",
                "",
                "fffffffffffffffffffffffffffffffffbfefefefefefefefefefefefefefefe01010101010101010101010101010101",
                "00");
        assertVector("02", "", "fdffffffffffffffffffffffffffffff", "faffffffffffffffffffffffffffffff");
    }

    @Test
    void agreesWithBouncyCastleOnRandomMessages() {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        for (int round = 0; round < 2_000; round++) {
            var key = new byte[32];
            random.nextBytes(key);
            var message = new byte[random.nextInt(300) + 3];
            if (round % 3 == 0) {
                Arrays.fill(message, (byte) -1);
            } else {
                random.nextBytes(message);
            }
            int offset = random.nextInt(3);
            int length = message.length - offset;
            var judge = new org.bouncycastle.crypto.macs.Poly1305();
            judge.init(new KeyParameter(key));
            judge.update(message, offset, length);
            var expected = new byte[16];
            judge.doFinal(expected, 0);

            assertThat(compute(key, message, offset, length))
                    .as("seed %d, round %d", seed, round)
                    .isEqualTo(HexFormat.of().formatHex(expected));
        }
    }

    private static void assertVector(String r, String s, String message, String tag) {
        var key = HexFormat.of().parseHex(padded(r) + padded(s));
        var bytes = HexFormat.of().parseHex(message);
        assertThat(compute(key, bytes, 0, bytes.length)).isEqualTo(padded(tag));
    }

    private static String padded(String hex) {
        return hex + "0".repeat(32 - hex.length());
    }

    private static String compute(byte[] key, byte[] message, int offset, int length) {
        var r = Arrays.copyOf(key, 16);
        var s = Arrays.copyOfRange(key, 16, 32);
        var tag = new byte[18];
        new Poly1305(r).compute(s, message, offset, length, tag, 1);
        return HexFormat.of().formatHex(tag, 1, 17);
    }
}
