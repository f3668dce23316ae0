package io.bundlebackup.repository.crypto;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Poly1305, the one-time authenticator of RFC 8439. The number of 130 bits is kept in limbs of 44, 44 and 42 bits. A product of two
 * limbs is split at bit 44 by multiplying operands that are shifted left by 10 bits each, so sums need no carries. For one thread.
 */
final class Poly1305 {
    static final int LENGTH = 16;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long BITS_44 = (1L << 44) - 1;
    private static final long BITS_42 = (1L << 42) - 1;
    private static final int SHIFT = 10;
    private static final long TOP_OF_BLOCK = 1L << 40;

    private final long r0;
    private final long r1;
    private final long r2;
    private long h0;
    private long h1;
    private long h2;

    /** @param r 16 bytes; the bits that the algorithm does not use are ignored */
    Poly1305(byte[] r) {
        long low = (long) LONG.get(r, 0);
        long high = (long) LONG.get(r, 8);
        r0 = low & 0xffc_0fff_ffffL;
        r1 = (low >>> 44 | high << 20) & 0xfff_ffc0_ffffL;
        r2 = high >>> 24 & 0x00f_ffff_fc0fL;
    }

    /**
     * Computes the authenticator of a message.
     *
     * @param s the 16 bytes that are used for this message only
     * @param into gets 16 bytes at its offset
     */
    void compute(byte[] s, byte[] message, int offset, int length, byte[] into, int intoOffset) {
        h0 = h1 = h2 = 0;
        int whole = length & -LENGTH;
        blocks(message, offset, whole, TOP_OF_BLOCK);
        if (whole < length) {
            var last = new byte[LENGTH];
            System.arraycopy(message, offset + whole, last, 0, length - whole);
            last[length - whole] = 1;
            blocks(last, 0, LENGTH, 0);
        }
        finish(s, into, intoOffset);
    }

    private void blocks(byte[] message, int offset, int length, long top) {
        final long k0 = r0, k1 = r1, k2 = r2;
        final long s1 = k1 * 20, s2 = k2 * 20;
        final long u0 = k0 << SHIFT, u1 = k1 << SHIFT, u2 = k2 << SHIFT, v1 = s1 << SHIFT, v2 = s2 << SHIFT;
        long a0 = h0, a1 = h1, a2 = h2;
        for (int at = offset, end = offset + length; at < end; at += LENGTH) {
            long low = (long) LONG.get(message, at);
            long high = (long) LONG.get(message, at + 8);
            a0 += low & BITS_44;
            a1 += (low >>> 44 | high << 20) & BITS_44;
            a2 += high >>> 24 | top;
            long b0 = a0 << SHIFT, b1 = a1 << SHIFT, b2 = a2 << SHIFT;
            long d0 = (a0 * k0 & BITS_44) + (a1 * s2 & BITS_44) + (a2 * s1 & BITS_44);
            long d1 = (a0 * k1 & BITS_44) + (a1 * k0 & BITS_44) + (a2 * s2 & BITS_44);
            long d2 = (a0 * k2 & BITS_44) + (a1 * k1 & BITS_44) + (a2 * k0 & BITS_44);
            long e0 = Math.multiplyHigh(b0, u0) + Math.multiplyHigh(b1, v2) + Math.multiplyHigh(b2, v1);
            long e1 = Math.multiplyHigh(b0, u1) + Math.multiplyHigh(b1, u0) + Math.multiplyHigh(b2, v2);
            long e2 = Math.multiplyHigh(b0, u2) + Math.multiplyHigh(b1, u1) + Math.multiplyHigh(b2, u0);
            d1 += e0 + (d0 >>> 44);
            d2 += e1 + (d1 >>> 44);
            a0 = (d0 & BITS_44) + 5 * ((e2 << 2) + (d2 >>> 42));
            a1 = (d1 & BITS_44) + (a0 >>> 44);
            a0 &= BITS_44;
            a2 = d2 & BITS_42;
        }
        h0 = a0;
        h1 = a1;
        h2 = a2;
    }

    private void finish(byte[] s, byte[] into, int offset) {
        carry();
        carry();
        long g0 = h0 + 5;
        long g1 = h1 + (g0 >>> 44);
        long g2 = h2 + (g1 >>> 44) - (1L << 42);
        // All ones if h is at least 2^130 - 5, without a branch that depends on the content.
        long reduced = (g2 >>> 63) - 1;
        h0 = h0 & ~reduced | g0 & BITS_44 & reduced;
        h1 = h1 & ~reduced | g1 & BITS_44 & reduced;
        h2 = h2 & ~reduced | g2 & reduced;
        long low = (long) LONG.get(s, 0);
        long high = (long) LONG.get(s, 8);
        h0 += low & BITS_44;
        h1 += ((low >>> 44 | high << 20) & BITS_44) + (h0 >>> 44);
        h2 += (high >>> 24) + (h1 >>> 44);
        h0 &= BITS_44;
        h1 &= BITS_44;
        LONG.set(into, offset, h0 | h1 << 44);
        LONG.set(into, offset + 8, h1 >>> 20 | h2 << 24);
        h0 = h1 = h2 = 0;
    }

    private void carry() {
        h2 += h1 >>> 44;
        h1 &= BITS_44;
        h0 += 5 * (h2 >>> 42);
        h2 &= BITS_42;
        h1 += h0 >>> 44;
        h0 &= BITS_44;
    }
}
