package io.bundlebackup.repository.pack;

import io.bundlebackup.repository.blob.BlobId;
import io.bundlebackup.repository.blob.BlobType;
import io.bundlebackup.repository.place.DamagedFileException;
import io.bundlebackup.repository.place.FileName;
import io.bundlebackup.repository.place.FileType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Says where each blob of a repository lies: the content of all files in {@code index/}, and what a writer has added. Entries lie sorted in
 * mapped files; only the newest {@value #MOST_IN_MEMORY} are in the heap. Thread-safe.
 */
public final class BlobIndex {
    private static final int MOST_IN_MEMORY = 1 << 17;
    private static final int MOST_SEGMENTS = 8;

    private final Path directory;
    final PackTable packs;
    private final Set<FileName> files = new HashSet<>();
    private final IndexTable recent = new IndexTable();
    private volatile List<IndexSegment> segments = List.of();

    private BlobIndex(Path directory) {
        this.directory = directory;
        packs = new PackTable();
    }

    private BlobIndex(Path directory, IndexCache cache) {
        this.directory = directory;
        packs = cache.packs();
        files.addAll(cache.files());
        segments = List.of(cache.entries());
    }

    /**
     * Reads the index of a repository: from the cache as far as that is right, else from the files.
     *
     * @param directory for the cache and for temporary files, this repository's own; may be removed at any time
     * @throws DamagedFileException if a file of the index is damaged
     */
    public static BlobIndex load(SealedFiles files, Path directory) throws IOException {
        var listed = Set.copyOf(files.list(FileType.INDEX));
        var cache = IndexCache.read(directory);
        // A file that is gone may have listed packs that are gone.
        boolean usable = cache != null && listed.containsAll(cache.files());
        var index = cache != null && usable ? new BlobIndex(directory, cache) : new BlobIndex(directory);
        if (index.isCurrent(listed)) {
            return index;
        }
        for (var name : listed) {
            if (!index.covers(name)) {
                index.addFile(files, name);
            }
        }
        index.writeCache();
        return index;
    }

    /** Whether this index has what the files of the repository say now. */
    public synchronized boolean isCurrent(Set<FileName> listed) {
        return files.equals(listed);
    }

    private void addFile(SealedFiles sealed, FileName name) throws IOException {
        var json = sealed.load(name);
        try {
            IndexFile.parse(json, new IndexFile.Listener() {
                private int pack;

                @Override
                public void pack(BlobId id) {
                    pack = packs.number(id);
                }

                @Override
                public void blob(PackedBlob blob) throws IOException {
                    add(blob, pack);
                }
            });
        } catch (NotAnIndexException e) {
            throw new DamagedFileException(name, e.getMessage(), e);
        }
        cover(name);
    }

    /** Finds a blob. Of several equal blobs any. */
    public boolean find(BlobId id, BlobType type, BlobLocation into) {
        synchronized (this) {
            if (recent.find(id, type, into)) {
                return true;
            }
        }
        for (var segment : segments) {
            if (segment.find(id, type, into)) {
                return true;
            }
        }
        return false;
    }

    /** All places of a blob; several after a prune has copied it, or if two processes have stored it at once. */
    List<BlobLocation> findAll(BlobId id, BlobType type) {
        var found = new ArrayList<BlobLocation>();
        synchronized (this) {
            recent.findAll(id, type, found);
        }
        segments.forEach(segment -> segment.findAll(id, type, found));
        return found;
    }

    synchronized void add(PackedBlob blob, int pack) throws IOException {
        recent.add(
                blob.id(),
                IndexEntries.place(pack, blob.type(), blob.offset()),
                IndexEntries.lengths(blob.length(), blob.uncompressed()));
        if (recent.size() >= MOST_IN_MEMORY) {
            spill();
        }
    }

    private void spill() throws IOException {
        var all = new ArrayList<>(segments);
        all.add(SegmentWriter.spill(recent, directory));
        segments = all.size() > MOST_SEGMENTS ? List.of(SegmentWriter.merge(all, directory)) : List.copyOf(all);
        recent.clear();
    }

    /** Brings all entries into one sorted segment. */
    synchronized IndexSegment compact() throws IOException {
        if (recent.size() > 0) {
            spill();
        }
        if (segments.size() != 1) {
            segments = List.of(SegmentWriter.merge(segments, directory));
        }
        return segments.getFirst();
    }

    /** Brings the cache up to date. All packs must have their IDs, and all entries must be in files. */
    synchronized void writeCache() throws IOException {
        if (recent.size() > 0) {
            spill();
        }
        segments = List.of(IndexCache.write(directory, packs, segments, files));
    }

    synchronized void cover(FileName file) {
        files.add(file);
    }

    private synchronized boolean covers(FileName file) {
        return files.contains(file);
    }

    /** The ID of a pack; null while it is being written. */
    public @Nullable BlobId packId(int pack) {
        return packs.id(pack);
    }
}
