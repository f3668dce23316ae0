package io.bundlebackup.repository.pack;

import io.bundlebackup.repository.blob.BlobId;
import io.bundlebackup.repository.crypto.BrokenSealException;
import io.bundlebackup.repository.place.FileName;
import io.bundlebackup.repository.place.FileType;
import java.io.EOFException;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;

/** Writes needed blobs of sparse packs into new packs, and the index without packs that go. */
public final class PackRewriter {
    private static final int BLOBS_OF_A_FILE = 50_000;

    private final SealedFiles files;
    private final ToolPool pool;
    private final PackUsage usage;
    private final int[] starts;
    private final int[] order;

    /** @param usage counted */
    public PackRewriter(SealedFiles files, ToolPool pool, PackUsage usage) {
        this.files = files;
        this.pool = pool;
        this.usage = usage;
        starts = usage.starts();
        order = usage.byPack(starts);
    }

    /**
     * Copies the needed blobs of the packs that are less than half needed. Each blob is checked. A pack with a damaged blob stays as it is.
     *
     * @param most how many bytes are copied at most
     * @return the packs whose needed blobs now lie in other packs
     */
    public Set<BlobId> repack(long most, int packSize) throws IOException, InterruptedException {
        var sparse = usage.sparse(most);
        if (sparse.isEmpty()) {
            return Set.of();
        }
        var copied = new HashSet<BlobId>();
        try (var writer = new PackWriter(files, pool, usage.index, packSize)) {
            for (int number : sparse) {
                var pack = usage.existing(number);
                if (pack != null && copy(pack, number, writer)) {
                    copied.add(pack);
                }
            }
            writer.complete();
        }
        return copied;
    }

    private boolean copy(BlobId pack, int number, PackWriter writer) throws IOException, InterruptedException {
        try (var tools = pool.take();
                var file = files.place().open(FileName.of(FileType.DATA, pack))) {
            for (var blob : usage.blobs(number, order, starts[number], true)) {
                var sealed = new byte[blob.length()];
                file.read(blob.offset(), sealed, 0, sealed.length);
                var location = tools.location;
                location.length = blob.length();
                location.uncompressed = blob.uncompressed();
                PackReader.open(sealed, location, blob.id(), tools);
                writer.copy(blob.id(), blob.type(), sealed, sealed.length, blob.uncompressed());
            }
            return true;
        } catch (BrokenSealException | EOFException e) {
            return false;
        }
    }

    /**
     * Replaces all files of the index: writes new ones without some packs and without packs that are missing, then removes the old ones.
     * A kill in between leaves every other pack in an index.
     */
    public void rewriteIndex(Set<BlobId> without) throws IOException {
        var old = files.list(FileType.INDEX);
        var written = new HashSet<FileName>();
        var writer = new IndexFile.Writer();
        for (int number = 0; number < starts.length - 1; number++) {
            var pack = usage.existing(number);
            if (pack == null || without.contains(pack) || starts[number] == starts[number + 1]) {
                continue;
            }
            writer.add(pack, usage.blobs(number, order, starts[number], false));
            if (writer.blobs() >= BLOBS_OF_A_FILE) {
                written.add(files.save(FileType.INDEX, writer.finish()));
                writer = new IndexFile.Writer();
            }
        }
        if (writer.blobs() > 0) {
            written.add(files.save(FileType.INDEX, writer.finish()));
        }
        for (var file : old) {
            if (!written.contains(file)) {
                files.place().remove(file);
            }
        }
    }
}
