package io.bundlebackup.repository.tree;

import io.bundlebackup.repository.blob.BlobId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads the tree of one directory node by node, in its order: by unsigned bytes of the names. Unknown fields are skipped. After an exception
 * the reader cannot be used. Not thread-safe.
 */
public final class TreeReader {
    private static final JsonFactory JSON = new JsonFactory();

    private final JsonParser parser;
    private byte @Nullable [] last;
    private boolean ended;
    private int nodeBegin;

    /** @param tree the content of a tree blob */
    public TreeReader(byte[] tree) throws InvalidTreeException {
        try {
            parser = JSON.createParser(ObjectReadContext.empty(), tree, 0, tree.length);
            require(parser.nextToken() == JsonToken.START_OBJECT);
            while (parser.nextToken() == JsonToken.PROPERTY_NAME
                    && !parser.currentName().equals("nodes")) {
                parser.nextToken();
                parser.skipChildren();
            }
            require(parser.currentToken() == JsonToken.PROPERTY_NAME);
            // Go writes a list without entries as null if it was never made.
            ended = parser.nextToken() == JsonToken.VALUE_NULL;
            require(ended || parser.currentToken() == JsonToken.START_ARRAY);
        } catch (JacksonException e) {
            throw broken(e);
        }
    }

    /** The next node; null at the end. */
    public @Nullable Node next() throws InvalidTreeException {
        if (ended) {
            return null;
        }
        try {
            var token = parser.nextToken();
            if (token == JsonToken.END_ARRAY) {
                ended = true;
                return null;
            }
            require(token == JsonToken.START_OBJECT);
            nodeBegin = (int) parser.currentTokenLocation().getByteOffset();
            var node = new Fields().read();
            if (last != null && Arrays.compareUnsigned(last, node.name()) >= 0) {
                throw new InvalidTreeException("a tree is damaged: its names are not in order");
            }
            last = node.name();
            return node;
        } catch (JacksonException | IllegalArgumentException e) {
            throw broken(e);
        }
    }

    /** The index of the first byte of the last node in the blob. */
    int nodeBegin() {
        return nodeBegin;
    }

    /** The index behind the last byte of the last node. */
    int nodeEnd() {
        return (int) parser.currentLocation().getByteOffset();
    }

    private static void require(boolean condition) throws InvalidTreeException {
        if (!condition) {
            throw new InvalidTreeException("a tree is damaged: it is not an object with nodes");
        }
    }

    private static InvalidTreeException broken(RuntimeException cause) {
        return new InvalidTreeException("a tree is damaged: it cannot be read", cause);
    }

    /** The fields of one node while they are read. */
    private final class Fields {
        private byte @Nullable [] name;
        private NodeType type = NodeType.OTHER;
        private long mode;
        private Instant mtime = Node.UNKNOWN;
        private Instant atime = Node.UNKNOWN;
        private Instant ctime = Node.UNKNOWN;
        private long uid;
        private long gid;
        private long inode;
        private long device;
        private long size;
        private long links;
        private byte @Nullable [] target;
        private byte @Nullable [] rawTarget;
        private List<NodeAttribute> xattrs = List.of();
        private @Nullable List<BlobId> content;
        private @Nullable BlobId subtree;

        Node read() throws InvalidTreeException {
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                var field = parser.currentName();
                if (parser.nextToken() == JsonToken.VALUE_NULL) {
                    continue;
                }
                take(field);
            }
            return node();
        }

        private void take(String field) throws InvalidTreeException {
            switch (field) {
                case "name" -> name = QuotedName.parse(text());
                case "type" -> type = NodeType.of(text());
                case "mode" -> mode = number();
                case "mtime" -> mtime = NodeTime.parse(text());
                case "atime" -> atime = NodeTime.parse(text());
                case "ctime" -> ctime = NodeTime.parse(text());
                case "uid" -> uid = number();
                case "gid" -> gid = number();
                case "inode" -> inode = number();
                case "device_id" -> device = number();
                case "size" -> size = number();
                case "links" -> links = number();
                case "linktarget" -> target = text().getBytes(StandardCharsets.UTF_8);
                case "linktarget_raw" -> rawTarget = parser.getBinaryValue();
                case "extended_attributes" -> xattrs = xattrs();
                case "content" -> content = content();
                case "subtree" -> subtree = BlobId.parse(text());
                default -> parser.skipChildren();
            }
        }

        private long number() {
            return Long.parseUnsignedLong(parser.getString());
        }

        /** Of another value Jackson would give the first token, and the members inside would pass as members of the node. */
        private String text() throws InvalidTreeException {
            require(parser.currentToken() == JsonToken.VALUE_STRING);
            return parser.getString();
        }

        private List<BlobId> content() throws InvalidTreeException {
            require(parser.currentToken() == JsonToken.START_ARRAY);
            var ids = new ArrayList<BlobId>(1);
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                ids.add(BlobId.parse(text()));
            }
            return ids;
        }

        private List<NodeAttribute> xattrs() throws InvalidTreeException {
            require(parser.currentToken() == JsonToken.START_ARRAY);
            var read = new ArrayList<NodeAttribute>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                require(parser.currentToken() == JsonToken.START_OBJECT);
                String of = "";
                byte[] value = {};
                while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                    var field = parser.currentName();
                    boolean isNull = parser.nextToken() == JsonToken.VALUE_NULL;
                    if (field.equals("name")) {
                        of = text();
                    } else if (field.equals("value") && !isNull) {
                        value = parser.getBinaryValue();
                    } else {
                        parser.skipChildren();
                    }
                }
                read.add(new NodeAttribute(of, value));
            }
            return read;
        }

        private Node node() throws InvalidTreeException {
            if (name == null || !isName(name)) {
                throw new InvalidTreeException("a tree is damaged: a node has no name");
            }
            if (type == NodeType.DIRECTORY && subtree == null || type == NodeType.FILE && content == null) {
                throw new InvalidTreeException("a tree is damaged: a node has no content");
            }
            return new Node(
                    name,
                    type,
                    GoMode.permissions(mode),
                    mtime,
                    atime,
                    ctime,
                    uid,
                    gid,
                    inode,
                    device,
                    size,
                    links,
                    rawTarget != null ? rawTarget : target,
                    xattrs,
                    type == NodeType.FILE ? content : null,
                    type == NodeType.DIRECTORY ? subtree : null);
        }

        /** A name with a slash would lead out of its directory. */
        private static boolean isName(byte[] name) {
            for (byte b : name) {
                if (b == '/' || b == 0) {
                    return false;
                }
            }
            return name.length > 0 && !(name[0] == '.' && (name.length == 1 || name.length == 2 && name[1] == '.'));
        }
    }
}
