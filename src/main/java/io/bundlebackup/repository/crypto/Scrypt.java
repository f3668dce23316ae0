package io.bundlebackup.repository.crypto;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.stream.IntStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** scrypt (RFC 7914), which derives keys from passwords. The JDK has no implementation. */
final class Scrypt {
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int SALSA = 16;

    /** How many processors derive a key at once; each takes the memory of one round, 32 MiB by the standard cost. */
    private static final int LANES = 2;

    private Scrypt() {}

    static byte[] derive(byte[] password, byte[] salt, ScryptCost cost, int length) {
        var blocks = pbkdf2(password, salt, cost.p() * 128 * cost.r());
        // The rounds do not depend on each other.
        int lanes = Math.min(LANES, cost.p());
        IntStream.range(0, lanes).parallel().forEach(lane -> mixEach(blocks, lane, lanes, cost));
        var key = pbkdf2(password, blocks, length);
        Arrays.fill(blocks, (byte) 0);
        return key;
    }

    /** Mixes each {@code lanes}-th of the blocks. */
    private static void mixEach(byte[] blocks, int lane, int lanes, ScryptCost cost) {
        var memory = new int[32 * cost.r() * cost.n()];
        var block = new int[32 * cost.r()];
        for (int i = lane; i < cost.p(); i += lanes) {
            int from = i * 128 * cost.r();
            for (int j = 0; j < block.length; j++) {
                block[j] = (int) INT.get(blocks, from + 4 * j);
            }
            mix(block, memory, cost);
            for (int j = 0; j < block.length; j++) {
                INT.set(blocks, from + 4 * j, block[j]);
            }
        }
        Arrays.fill(memory, 0);
        Arrays.fill(block, 0);
    }

    private static void mix(int[] block, int[] memory, ScryptCost cost) {
        int length = block.length;
        var spare = new int[length];
        for (int i = 0; i < cost.n(); i++) {
            System.arraycopy(block, 0, memory, i * length, length);
            blockMix(block, spare);
        }
        for (int i = 0; i < cost.n(); i++) {
            int chosen = (block[length - SALSA] & cost.n() - 1) * length;
            for (int j = 0; j < length; j++) {
                block[j] ^= memory[chosen + j];
            }
            blockMix(block, spare);
        }
        Arrays.fill(spare, 0);
    }

    /** Mixes the units of 64 bytes one after the other; those with even numbers come to the front. */
    private static void blockMix(int[] block, int[] spare) {
        int units = block.length / SALSA;
        var x = Arrays.copyOfRange(block, block.length - SALSA, block.length);
        for (int i = 0; i < units; i++) {
            for (int j = 0; j < SALSA; j++) {
                x[j] ^= block[i * SALSA + j];
            }
            salsa(x);
            System.arraycopy(x, 0, spare, (i / 2 + (i & 1) * (units / 2)) * SALSA, SALSA);
        }
        System.arraycopy(spare, 0, block, 0, block.length);
    }

    /** Salsa20/8. */
    private static void salsa(int[] x) {
        var y = x.clone();
        for (int round = 0; round < 4; round++) {
            quarter(y, 0, 4, 8, 12);
            quarter(y, 5, 9, 13, 1);
            quarter(y, 10, 14, 2, 6);
            quarter(y, 15, 3, 7, 11);
            quarter(y, 0, 1, 2, 3);
            quarter(y, 5, 6, 7, 4);
            quarter(y, 10, 11, 8, 9);
            quarter(y, 15, 12, 13, 14);
        }
        for (int i = 0; i < SALSA; i++) {
            x[i] += y[i];
        }
    }

    private static void quarter(int[] y, int a, int b, int c, int d) {
        y[b] ^= Integer.rotateLeft(y[a] + y[d], 7);
        y[c] ^= Integer.rotateLeft(y[b] + y[a], 9);
        y[d] ^= Integer.rotateLeft(y[c] + y[b], 13);
        y[a] ^= Integer.rotateLeft(y[d] + y[c], 18);
    }

    /** PBKDF2 with HMAC-SHA-256 and one iteration. */
    private static byte[] pbkdf2(byte[] password, byte[] salt, int length) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            // HMAC pads its key with zeros, so a single zero is the empty password, which SecretKeySpec refuses.
            mac.init(new SecretKeySpec(password.length == 0 ? new byte[1] : password, "HmacSHA256"));
            int size = mac.getMacLength();
            var derived = new byte[(length + size - 1) / size * size];
            for (int i = 0; i * size < length; i++) {
                mac.update(salt);
                mac.update(ByteBuffer.allocate(4).putInt(0, i + 1));
                mac.doFinal(derived, i * size);
            }
            return Arrays.copyOf(derived, length);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }
}
