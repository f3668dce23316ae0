package io.bundlebackup.archive.tar;

import io.bundlebackup.manifest.UnixTime;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * Parses the numbers of a tar, in text and in binary. A malformed number is an {@link IllegalArgumentException} with a
 * sentence.
 */
final class TarNumbers {
    /** Exponents are Python's, for times close to the epoch. */
    private static final Pattern TIME = Pattern.compile("-?[0-9]{1,30}(\\.[0-9]{0,60})?(e[+-]?[0-9]{1,2})?");

    private TarNumbers() {}

    /**
     * A number of a header block: octal digits after optional spaces, ended by a space or NUL, 0 if there are no digits; or
     * GNU's base 256 in two's complement, marked by the highest bit of the first byte.
     */
    static long field(byte[] block, int from, int length, String name) {
        int to = from + length;
        if (block[from] < 0) {
            return base256(block, from, to, name);
        }
        int i = from;
        while (i < to && block[i] == ' ') {
            i++;
        }
        long value = 0;
        for (; i < to && block[i] >= '0' && block[i] <= '7'; i++) {
            value = value << 3 | block[i] - '0';
        }
        for (; i < to; i++) {
            if (block[i] != 0 && block[i] != ' ') {
                throw new IllegalArgumentException("the " + name + " of a header is not a number");
            }
        }
        return value;
    }

    /** The highest bit is the mark, the one below it the sign. */
    private static long base256(byte[] block, int from, int to, String name) {
        boolean negative = (block[from] & 0x40) != 0;
        long value = negative ? block[from] : block[from] & 0x7f;
        for (int i = from + 1; i < to; i++) {
            long before = value;
            value = value << 8 | block[i] & 0xff;
            if (value >> 8 != before) {
                throw new IllegalArgumentException("the " + name + " of a header is too large");
            }
        }
        return value;
    }

    /** A decimal number of an extended header, not negative. */
    static long decimal(byte[] text, String key) {
        return decimal(text, 0, text.length, key);
    }

    static long decimal(byte[] text, int from, int to, String key) {
        long value = 0;
        boolean good = from < to;
        for (int i = from; good && i < to; i++) {
            int digit = text[i] - '0';
            good = digit >= 0 && digit <= 9 && value <= (Long.MAX_VALUE - digit) / 10;
            value = value * 10 + digit;
        }
        if (!good) {
            throw new IllegalArgumentException("the value of " + key + " is not a number from 0 to " + Long.MAX_VALUE);
        }
        return value;
    }

    /** Decimal seconds since the epoch, rounded down to a nanosecond. */
    static UnixTime time(byte[] text) {
        String number = new String(text, StandardCharsets.ISO_8859_1);
        if (!TIME.matcher(number).matches()) {
            throw new IllegalArgumentException("the value of mtime is not a time");
        }
        BigInteger nanos =
                new BigDecimal(number).setScale(9, RoundingMode.FLOOR).unscaledValue();
        BigInteger[] parts = nanos.divideAndRemainder(BigInteger.valueOf(1_000_000_000));
        int rest = parts[1].intValue();
        BigInteger seconds = rest < 0 ? parts[0].subtract(BigInteger.ONE) : parts[0];
        if (seconds.bitLength() > 63) {
            throw new IllegalArgumentException("the value of mtime is out of range");
        }
        return new UnixTime(seconds.longValue(), Math.floorMod(rest, 1_000_000_000));
    }
}
