package io.bundlebackup.repository.tree;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Names as restic writes them into JSON: first quoted by the rules of Go's source text, without the quotes, so that each byte that is not
 * UTF-8 is kept, and then as a string of JSON.
 */
final class QuotedName {
    private static final String ESCAPED = "\u0007\b\f\n\r\t\u000b\\\"";
    private static final String LETTERS = "abfnrtv\\\"";

    private QuotedName() {}

    /** Writes a name with its quotes. Most names are written as they are. */
    static void write(byte[] name, TextBuffer out) {
        if (isPlain(name)) {
            out.put('"').put(name, 0, name.length).put('"');
        } else {
            out.quoted(quote(name));
        }
    }

    private static boolean isPlain(byte[] name) {
        for (byte b : name) {
            if (b < 0x20 || b == 0x7f || b == '"' || b == '\\' || b == '<' || b == '>' || b == '&') {
                return false;
            }
        }
        return true;
    }

    private static byte[] quote(byte[] name) {
        var out = new TextBuffer();
        for (int at = 0; at < name.length; ) {
            int count = Utf8.length(name, at);
            if (count == 0) {
                out.put("\\x").hex(name[at]);
                at++;
            } else {
                quote(name, at, count, out);
                at += count;
            }
        }
        return out.copy();
    }

    private static void quote(byte[] name, int at, int count, TextBuffer out) {
        int c = Utf8.decode(name, at, count);
        int known = ESCAPED.indexOf(c);
        if (known >= 0) {
            out.put('\\').put(LETTERS.charAt(known));
        } else if (isPrintable(c)) {
            out.put(name, at, at + count);
        } else if (c < 0x20 || c == 0x7f) {
            out.put("\\x").hex(c);
        } else if (c < 0x10000) {
            out.put("\\u").hex(c >> 8).hex(c);
        } else {
            out.put("\\U00").hex(c >> 16).hex(c >> 8).hex(c);
        }
    }

    /** Letters, marks, numbers, punctuation, symbols and the ASCII space. */
    private static boolean isPrintable(int c) {
        return c == ' '
                || switch (Character.getType(c)) {
                    case Character.CONTROL,
                            Character.FORMAT,
                            Character.SURROGATE,
                            Character.PRIVATE_USE,
                            Character.UNASSIGNED,
                            Character.SPACE_SEPARATOR,
                            Character.LINE_SEPARATOR,
                            Character.PARAGRAPH_SEPARATOR -> false;
                    default -> true;
                };
    }

    /** The name of a string of JSON. */
    static byte[] parse(String text) throws InvalidTreeException {
        if (text.indexOf('\\') < 0) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
        var name = new ByteArrayOutputStream(text.length());
        try {
            for (int at = 0; at < text.length(); ) {
                if (text.charAt(at) != '\\') {
                    int c = text.codePointAt(at);
                    name.writeBytes(Character.toString(c).getBytes(StandardCharsets.UTF_8));
                    at += Character.charCount(c);
                } else {
                    at = parseEscape(text, at + 1, name);
                }
            }
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new InvalidTreeException("a name is not quoted as restic does: " + text, e);
        }
        return name.toByteArray();
    }

    /** Returns the index behind the escape. */
    private static int parseEscape(String text, int at, ByteArrayOutputStream name) {
        char kind = text.charAt(at);
        int digits = kind == 'x' ? 2 : kind == 'u' ? 4 : kind == 'U' ? 8 : 0;
        if (digits == 2) {
            name.write(Integer.parseInt(text, at + 1, at + 3, 16));
        } else if (digits > 0) {
            int c = Integer.parseInt(text, at + 1, at + 1 + digits, 16);
            name.writeBytes(Character.toString(c).getBytes(StandardCharsets.UTF_8));
        } else if (kind >= '0' && kind <= '3') {
            name.write(Integer.parseInt(text, at, at + 3, 8));
            return at + 3;
        } else {
            int known = LETTERS.indexOf(kind);
            if (known < 0) {
                throw new IllegalArgumentException("unknown escape");
            }
            name.write(ESCAPED.charAt(known));
        }
        return at + 1 + digits;
    }
}
