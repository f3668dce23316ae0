package io.bundlebackup.repository.pack;

import io.bundlebackup.repository.blob.BlobId;
import io.bundlebackup.repository.place.FileName;
import io.bundlebackup.repository.place.FileType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The file in which the sorted index of a repository is kept, so that a start reads no index files. It is a cache: a file that is missing
 * or damaged is made anew. Behind the entries are the IDs of the packs, the IDs of the files that it covers, three counts, a mark, and a
 * checksum of everything.
 *
 * @param files the files in {@code index/} whose content this is
 */
record IndexCache(PackTable packs, IndexSegment entries, Set<FileName> files) {
    private static final String NAME = "index";
    private static final long MARK = 0x626c_6f62_6964_7801L;
    private static final int TAIL = 4 * Long.BYTES;
    private static final int PIECE = 1 << 30;

    /** Null if there is no cache, or a damaged one. */
    static @Nullable IndexCache read(Path directory) throws IOException {
        try (var channel = FileChannel.open(directory.resolve(NAME), StandardOpenOption.READ)) {
            long size = channel.size() - TAIL - Long.BYTES;
            if (size < 0 || size > (long) Integer.MAX_VALUE * IndexEntries.BYTES) {
                return null;
            }
            var tail = channel.map(FileChannel.MapMode.READ_ONLY, size, TAIL + Long.BYTES);
            long entries = tail.getLong();
            long packs = tail.getLong();
            long files = tail.getLong();
            if (tail.getLong() != MARK
                    || entries * IndexEntries.BYTES + (packs + files) * BlobId.LENGTH != size
                    || tail.getLong() != checksum(channel, size + TAIL)) {
                return null;
            }
            return read(channel, (int) entries, (int) packs, (int) files);
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    private static IndexCache read(FileChannel channel, int entries, int packs, int files) throws IOException {
        long end = (long) entries * IndexEntries.BYTES;
        var ids = channel.map(FileChannel.MapMode.READ_ONLY, end, (long) (packs + files) * BlobId.LENGTH);
        var table = new PackTable();
        for (int i = 0; i < packs; i++) {
            table.number(BlobId.read(ids));
        }
        var covered = new HashSet<FileName>();
        for (int i = 0; i < files; i++) {
            covered.add(FileName.of(FileType.INDEX, BlobId.read(ids)));
        }
        return new IndexCache(table, IndexSegment.map(channel, entries), covered);
    }

    /**
     * Replaces the cache in a directory.
     *
     * @param packs all have their IDs
     * @return the entries of all segments
     */
    static IndexSegment write(Path directory, PackTable packs, List<IndexSegment> segments, Set<FileName> files)
            throws IOException {
        Files.createDirectories(directory);
        var partial = SegmentWriter.newName(directory);
        try {
            IndexSegment entries;
            try (var writer = new SegmentWriter(partial)) {
                writer.addAll(segments);
                entries = writer.finish();
                int count = packs.size();
                var ids = ByteBuffer.allocate((count + files.size()) * BlobId.LENGTH + TAIL);
                for (int pack = 0; pack < count; pack++) {
                    Objects.requireNonNull(packs.id(pack)).write(ids);
                }
                files.forEach(file -> file.id().write(ids));
                ids.putLong(entries.size()).putLong(count).putLong(files.size()).putLong(MARK);
                writer.append(ids.flip());
            }
            try (var channel = FileChannel.open(partial, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                long size = channel.size();
                var checksum = ByteBuffer.allocate(Long.BYTES).putLong(0, checksum(channel, size));
                channel.write(checksum, size);
            }
            Files.move(
                    partial,
                    directory.resolve(NAME),
                    StandardCopyOption.REPLACE_EXISTING,
                    StandardCopyOption.ATOMIC_MOVE);
            return entries;
        } finally {
            Files.deleteIfExists(partial);
        }
    }

    private static long checksum(FileChannel channel, long end) throws IOException {
        var checksum = new CRC32C();
        for (long at = 0; at < end; at += PIECE) {
            checksum.update(channel.map(FileChannel.MapMode.READ_ONLY, at, Math.min(PIECE, end - at)));
        }
        return checksum.getValue();
    }
}
