package io.bundlebackup.repository;

import io.bundlebackup.repository.blob.BlobId;
import io.bundlebackup.repository.blob.BlobReader;
import io.bundlebackup.repository.blob.BlobType;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.Map;

/**
 * Remembers what trees need, so that a prune reads only trees that are new since the last one. A tree never changes: its ID is its SHA-256.
 * Kept in a file of the cache with its SHA-256 at the end, because a wrong memory would cost data. Only trees that the last prune met
 * stay. For one thread.
 */
final class TreeMemory {
    private static final String NAME = "trees";
    private static final int DIGEST = 32;

    private final Path file;
    private final Map<BlobId, TreeReferences> known = new HashMap<>();
    private final Map<BlobId, TreeReferences> met = new HashMap<>();
    private boolean changed;

    /** @param directory of the repository's cache */
    TreeMemory(Path directory) throws IOException {
        file = directory.resolve(NAME);
        load();
    }

    private void load() throws IOException {
        ByteBuffer content;
        try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long size = channel.size();
            if (size < DIGEST || size > Integer.MAX_VALUE) {
                return;
            }
            content = channel.map(FileChannel.MapMode.READ_ONLY, 0, size);
        } catch (NoSuchFileException e) {
            return;
        }
        int end = content.limit() - DIGEST;
        var digest = sha256();
        digest.update(content.slice(0, end));
        var found = new byte[DIGEST];
        content.get(end, found);
        if (!MessageDigest.isEqual(found, digest.digest())) {
            return;
        }
        for (content.limit(end); content.hasRemaining(); ) {
            var tree = BlobId.read(content);
            int trees = content.getInt();
            int length = content.getInt();
            known.put(tree, new TreeReferences(trees, content.slice(content.position(), length)));
            content.position(content.position() + length);
        }
    }

    TreeReferences references(BlobId tree, BlobReader reader) throws IOException {
        var references = known.get(tree);
        if (references == null) {
            references = TreeReferences.parse(reader.load(tree, BlobType.TREE));
            known.put(tree, references);
            changed = true;
        }
        met.put(tree, references);
        return references;
    }

    /** Writes the trees that were met, if they are others than before. */
    void save() throws IOException {
        if (!changed && met.size() == known.size()) {
            return;
        }
        Files.createDirectories(file.getParent());
        var partial = file.resolveSibling(NAME + ".partial");
        var digest = sha256();
        try (var out = new BufferedOutputStream(Files.newOutputStream(partial), 1 << 16);
                var content = new DataOutputStream(new DigestOutputStream(out, digest))) {
            for (var tree : met.entrySet()) {
                var ids = tree.getValue().ids().duplicate();
                content.write(tree.getKey().bytes());
                content.writeInt(tree.getValue().trees());
                content.writeInt(ids.remaining());
                var bytes = new byte[ids.remaining()];
                ids.get(bytes);
                content.write(bytes);
            }
            content.flush();
            out.write(digest.digest());
        }
        Files.move(partial, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
