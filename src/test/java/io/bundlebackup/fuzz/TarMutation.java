package io.bundlebackup.fuzz;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Changes of one field of a header, or of whole blocks. */
final class TarMutation {
    private static final int BLOCK = 512;
    private static final int CHECKSUM = 148;

    private static final List<String> NAMES = List.of(
            "",
            ".",
            "..",
            "/",
            "./",
            "../x",
            "/x",
            "a/../b",
            "a//b",
            "a/",
            "x",
            "n".repeat(100),
            "\u00ff",
            "a\0b",
            "\n",
            "%",
            "-rf");
    private static final List<String> NUMBERS = List.of(
            "\0\0\0\0\0\0\0\0\0\0\0\0",
            "77777777777\0",
            "777777777777",
            "00000000010\0",
            "           \0",
            "      10    ",
            "-0000000001\0",
            "00000000009\0",
            "\u0080\0\0\0\0\0\0\0\0\0\0\u0001",
            "\u0080\0\0\0\u007f\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff",
            "\u0080\0\0\0\u0080\0\0\0\0\0\0\0",
            "\u0080\0\0\1\0\0\0\0\0\0\0\0",
            "\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff",
            "\u00c0\0\0\0\0\0\0\0\0\0\0\0");
    private static final String TYPES = "\u00000123456 7ADKLMNSVXgxsZ";

    /** Offset and length of the fields with numbers, of ustar and of GNU's sparse files. */
    private static final int[][] NUMBER_FIELDS = {
        {100, 8}, {108, 8}, {116, 8}, {124, 12}, {124, 12}, {124, 12}, {136, 12}, {386, 12}, {398, 12}, {410, 12},
        {483, 12}
    };

    private TarMutation() {}

    static byte[] once(byte[] bytes, Mutator mutator) {
        var headers = headers(bytes);
        if (headers.isEmpty()) {
            return bytes;
        }
        int at = mutator.any(headers);
        return switch (mutator.random().nextInt(9)) {
            case 0, 1 -> number(bytes, at, mutator);
            case 2 -> text(bytes, at, mutator.random().nextBoolean() ? 0 : 345, mutator.any(NAMES));
            case 3 -> text(bytes, at, 157, mutator.any(NAMES));
            case 4 ->
                text(
                        bytes,
                        at,
                        156,
                        String.valueOf(TYPES.charAt(mutator.random().nextInt(TYPES.length()))));
            case 5 -> text(bytes, at, 482, mutator.random().nextBoolean() ? "\1" : "\0");
            case 6 ->
                text(
                        bytes,
                        at,
                        257,
                        mutator.any(List.of("ustar\00000", "ustar  \0", "ustar\0\0\0", "\0\0\0\0\0\0\0\0")));
            case 7 -> Mutator.spliced(bytes, at, Math.min(bytes.length, at + BLOCK), new byte[0]);
            default -> {
                int from = mutator.any(headers);
                yield Mutator.spliced(
                        bytes, at, at, Arrays.copyOfRange(bytes, from, next(headers, from, bytes.length)));
            }
        };
    }

    /** Where the entry ends that begins there. */
    private static int next(List<Integer> headers, int from, int end) {
        return headers.stream().filter(header -> header > from).findFirst().orElse(end);
    }

    private static List<Integer> headers(byte[] bytes) {
        var headers = new ArrayList<Integer>();
        for (int at = 0; at + BLOCK <= bytes.length; at += BLOCK) {
            if (isHeader(bytes, at)) {
                headers.add(at);
            }
        }
        return headers;
    }

    private static boolean isHeader(byte[] bytes, int at) {
        return bytes[at + 257] == 'u' && bytes[at + 258] == 's' && bytes[at + 259] == 't';
    }

    private static byte[] number(byte[] bytes, int at, Mutator mutator) {
        int[] field = NUMBER_FIELDS[mutator.random().nextInt(NUMBER_FIELDS.length)];
        byte[] number = Mutator.latin(mutator.any(NUMBERS));
        // A binary number keeps its end, a text its beginning.
        int skip = (number[0] & 0x80) != 0 ? number.length - field[1] : 0;
        System.arraycopy(number, skip, bytes, at + field[0], field[1]);
        if (number[0] < 0) {
            bytes[at + field[0]] = number[0];
        }
        return bytes;
    }

    private static byte[] text(byte[] bytes, int at, int offset, String text) {
        byte[] value = Mutator.latin(text);
        System.arraycopy(value, 0, bytes, at + offset, value.length);
        if (value.length < 100 && offset != 156 && offset != 482) {
            bytes[at + offset + value.length] = 0;
        }
        return bytes;
    }

    static byte[] withChecksums(byte[] bytes) {
        for (int at = 0; at + BLOCK <= bytes.length; at += BLOCK) {
            if (isHeader(bytes, at)) {
                Arrays.fill(bytes, at + CHECKSUM, at + CHECKSUM + 8, (byte) ' ');
                int sum = 0;
                for (int i = at; i < at + BLOCK; i++) {
                    sum += bytes[i] & 0xff;
                }
                byte[] octal = Mutator.latin(String.format("%06o\0", sum));
                System.arraycopy(octal, 0, bytes, at + CHECKSUM, octal.length);
            }
        }
        return bytes;
    }
}
