package io.bundlebackup.repository;

import io.bundlebackup.repository.blob.BlobId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * The blobs that one tree needs. Read without anything else of the tree, so that a prune judges trees of other programs too.
 *
 * @param trees how many of the IDs are trees; they come first
 * @param ids from 0 to the limit; its position does not change
 */
record TreeReferences(int trees, ByteBuffer ids) {
    private static final JsonFactory FACTORY = new JsonFactory();

    /** Takes IDs. */
    interface Listener {
        void tree(BlobId id) throws IOException;

        void data(BlobId id) throws IOException;
    }

    void forEach(Listener listener) throws IOException {
        var next = ids.duplicate();
        for (int i = 0; next.hasRemaining(); i++) {
            var id = BlobId.read(next);
            if (i < trees) {
                listener.tree(id);
            } else {
                listener.data(id);
            }
        }
    }

    /** @throws IOException if the content is no JSON of a tree: then nobody knows what it needs */
    static TreeReferences parse(byte[] tree) throws IOException {
        var trees = new ArrayList<BlobId>();
        var data = new ArrayList<BlobId>();
        try (var parser = FACTORY.createParser(ObjectReadContext.empty(), tree)) {
            require(parser.nextToken() == JsonToken.START_OBJECT);
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                boolean nodes = parser.currentName().equals("nodes");
                if (parser.nextToken() == JsonToken.START_ARRAY && nodes) {
                    while (parser.nextToken() != JsonToken.END_ARRAY) {
                        parseNode(parser, trees, data);
                    }
                } else {
                    parser.skipChildren();
                }
            }
            require(parser.currentToken() == JsonToken.END_OBJECT);
        } catch (JacksonException | IllegalArgumentException e) {
            throw new IOException("a tree cannot be read", e);
        }
        var ids = ByteBuffer.allocate((trees.size() + data.size()) * BlobId.LENGTH);
        trees.forEach(id -> id.write(ids));
        data.forEach(id -> id.write(ids));
        return new TreeReferences(trees.size(), ids.flip());
    }

    private static void parseNode(JsonParser parser, List<BlobId> trees, List<BlobId> data) throws IOException {
        require(parser.currentToken() == JsonToken.START_OBJECT);
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            var name = parser.currentName();
            var value = parser.nextToken();
            if (name.equals("subtree") && value == JsonToken.VALUE_STRING) {
                trees.add(BlobId.parse(parser.getString()));
            } else if (name.equals("content") && value == JsonToken.START_ARRAY) {
                while (parser.nextToken() == JsonToken.VALUE_STRING) {
                    data.add(BlobId.parse(parser.getString()));
                }
                require(parser.currentToken() == JsonToken.END_ARRAY);
            } else {
                parser.skipChildren();
            }
        }
        require(parser.currentToken() == JsonToken.END_OBJECT);
    }

    private static void require(boolean condition) throws IOException {
        if (!condition) {
            throw new IOException("a tree cannot be read: it is not an object with nodes");
        }
    }
}
