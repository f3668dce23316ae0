package io.bundlebackup.repository.tree;

/** The characters of bytes that may or may not be UTF-8. */
final class Utf8 {
    private Utf8() {}

    /** The length of the character that begins at an index; 0 if the bytes there are not UTF-8. */
    static int length(byte[] text, int at) {
        int b = text[at] & 0xff;
        if (b < 0x80) {
            return 1;
        }
        int count = b >= 0xc2 && b < 0xe0 ? 2 : b >= 0xe0 && b < 0xf0 ? 3 : b >= 0xf0 && b < 0xf5 ? 4 : 0;
        if (count == 0 || at + count > text.length) {
            return 0;
        }
        for (int i = 1; i < count; i++) {
            if ((text[at + i] & 0xc0) != 0x80) {
                return 0;
            }
        }
        int c = decode(text, at, count);
        boolean tooLong = count == 3 && c < 0x800 || count == 4 && (c < 0x10000 || c > Character.MAX_CODE_POINT);
        return tooLong || c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? 0 : count;
    }

    /** The character of this length. */
    static int decode(byte[] text, int at, int count) {
        int c = count == 1 ? text[at] : text[at] & 0xff >> count + 1;
        for (int i = 1; i < count; i++) {
            c = c << 6 | text[at + i] & 0x3f;
        }
        return c;
    }

    static boolean isValid(byte[] text) {
        for (int at = 0; at < text.length; ) {
            int count = length(text, at);
            if (count == 0) {
                return false;
            }
            at += count;
        }
        return true;
    }
}
