package io.bundlebackup.repository.pack;

import io.bundlebackup.repository.blob.BlobId;
import io.bundlebackup.repository.blob.BlobReader;
import io.bundlebackup.repository.blob.BlobType;
import io.bundlebackup.repository.crypto.BrokenSealException;
import io.bundlebackup.repository.crypto.Sealer;
import io.bundlebackup.repository.place.DamagedFileException;
import io.bundlebackup.repository.place.FileName;
import io.bundlebackup.repository.place.FileType;
import io.bundlebackup.repository.place.OpenedFile;
import io.bundlebackup.repository.place.Place;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.NoSuchFileException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads blobs out of packs. Each blob's seal and ID are checked; if it is damaged and another pack has it too, that is read. Keeps a few packs open and the trees that were read last. If another
 * process has rewritten the index meanwhile, the index is read again.
 */
public final class PackReader implements BlobReader, AutoCloseable {
    private static final int MOST_OPEN = 16;
    private static final int MOST_TREE_BYTES = 8 << 20;
    private static final int LARGEST_KEPT_TREE = 1 << 20;

    private final Place place;
    private final ToolPool pool;
    private final IndexSource source;
    private final Map<BlobId, OpenedFile> open = new LinkedHashMap<>(MOST_OPEN, 0.75f, true);
    private final Map<BlobId, byte[]> trees = new LinkedHashMap<>(16, 0.75f, true);
    private int treeBytes;

    /** Where a reader has its index from. Thread-safe. */
    public interface IndexSource {
        BlobIndex current() throws IOException;

        /** Reads the index again if its files have changed; returns whether they have. */
        boolean refresh() throws IOException;
    }

    public PackReader(Place place, ToolPool pool, IndexSource source) {
        this.place = place;
        this.pool = pool;
        this.source = source;
    }

    /**
     * @throws MissingBlobException if the repository has no such blob
     * @throws DamagedFileException if the blob is damaged, or its pack is missing or too short
     */
    @Override
    public byte[] load(BlobId id, BlobType type) throws IOException {
        if (type == BlobType.DATA) {
            return read(id, type);
        }
        var kept = kept(id);
        if (kept != null) {
            return kept.clone();
        }
        var content = read(id, type);
        keep(id, content);
        return content;
    }

    @Override
    public int length(BlobId id, BlobType type) throws IOException {
        var location = new BlobLocation();
        boolean found = source.current().find(id, type, location)
                || source.refresh() && source.current().find(id, type, location);
        return found ? location.plainLength() : -1;
    }

    private byte[] read(BlobId id, BlobType type) throws IOException {
        try (var tools = pool.take()) {
            IOException failure;
            try {
                return read(source.current(), id, type, tools);
            } catch (MissingBlobException | DamagedFileException e) {
                failure = e;
            }
            if (!source.refresh()) {
                throw failure;
            }
            return read(source.current(), id, type, tools);
        }
    }

    private byte[] read(BlobIndex index, BlobId id, BlobType type, Tools tools) throws IOException {
        if (!index.find(id, type, tools.location)) {
            throw new MissingBlobException(id, type);
        }
        try {
            return read(index, id, type, tools.location, tools);
        } catch (DamagedFileException e) {
            for (var other : index.findAll(id, type)) {
                if (other.pack != tools.location.pack) {
                    return read(index, id, type, other, tools);
                }
            }
            throw e;
        }
    }

    private byte[] read(BlobIndex index, BlobId id, BlobType type, BlobLocation at, Tools tools) throws IOException {
        var pack = index.packId(at.pack);
        if (pack == null) {
            throw new MissingBlobException(id, type);
        }
        var sealed = tools.first(at.length);
        readPack(pack, at, sealed);
        try {
            return open(sealed, at, id, tools);
        } catch (BrokenSealException e) {
            throw new DamagedFileException(
                    FileName.of(FileType.DATA, pack), "blob " + id + " in it: " + e.getMessage(), e);
        }
    }

    /** Opens and checks a blob that lies in the first buffer. */
    static byte[] open(byte[] sealed, BlobLocation at, BlobId id, Tools tools) throws BrokenSealException {
        if (!Tools.mayHold(at.length, at.plainLength())) {
            throw new BrokenSealException("it is too short for its length before compression");
        }
        var content = new byte[at.plainLength()];
        if (at.uncompressed == 0) {
            tools.sealer.open(sealed, 0, at.length, content, 0);
        } else {
            int length = at.length - Sealer.OVERHEAD;
            var compressed = tools.second(length);
            tools.sealer.open(sealed, 0, at.length, compressed, 0);
            if (!tools.decompress(compressed, length, content)) {
                throw new BrokenSealException("it cannot be decompressed");
            }
        }
        if (!tools.digest(content, 0, content.length).equals(id)) {
            throw new BrokenSealException("its SHA-256 is not its ID");
        }
        return content;
    }

    private void readPack(BlobId pack, BlobLocation at, byte[] into) throws IOException {
        var name = FileName.of(FileType.DATA, pack);
        while (true) {
            try {
                opened(pack, name).read(at.offset, into, 0, at.length);
                return;
            } catch (NoSuchFileException e) {
                throw new DamagedFileException(name, "it is missing", e);
            } catch (EOFException e) {
                throw new DamagedFileException(name, "it is too short", e);
            } catch (ClosedChannelException e) {
                // Another thread needed the room for another pack between the two calls.
                Thread.onSpinWait();
            }
        }
    }

    private OpenedFile opened(BlobId pack, FileName name) throws IOException {
        synchronized (open) {
            var file = open.get(pack);
            if (file == null) {
                file = place.open(name);
                open.put(pack, file);
                if (open.size() > MOST_OPEN) {
                    var eldest = open.entrySet().iterator();
                    eldest.next().getValue().close();
                    eldest.remove();
                }
            }
            return file;
        }
    }

    private byte @Nullable [] kept(BlobId id) {
        synchronized (trees) {
            return trees.get(id);
        }
    }

    private void keep(BlobId id, byte[] content) {
        if (content.length > LARGEST_KEPT_TREE) {
            return;
        }
        synchronized (trees) {
            if (trees.putIfAbsent(id, content.clone()) == null) {
                treeBytes += content.length;
            }
            for (var eldest = trees.values().iterator(); treeBytes > MOST_TREE_BYTES; eldest.remove()) {
                treeBytes -= eldest.next().length;
            }
        }
    }

    /** Closes the open packs. The reader can be used afterwards. */
    @Override
    public void close() {
        synchronized (open) {
            open.values().forEach(OpenedFile::close);
            open.clear();
        }
    }
}
