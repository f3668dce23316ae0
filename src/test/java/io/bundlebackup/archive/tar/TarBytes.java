package io.bundlebackup.archive.tar;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;

/** Makes tars byte by byte, wrong ones for the most part; texts are Latin-1, so that one character is one byte. */
public final class TarBytes {
    private static final int BLOCK = 512;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /** One header block; its checksum is right unless it is spoilt. */
    public static final class Header {
        private final byte[] block = new byte[BLOCK];
        private boolean spoilt;

        Header(String name, char type) {
            text(0, name).text(100, "0000644\0").text(108, "0001750\0").text(116, "0001751\0");
            size(0).text(136, "14524657400\0").text(257, "ustar\00000");
            block[156] = (byte) type;
        }

        public Header text(int at, String latin1) {
            byte[] bytes = latin1.getBytes(StandardCharsets.ISO_8859_1);
            System.arraycopy(bytes, 0, block, at, bytes.length);
            return this;
        }

        public Header size(long size) {
            return text(124, String.format("%011o\0", size));
        }

        public Header sizeText(String raw) {
            Arrays.fill(block, 124, 136, (byte) 0);
            return text(124, raw);
        }

        public Header link(String target) {
            return text(157, target);
        }

        public Header gnu() {
            return text(257, "ustar  \0");
        }

        public Header v7() {
            Arrays.fill(block, 257, BLOCK, (byte) 0);
            return this;
        }

        public Header spoil() {
            spoilt = true;
            return this;
        }

        private byte[] bytes() {
            Arrays.fill(block, 148, 156, (byte) ' ');
            int sum = spoilt ? 1 : 0;
            for (byte b : block) {
                sum += b & 0xff;
            }
            return text(148, String.format("%06o\0", sum)).block;
        }
    }

    public TarBytes header(String name, char type, Consumer<Header> change) {
        var header = new Header(name, type);
        change.accept(header);
        out.writeBytes(header.bytes());
        return this;
    }

    public TarBytes header(String name, char type) {
        return header(name, type, header -> {});
    }

    public TarBytes file(String name, String content) {
        return header(name, '0', header -> header.size(content.length())).content(content);
    }

    public TarBytes link(String name, char type, String target) {
        return header(name, type, header -> header.link(target));
    }

    /** Bytes, filled up to a block. */
    public TarBytes content(String latin1) {
        return raw(latin1).raw("\0".repeat(-latin1.length() & BLOCK - 1));
    }

    public TarBytes raw(String latin1) {
        out.writeBytes(latin1.getBytes(StandardCharsets.ISO_8859_1));
        return this;
    }

    /** An extended header of type x or g with records as they stand. */
    public TarBytes records(char type, String records) {
        return header("PaxHeaders/0", type, header -> header.size(records.length()))
                .content(records);
    }

    public TarBytes pax(String... keysAndValues) {
        return records('x', pairs(keysAndValues));
    }

    public TarBytes longName(char type, String name) {
        return header("././@LongLink", type, header -> header.gnu().size(name.length() + 1L))
                .content(name + "\0");
    }

    public static String pairs(String... keysAndValues) {
        var records = new StringBuilder();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            records.append(record(keysAndValues[i], keysAndValues[i + 1]));
        }
        return records.toString();
    }

    private static String record(String key, String value) {
        int rest = key.length() + value.length() + 3;
        int total = rest + String.valueOf(rest).length();
        if (String.valueOf(total).length() != String.valueOf(rest).length()) {
            total++;
        }
        return total + " " + key + "=" + value + "\n";
    }

    /** As it is, without an end. */
    public byte[] cut() {
        return out.toByteArray();
    }

    public byte[] end() {
        return raw("\0".repeat(2 * BLOCK)).cut();
    }
}
