package io.bundlebackup.repository.pack;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdInputStream;
import io.bundlebackup.repository.blob.BlobId;
import io.bundlebackup.repository.crypto.BrokenSealException;
import io.bundlebackup.repository.place.DamagedFileException;
import io.bundlebackup.repository.place.FileName;
import io.bundlebackup.repository.place.FileType;
import io.bundlebackup.repository.place.Place;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads and writes the files that are sealed as a whole: config, index, snapshots, locks, and what lies in {@code vault/}. Except for the
 * config, the content is compressed behind a byte 2. Thread-safe.
 */
public final class SealedFiles {
    private static final int COMPRESSED = 2;
    /** An index of 50,000 blobs has 8 MiB; those of a few packs with many tiny blobs have more. */
    private static final int MOST_BYTES = 256 << 20;

    private final Place place;
    private final ToolPool pool;

    public SealedFiles(Place place, ToolPool pool) {
        this.place = place;
        this.pool = pool;
    }

    public Place place() {
        return place;
    }

    public List<FileName> list(FileType type) throws IOException {
        var names = new ArrayList<FileName>();
        place.list(type, file -> names.add(file.name()));
        return names;
    }

    /** Writes a file that is named by its content; durable when this returns. */
    public FileName save(FileType type, byte[] json) throws IOException {
        var sealed = seal(json, true);
        try (var tools = pool.take()) {
            var name = FileName.of(type, tools.digest(sealed, 0, sealed.length));
            place.write(name, sealed);
            return name;
        }
    }

    /** Writes a file that has a name of its own; durable when this returns. A file with that name is replaced. */
    public void save(FileName name, byte[] json) throws IOException {
        place.write(name, seal(json, name.type() != FileType.CONFIG));
    }

    /**
     * Reads a file.
     *
     * @throws java.nio.file.NoSuchFileException if there is none
     * @throws DamagedFileException if its content is not what was written
     */
    public byte[] load(FileName name) throws IOException {
        byte[] sealed;
        try {
            sealed = place.read(name, MOST_BYTES);
        } catch (EOFException e) {
            throw new DamagedFileException(name, "it is shorter than it was at first", e);
        }
        try (var tools = pool.take()) {
            if (isNamedByContent(name.type())) {
                BlobId id = tools.digest(sealed, 0, sealed.length);
                if (!id.toString().equals(name.name())) {
                    throw new DamagedFileException(name, "its SHA-256 is not its name");
                }
            }
            return decode(name, tools.sealer.open(sealed), tools);
        } catch (BrokenSealException e) {
            throw new DamagedFileException(name, e.getMessage(), e);
        }
    }

    private static boolean isNamedByContent(FileType type) {
        return type != FileType.CONFIG && type != FileType.VAULT;
    }

    private byte[] seal(byte[] json, boolean compressed) {
        try (var tools = pool.take()) {
            if (!compressed) {
                return tools.sealer.seal(json);
            }
            int length = tools.compress(json, 0, json.length);
            var plain = new byte[length + 1];
            plain[0] = COMPRESSED;
            System.arraycopy(tools.first(length), 0, plain, 1, length);
            return tools.sealer.seal(plain);
        }
    }

    private static byte[] decode(FileName name, byte[] plain, Tools tools) throws IOException {
        if (plain.length > 0 && (plain[0] == '{' || plain[0] == '[')) {
            return plain;
        }
        if (plain.length < 2 || plain[0] != COMPRESSED) {
            throw new DamagedFileException(name, "its content has an unknown encoding");
        }
        long length = Zstd.getFrameContentSize(plain, 1, plain.length - 1);
        if (length > 0 && length <= MOST_BYTES && Tools.mayHold(plain.length - 1, length)) {
            var json = new byte[(int) length];
            var compressed = tools.first(plain.length);
            System.arraycopy(plain, 1, compressed, 0, plain.length - 1);
            if (tools.decompress(compressed, plain.length - 1, json)) {
                return json;
            }
        }
        try (var stream = new ZstdInputStream(new ByteArrayInputStream(plain, 1, plain.length - 1))) {
            var json = stream.readNBytes(MOST_BYTES + 1);
            if (json.length > MOST_BYTES) {
                throw new DamagedFileException(name, "its content is larger than 256 MiB");
            }
            return json;
        } catch (com.github.luben.zstd.ZstdIOException e) {
            throw new DamagedFileException(name, "its content cannot be decompressed", e);
        }
    }
}
