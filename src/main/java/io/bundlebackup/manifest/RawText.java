package io.bundlebackup.manifest;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Converts bytes of a file system to text and back: plain UTF-8 if that is safe in a line of a manifest, otherwise
 * percent-encoded. Percent-encoded text is ASCII: control characters, {@code ;}, {@code %} and every byte from 0x80 are
 * {@code %XX}.
 */
public final class RawText {
    private static final byte[] HEX = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);
    private static final int SHOWN = 200;

    private RawText() {}

    /** Whether the bytes have {@code ;}, {@code %} or a control character, or are not valid UTF-8. */
    static boolean needsEncoding(byte[] bytes, int from, int to) {
        boolean ascii = true;
        for (int i = from; i < to; i++) {
            byte b = bytes[i];
            if (b < 0) {
                ascii = false;
            } else if (isReserved(b)) {
                return true;
            }
        }
        return !ascii && !isUtf8(bytes, from, to);
    }

    static boolean needsEncoding(byte[] bytes) {
        return needsEncoding(bytes, 0, bytes.length);
    }

    /** Whether this byte is always {@code %XX} in percent-encoded text. */
    static boolean isEscaped(byte b) {
        return b < 0 || isReserved(b);
    }

    private static boolean isReserved(byte b) {
        return b < 0x20 || b == 0x7f || b == ';' || b == '%';
    }

    static byte upperDigit(byte b) {
        return HEX[(b >> 4) & 15];
    }

    static byte lowerDigit(byte b) {
        return HEX[b & 15];
    }

    static String encode(byte[] bytes) {
        var text = new StringBuilder(bytes.length + 16);
        for (byte b : bytes) {
            if (isEscaped(b)) {
                text.append('%').append((char) upperDigit(b)).append((char) lowerDigit(b));
            } else {
                text.append((char) b);
            }
        }
        return text.toString();
    }

    /** The text as JSON has it: plain, or percent-encoded if necessary. */
    static String text(byte[] bytes) {
        return needsEncoding(bytes) ? encode(bytes) : new String(bytes, StandardCharsets.UTF_8);
    }

    /** The text for messages, at most a few hundred characters. */
    public static String shown(byte[] bytes) {
        return bytes.length <= SHOWN ? text(bytes) : encode(Arrays.copyOf(bytes, SHOWN)) + "…";
    }

    /** Undoes {@link #encode}; upper and lower case digits, and any byte may be escaped. */
    static byte[] decode(byte[] text, int from, int to) {
        var bytes = new byte[to - from];
        int length = 0;
        for (int i = from; i < to; i++) {
            if (text[i] != '%') {
                bytes[length++] = text[i];
                continue;
            }
            int high = i + 2 < to ? Character.digit(text[i + 1], 16) : -1;
            int low = i + 2 < to ? Character.digit(text[i + 2], 16) : -1;
            if (high < 0 || low < 0) {
                throw new IllegalArgumentException("a % is not followed by two hexadecimal digits in "
                        + shown(Arrays.copyOfRange(text, from, to)));
            }
            bytes[length++] = (byte) (high << 4 | low);
            i += 2;
        }
        return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
    }

    /** The UTF-8 bytes of a text that may come from outside: an unpaired surrogate is refused, not replaced. */
    static byte[] utf8(String text) {
        try {
            ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            var bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            return bytes;
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("the text holds half a surrogate pair", e);
        }
    }

    private static boolean isUtf8(byte[] bytes, int from, int to) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, from, to - from));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
