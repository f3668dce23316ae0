package io.bundlebackup.repository.tree;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/** The text of JSON while it is written, as bytes. Not thread-safe. */
final class TextBuffer {
    private byte[] bytes = new byte[4096];
    private int length;

    TextBuffer put(char ascii) {
        reserve(1);
        bytes[length++] = (byte) ascii;
        return this;
    }

    TextBuffer put(String ascii) {
        int count = ascii.length();
        reserve(count);
        for (int i = 0; i < count; i++) {
            bytes[length + i] = (byte) ascii.charAt(i);
        }
        length += count;
        return this;
    }

    TextBuffer put(byte[] text, int from, int to) {
        reserve(to - from);
        System.arraycopy(text, from, bytes, length, to - from);
        length += to - from;
        return this;
    }

    TextBuffer put(long unsigned) {
        return put(Long.toUnsignedString(unsigned));
    }

    /** A number with leading zeros. */
    TextBuffer digits(int number, int count) {
        reserve(count);
        int rest = number;
        for (int i = count - 1; i >= 0; i--) {
            bytes[length + i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length += count;
        return this;
    }

    TextBuffer base64(byte[] value) {
        var text = Base64.getEncoder().encode(value);
        return put(text, 0, text.length);
    }

    /** A text in quotes. */
    TextBuffer quoted(String text) {
        return quoted(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Bytes in quotes, as Go's JSON writes a string; each byte that is not UTF-8 becomes U+FFFD. */
    TextBuffer quoted(byte[] text) {
        put('"');
        for (int at = 0; at < text.length; ) {
            int count = Utf8.length(text, at);
            if (count == 0) {
                put("\\ufffd");
                at++;
            } else {
                escaped(text, at, count);
                at += count;
            }
        }
        return put('"');
    }

    private void escaped(byte[] text, int at, int count) {
        byte b = text[at];
        if (count == 1 && (b < 0x20 || b == '"' || b == '\\' || b == '<' || b == '>' || b == '&')) {
            switch (b) {
                case '"', '\\' -> put('\\').put((char) b);
                case '\n' -> put("\\n");
                case '\r' -> put("\\r");
                case '\t' -> put("\\t");
                default -> put("\\u00").hex(b);
            }
        } else if (count == 3 && (Utf8.decode(text, at, count) | 1) == 0x2029) {
            put("\\u202").put(Character.forDigit(text[at + 2] & 0xf, 16));
        } else {
            put(text, at, at + count);
        }
    }

    TextBuffer hex(int b) {
        return put(Character.forDigit(b >> 4 & 0xf, 16)).put(Character.forDigit(b & 0xf, 16));
    }

    int length() {
        return length;
    }

    /** The text; valid until the next change. */
    ByteBuffer content() {
        return ByteBuffer.wrap(bytes, 0, length);
    }

    byte[] copy() {
        return Arrays.copyOf(bytes, length);
    }

    private void reserve(int count) {
        if (length + count > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(length + count, bytes.length + (bytes.length >> 1)));
        }
    }
}
