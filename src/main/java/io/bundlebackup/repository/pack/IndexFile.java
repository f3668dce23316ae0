package io.bundlebackup.repository.pack;

import io.bundlebackup.repository.blob.BlobId;
import io.bundlebackup.repository.blob.BlobType;
import io.bundlebackup.repository.crypto.Sealer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** The JSON of files in {@code index/}: packs, and in each the blobs. */
final class IndexFile {
    private static final JsonFactory FACTORY = new JsonFactory();

    private IndexFile() {}

    /** What a file lists. */
    interface Listener {
        /** A pack without blobs is told of too. */
        void pack(BlobId pack) throws IOException;

        /** A blob of the pack that was told of last. */
        void blob(PackedBlob blob) throws IOException;
    }

    /** @throws NotAnIndexException if the content is no JSON of an index */
    static void parse(byte[] json, Listener listener) throws IOException {
        try (var parser = FACTORY.createParser(ObjectReadContext.empty(), json)) {
            expect(parser.nextToken(), JsonToken.START_OBJECT);
            boolean packs = false;
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                boolean here = parser.currentName().equals("packs");
                packs |= here;
                if (parser.nextToken() == JsonToken.START_ARRAY && here) {
                    while (parser.nextToken() != JsonToken.END_ARRAY) {
                        parsePack(parser, listener);
                    }
                } else {
                    parser.skipChildren();
                }
            }
            expect(parser.currentToken(), JsonToken.END_OBJECT);
            if (!packs || parser.nextToken() != null) {
                throw new NotAnIndexException("the JSON is no index");
            }
        } catch (JacksonException | IllegalArgumentException e) {
            throw new NotAnIndexException("the JSON is no index: " + e.getMessage());
        }
    }

    private static void parsePack(JsonParser parser, Listener listener) throws IOException {
        expect(parser.currentToken(), JsonToken.START_OBJECT);
        boolean told = false;
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            var name = parser.currentName();
            var value = parser.nextToken();
            if (name.equals("id")) {
                listener.pack(BlobId.parse(text(parser)));
                told = true;
            } else if (name.equals("blobs") && value == JsonToken.START_ARRAY) {
                if (!told) {
                    throw new NotAnIndexException("blobs stand before the ID of their pack");
                }
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    listener.blob(parseBlob(parser));
                }
            } else {
                parser.skipChildren();
            }
        }
    }

    private static PackedBlob parseBlob(JsonParser parser) throws IOException {
        expect(parser.currentToken(), JsonToken.START_OBJECT);
        BlobId id = null;
        BlobType type = null;
        long offset = -1;
        long length = -1;
        long uncompressed = 0;
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            var name = parser.currentName();
            parser.nextToken();
            switch (name) {
                case "id" -> id = BlobId.parse(text(parser));
                case "type" -> type = type(text(parser));
                case "offset" -> offset = parser.getLongValue();
                case "length" -> length = parser.getLongValue();
                case "uncompressed_length" -> uncompressed = parser.getLongValue();
                default -> parser.skipChildren();
            }
        }
        return blob(id, type, offset, length, uncompressed);
    }

    private static PackedBlob blob(
            @Nullable BlobId id, @Nullable BlobType type, long offset, long length, long uncompressed)
            throws IOException {
        if (id == null || type == null || offset < 0 || length < Sealer.OVERHEAD || uncompressed < 0) {
            throw new NotAnIndexException("the index has an incomplete blob");
        }
        if (length > Integer.MAX_VALUE - offset || uncompressed > Integer.MAX_VALUE) {
            throw new NotAnIndexException("the index has a blob beyond 2 GiB");
        }
        return new PackedBlob(id, type, (int) offset, (int) length, (int) uncompressed);
    }

    private static String text(JsonParser parser) throws IOException {
        expect(parser.currentToken(), JsonToken.VALUE_STRING);
        return parser.getString();
    }

    private static BlobType type(String name) throws IOException {
        return switch (name) {
            case "data" -> BlobType.DATA;
            case "tree" -> BlobType.TREE;
            default -> throw new NotAnIndexException("the index has a blob of an unknown type");
        };
    }

    private static void expect(@Nullable JsonToken found, JsonToken expected) throws IOException {
        if (found != expected) {
            throw new NotAnIndexException("the JSON is no index");
        }
    }

    /** Writes an index. */
    static final class Writer {
        private final ByteArrayOutputStream json = new ByteArrayOutputStream();
        private int packs;
        private int blobs;

        Writer() {
            ascii("{\"packs\":[");
        }

        int blobs() {
            return blobs;
        }

        void add(BlobId pack, Iterable<PackedBlob> list) {
            ascii(packs++ == 0 ? "{\"id\":\"" : ",{\"id\":\"");
            ascii(pack.toString());
            var separator = "\",\"blobs\":[";
            for (var blob : list) {
                ascii(separator);
                add(blob);
                separator = ",";
                blobs++;
            }
            ascii(separator.length() > 1 ? separator + "]}" : "]}");
        }

        private void add(PackedBlob blob) {
            ascii("{\"id\":\"");
            ascii(blob.id().toString());
            ascii(
                    blob.type() == BlobType.TREE
                            ? "\",\"type\":\"tree\",\"offset\":"
                            : "\",\"type\":\"data\",\"offset\":");
            ascii(Integer.toString(blob.offset()));
            ascii(",\"length\":");
            ascii(Integer.toString(blob.length()));
            if (blob.uncompressed() > 0) {
                ascii(",\"uncompressed_length\":");
                ascii(Integer.toString(blob.uncompressed()));
            }
            ascii("}");
        }

        byte[] finish() {
            ascii("]}");
            return json.toByteArray();
        }

        private void ascii(String text) {
            json.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
        }
    }
}
