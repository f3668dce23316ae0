package io.bundlebackup.archive.tar;

import io.bundlebackup.manifest.UnixTime;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** The records of one extended header, {@code <length> <key>=<value>\n} each, values as raw bytes. Not thread-safe. */
final class PaxRecords {
    private static final byte[] XATTR = ascii("SCHILY.xattr.");
    private static final int NANOS = 1_000_000_000;

    private final ByteArrayOutputStream records = new ByteArrayOutputStream(256);

    void clear() {
        records.reset();
    }

    int length() {
        return records.size();
    }

    byte[] bytes() {
        return records.toByteArray();
    }

    void add(String key, byte[] value) {
        add(ascii(key), value);
    }

    void add(String key, String value) {
        add(ascii(key), ascii(value));
    }

    /**
     * Adds an extended attribute as GNU tar and star do. {@code =} would end the key, so it is written {@code %3D}, and
     * {@code %} is {@code %25} (GNU tar).
     */
    void addXattr(byte[] name, byte[] value) {
        var key = new ByteArrayOutputStream(XATTR.length + name.length);
        key.writeBytes(XATTR);
        for (byte b : name) {
            if (b == '=') {
                key.writeBytes(ascii("%3D"));
            } else if (b == '%') {
                key.writeBytes(ascii("%25"));
            } else {
                key.write(b);
            }
        }
        add(key.toByteArray(), value);
    }

    /** {@code path} and {@code linkpath} where the header block cannot hold them; see {@link TarWriter}. */
    void addNames(byte[] path, byte[] link) {
        Kind pathKind = Kind.of(path);
        Kind linkKind = Kind.of(link);
        if (pathKind == Kind.LONG_BYTES || linkKind == Kind.LONG_BYTES) {
            add("hdrcharset", "BINARY");
        }
        if (pathKind != Kind.FITS) {
            add("path", path);
        }
        if (linkKind != Kind.FITS) {
            add("linkpath", link);
        }
    }

    private enum Kind {
        FITS,
        TEXT,
        LONG_BYTES;

        static Kind of(byte[] name) {
            boolean ascii = true;
            for (byte b : name) {
                ascii &= b > 0;
            }
            boolean fits = name.length <= TarHeader.NAME_LENGTH;
            if (ascii) {
                return fits ? FITS : TEXT;
            }
            if (isUtf8(name)) {
                return TEXT;
            }
            return fits ? FITS : LONG_BYTES;
        }

        private static boolean isUtf8(byte[] name) {
            try {
                StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(name));
                return true;
            } catch (CharacterCodingException e) {
                return false;
            }
        }
    }

    private void add(byte[] key, byte[] value) {
        int rest = key.length + value.length + 3;
        int total = rest + digits(rest);
        if (digits(total) != digits(rest)) {
            total++;
        }
        records.writeBytes(ascii(Integer.toString(total)));
        records.write(' ');
        records.writeBytes(key);
        records.write('=');
        records.writeBytes(value);
        records.write('\n');
    }

    private static int digits(int number) {
        int digits = 1;
        for (int rest = number; rest >= 10; rest /= 10) {
            digits++;
        }
        return digits;
    }

    /** Exact decimal seconds: half a second before the epoch, kept as {@code (-1, 500_000_000)}, is {@code -0.5}. */
    static String decimal(UnixTime time) {
        int nanos = time.nanos();
        if (nanos == 0) {
            return Long.toString(time.seconds());
        }
        boolean negative = time.seconds() < 0;
        long whole = negative ? -(time.seconds() + 1) : time.seconds();
        int fraction = negative ? NANOS - nanos : nanos;
        int end = 9;
        String digits = Integer.toString(NANOS + fraction).substring(1);
        while (digits.charAt(end - 1) == '0') {
            end--;
        }
        return (negative ? "-" : "") + whole + "." + digits.substring(0, end);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
