package io.bundlebackup.manifest;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/** Renders lines as bytes into a reused array. Not thread-safe. */
final class LineBuffer {
    private static final int LONGEST_NUMBER = 20;

    private byte[] bytes;
    private int length;

    LineBuffer(int capacity) {
        bytes = new byte[capacity];
    }

    int length() {
        return length;
    }

    byte[] copy() {
        return Arrays.copyOf(bytes, length);
    }

    void moveTo(OutputStream out) throws IOException {
        out.write(bytes, 0, length);
        length = 0;
    }

    private void reserve(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }

    void put(char ascii) {
        reserve(1);
        bytes[length++] = (byte) ascii;
    }

    void put(String ascii) {
        reserve(ascii.length());
        for (int i = 0; i < ascii.length(); i++) {
            bytes[length++] = (byte) ascii.charAt(i);
        }
    }

    void put(byte[] raw) {
        put(raw, 0, raw.length);
    }

    void put(byte[] raw, int from, int count) {
        reserve(count);
        System.arraycopy(raw, from, bytes, length, count);
        length += count;
    }

    /** The entry of the last line, which is complete. */
    Entry lastLine(LineParser parser) {
        int from = length - 1;
        while (from > 0 && bytes[from - 1] != '\n') {
            from--;
        }
        return parser.parse(bytes, from, length - 1);
    }

    void put(long number) {
        if (number == Long.MIN_VALUE) {
            put(Long.toString(number));
            return;
        }
        if (number < 0) {
            put('-');
            number = -number;
        }
        reserve(LONGEST_NUMBER);
        int digits = 1;
        for (long rest = number; rest >= 10; rest /= 10) {
            digits++;
        }
        length += digits;
        for (int i = length - 1; digits > 0; digits--, i--) {
            bytes[i] = (byte) ('0' + number % 10);
            number /= 10;
        }
    }

    void putUnsigned(long number) {
        if (number >= 0) {
            put(number);
        } else {
            put(Long.toUnsignedString(number));
        }
    }

    void putPercentEncoded(byte[] raw) {
        reserve(3 * raw.length);
        for (byte b : raw) {
            putByte(b, RawText.isEscaped(b));
        }
    }

    /** The column of extended attributes: {@code name:base64} joined by commas. */
    void putXattrs(List<Xattr> xattrs) {
        for (int i = 0; i < xattrs.size(); i++) {
            if (i > 0) {
                put(',');
            }
            byte[] name = xattrs.get(i).name();
            reserve(3 * name.length);
            for (byte b : name) {
                putByte(b, RawText.isEscaped(b) || b == ':' || b == ',');
            }
            put(':');
            put(Base64.getEncoder().encode(xattrs.get(i).value()));
        }
    }

    private void putByte(byte b, boolean escaped) {
        if (escaped) {
            bytes[length++] = '%';
            bytes[length++] = RawText.upperDigit(b);
            bytes[length++] = RawText.lowerDigit(b);
        } else {
            bytes[length++] = b;
        }
    }
}
