package io.bundlebackup.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Changes sound files a little, so that they reach the depths of a parser: one to four changes each. The same random numbers give the same
 * file. Not thread-safe.
 */
public final class Mutator {
    private static final int SELDOM = 200;
    private static final int LARGE = 1 << 20;
    private static final int[] BYTES = {
        0, 1, ' ', '%', '.', '/', '0', '7', ';', '"', '{', '[', '\n', '\r', 0x7f, 0x80, 0xc3, 0xff
    };
    private static final List<String> NUMBERS = List.of(
            "",
            "0",
            "1",
            "-1",
            "-0",
            "00",
            "+1",
            " 1",
            "1.5",
            "1e9",
            "1e-400",
            "1e400",
            "1e999999999",
            "255",
            "256",
            "512",
            "2147483647",
            "2147483648",
            "4294967295",
            "4294967296",
            "9223372036854775807",
            "9223372036854775808",
            "-9223372036854775808",
            "18446744073709551615",
            "18446744073709551616",
            "77777777777",
            "NaN",
            "9".repeat(400));

    private final Random random;

    Mutator(Random random) {
        this.random = random;
    }

    /** The numbers by which this input is made. */
    public Random random() {
        return random;
    }

    <T> T any(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }

    /** One of several sound files. */
    public byte[] one(List<byte[]> files) {
        return any(files);
    }

    String number() {
        return any(NUMBERS);
    }

    /** Without knowledge of the format: bits, bytes, numbers in text, blocks, the end, and a splice with another file. */
    public byte[] bytes(byte[] sound, byte[] other) {
        byte[] bytes = sound.clone();
        for (int i = random.nextInt(4); i >= 0; i--) {
            bytes = once(bytes, other);
        }
        return grown(bytes);
    }

    /** A file of tar: also fields of headers. The checksums are right again, mostly, or nearly all changes would be refused for them. */
    public byte[] tar(byte[] sound, byte[] other) {
        byte[] bytes = sound.clone();
        for (int i = random.nextInt(4); i >= 0; i--) {
            bytes = random.nextInt(3) > 0 ? TarMutation.once(bytes, this) : once(bytes, other);
        }
        return grown(random.nextInt(8) == 0 ? bytes : TarMutation.withChecksums(bytes));
    }

    /** A text of JSON: also values of other types, depth, and members that are doubled, missing or swapped. */
    public byte[] json(byte[] sound, byte[] other) {
        byte[] bytes = sound.clone();
        for (int i = random.nextInt(4); i >= 0; i--) {
            bytes = random.nextInt(6) > 0 ? JsonMutation.once(bytes, this) : once(bytes, other);
        }
        return grown(bytes);
    }

    /** Lines with columns: also other columns, and lines that are doubled, missing or out of order. */
    public byte[] lines(byte[] sound, byte[] other, char separator) {
        byte[] bytes = sound.clone();
        for (int i = random.nextInt(4); i >= 0; i--) {
            bytes = random.nextInt(5) > 0 ? LineMutation.once(bytes, separator, this) : once(bytes, other);
        }
        return grown(bytes);
    }

    /** Now and then a stretch is repeated until the file has a mebibyte: the time of a parser must not grow with the square of its length. */
    private byte[] grown(byte[] bytes) {
        if (bytes.length == 0 || random.nextInt(SELDOM) > 0) {
            return bytes;
        }
        int from = random.nextInt(bytes.length);
        int length = Math.min(bytes.length - from, 1 + random.nextInt(1 << random.nextInt(11)));
        byte[] many = new byte[(LARGE / length + 1) * length];
        for (int at = 0; at < many.length; at += length) {
            System.arraycopy(bytes, from, many, at, length);
        }
        return spliced(bytes, from, from, many);
    }

    private byte[] once(byte[] bytes, byte[] other) {
        if (bytes.length == 0) {
            return other.clone();
        }
        // Near the beginning more often: there headers are.
        int at = random.nextInt(Math.min(bytes.length, 1 << (4 + random.nextInt(18))));
        int length = Math.min(bytes.length - at, 1 << random.nextInt(12));
        return switch (random.nextInt(10)) {
            case 0 -> with(bytes, at, bytes[at] ^ 1 << random.nextInt(8));
            case 1, 2 -> with(bytes, at, BYTES[random.nextInt(BYTES.length)]);
            case 3 -> Arrays.copyOf(bytes, at);
            case 4 -> spliced(bytes, at, at + length, new byte[0]);
            case 5 -> spliced(bytes, at, at, Arrays.copyOfRange(bytes, at, at + length));
            case 6 -> swapped(bytes, at, length);
            case 7 -> spliced(bytes, at, bytes.length, tail(other));
            case 8 -> withNumber(bytes, at);
            default -> spliced(bytes, at, at, noise());
        };
    }

    private static byte[] with(byte[] bytes, int at, int value) {
        bytes[at] = (byte) value;
        return bytes;
    }

    private byte[] noise() {
        byte[] noise = new byte[1 + random.nextInt(600)];
        if (random.nextBoolean()) {
            random.nextBytes(noise);
        } else {
            Arrays.fill(noise, (byte) BYTES[random.nextInt(BYTES.length)]);
        }
        return noise;
    }

    private byte[] tail(byte[] other) {
        return Arrays.copyOfRange(other, random.nextInt(other.length + 1), other.length);
    }

    private byte[] swapped(byte[] bytes, int at, int length) {
        int to = random.nextInt(bytes.length - length + 1);
        byte[] kept = Arrays.copyOfRange(bytes, to, to + length);
        System.arraycopy(bytes, at, bytes, to, length);
        System.arraycopy(kept, 0, bytes, at, length);
        return bytes;
    }

    /** The next number in text becomes another one. */
    private byte[] withNumber(byte[] bytes, int at) {
        int from = at;
        while (from < bytes.length && !isDigit(bytes[from])) {
            from++;
        }
        int to = from;
        while (to < bytes.length && isDigit(bytes[to])) {
            to++;
        }
        return spliced(bytes, from, to, latin(number()));
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    /** With other bytes in the place of those between two positions. */
    static byte[] spliced(byte[] bytes, int from, int to, byte[] instead) {
        byte[] result = Arrays.copyOf(bytes, from + instead.length + bytes.length - to);
        System.arraycopy(instead, 0, result, from, instead.length);
        System.arraycopy(bytes, to, result, from + instead.length, bytes.length - to);
        return result;
    }

    static byte[] latin(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
