package io.bundlebackup.repository;

import io.bundlebackup.repository.blob.BlobId;
import io.bundlebackup.repository.blob.BlobType;
import io.bundlebackup.repository.blob.BlobWriter;
import io.bundlebackup.repository.pack.PackWriter;
import io.bundlebackup.repository.pack.SealedFiles;
import io.bundlebackup.repository.place.FileType;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Writes into a repository under a common lock. Order: blobs, {@link #complete}, snapshot; so a snapshot that is listed is whole. A writer
 * that is closed earlier, or killed, leaves full packs that the next writer uses.
 */
public final class RepositoryWriter implements BlobWriter, AutoCloseable {
    private final RepositoryLock lock;
    private final PackWriter packs;
    private final SealedFiles files;
    private final PackMarks marks;
    private final int adoptedPacks;

    RepositoryWriter(RepositoryLock lock, PackWriter packs, SealedFiles files, PackMarks marks) throws IOException {
        this.lock = lock;
        this.packs = packs;
        this.files = files;
        this.marks = marks;
        adoptedPacks = packs.adopt();
        packs.mark(marks.load().keySet());
    }

    /** How many packs of killed writers are used again. */
    public int adoptedPacks() {
        return adoptedPacks;
    }

    @Override
    public Stored save(BlobType type, ByteBuffer content) throws IOException, InterruptedException {
        return packs.save(type, content);
    }

    /**
     * Makes everything durable that has been saved, and lists it in the index. No other thread may be saving. Further blobs may be saved
     * afterwards.
     *
     * @throws RepositoryLockedException if another process has removed the lock: its prune may have deleted packs
     */
    public void complete() throws IOException, InterruptedException {
        lock.requireHeld();
        marks.remove(packs.usedMarked());
        packs.complete();
    }

    /**
     * Completes, and writes the file of a snapshot; durable when this returns.
     *
     * @param json restic's
     * @return the ID that restic shows
     */
    public BlobId saveSnapshot(byte[] json) throws IOException, InterruptedException {
        complete();
        lock.requireHeld();
        return files.save(FileType.SNAPSHOT, json).id();
    }

    @Override
    public void close() throws IOException {
        try (lock) {
            packs.close();
        }
    }
}
