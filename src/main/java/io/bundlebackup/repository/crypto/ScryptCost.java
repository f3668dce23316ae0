package io.bundlebackup.repository.crypto;

/**
 * How much memory and time the derivation of a key from a password takes.
 *
 * @param n the number of blocks in memory, a power of two
 * @param r the size of a block in units of 128 bytes
 * @param p how often the whole is done
 */
public record ScryptCost(int n, int r, int p) {
    /** 32 MiB, three times: what OWASP's sheet for stored passwords asks for, and within the 60 MiB that restic itself takes at most. */
    public static final ScryptCost STANDARD = new ScryptCost(1 << 15, 8, 3);

    private static final long MOST_BYTES = 256L << 20;
    private static final int MOST_ROUNDS = 64;

    /** @throws IllegalArgumentException if the numbers are none of scrypt's, or take more than 256 MiB or 64 rounds */
    public ScryptCost {
        if (n < 2 || Integer.bitCount(n) != 1 || r < 1 || p < 1) {
            throw new IllegalArgumentException("no parameters of scrypt: N " + n + ", r " + r + ", p " + p);
        }
        if (128L * n * r > MOST_BYTES || p > MOST_ROUNDS) {
            throw new IllegalArgumentException("too expensive parameters of scrypt: N " + n + ", r " + r + ", p " + p);
        }
    }
}
