package io.bundlebackup.repository;

import java.util.random.RandomGenerator;

/**
 * Irreducible polynomials over the numbers 0 and 1, of degree 53, a bit for each coefficient. restic cuts files by the one in the config
 * and opens no repository whose polynomial is reducible.
 */
final class ChunkerPolynomial {
    private static final int DEGREE = 53;

    private ChunkerPolynomial() {}

    static long random(RandomGenerator random) {
        while (true) {
            long polynomial = random.nextLong() & (1L << DEGREE) - 1 | 1L << DEGREE | 1;
            if (isIrreducible(polynomial)) {
                return polynomial;
            }
        }
    }

    /** Ben-Or's test: no factor of a degree up to the half divides, because x^(2^i) - x has all factors of the degrees that divide i. */
    static boolean isIrreducible(long polynomial) {
        int degree = degree(polynomial);
        long power = 2;
        for (int i = 1; i <= degree / 2; i++) {
            power = multiply(power, power, polynomial);
            if (divisor(polynomial, power ^ 2) != 1) {
                return false;
            }
        }
        return degree > 0;
    }

    private static int degree(long polynomial) {
        return 63 - Long.numberOfLeadingZeros(polynomial);
    }

    private static long multiply(long a, long b, long modulus) {
        long product = 0;
        long top = 1L << degree(modulus);
        long factor = a;
        for (long rest = b; rest != 0; rest >>>= 1) {
            if ((rest & 1) != 0) {
                product ^= factor;
            }
            factor <<= 1;
            if ((factor & top) != 0) {
                factor ^= modulus;
            }
        }
        return product;
    }

    /** The greatest common divisor. */
    private static long divisor(long a, long b) {
        while (b != 0) {
            long rest = a;
            while (degree(rest) >= degree(b)) {
                rest ^= b << degree(rest) - degree(b);
            }
            a = b;
            b = rest;
        }
        return a;
    }
}
