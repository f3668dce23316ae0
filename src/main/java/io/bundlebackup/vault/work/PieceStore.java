package io.bundlebackup.vault.work;

import io.bundlebackup.archive.tree.Digests;
import io.bundlebackup.archive.tree.Interrupts;
import io.bundlebackup.archive.tree.Workers;
import io.bundlebackup.posix.OpenFile;
import io.bundlebackup.repository.blob.BlobId;
import io.bundlebackup.repository.blob.BlobType;
import io.bundlebackup.repository.blob.BlobWriter;
import io.bundlebackup.repository.tree.Chunker;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Reads one file after the other, cuts and stores the content. Of a large file, pieces are stored and digested by other threads while the
 * next piece is read. Memory: one piece, and pieces in the shared buffers. Not thread-safe.
 */
final class PieceStore {
    private static final int BUFFER = 1 << 18;

    private final SnapshotStore store;
    private final Workers savers;
    private final PieceBuffers buffers;

    private final ByteBuffer direct = ByteBuffer.allocateDirect(BUFFER);
    private final MessageDigest digest = Digests.sha256();
    private final ArrayDeque<Pending> pending = new ArrayDeque<>();
    private final List<BlobId> pieces = new ArrayList<>();
    private final Amounts amounts = new Amounts();
    private Chunker.Cut cut;
    /** Whether the file is one piece, whose ID is its SHA-256. */
    private boolean single;

    private byte[] piece = PieceBuffers.create();
    private int length;

    /** A piece that other threads store, and add to the digest of the file. */
    private record Pending(
            Workers.Job<BlobWriter.Stored> saved, Workers.Job<Boolean> digested, byte[] buffer, int length) {}

    /**
     * @param savers threads that store pieces and do nothing else, so that a reader may wait for them
     * @param buffers shared by all readers
     */
    PieceStore(SnapshotStore store, Workers savers, PieceBuffers buffers) {
        this.store = store;
        this.savers = savers;
        this.buffers = buffers;
        this.cut = store.chunker().begin();
    }

    /** What was stored so far and was new. */
    Amounts amounts() {
        return amounts;
    }

    /** As {@link io.bundlebackup.archive.pack.FileReading.Target#take}. Reads by position, so that a fifo that took the file's place is not read. */
    long take(OpenFile file, long size) throws IOException, InterruptedException {
        drop();
        digest.reset();
        cut = store.chunker().begin();
        single = size <= Chunker.SHORTEST;
        long position = 0;
        while (true) {
            Interrupts.check("reading a file");
            int asked = (int) Math.min(BUFFER, size - position + 1);
            int count = file.read(direct.clear().limit(asked), position);
            if (count <= 0) {
                return position;
            }
            append((int) Math.min(count, size - position));
            position += count;
            if (position > size || position == size && count < asked) {
                return position;
            }
        }
    }

    private void append(int count) throws IOException, InterruptedException {
        piece = PieceBuffers.grown(piece, length + count);
        direct.flip().get(piece, length, count);
        int from = length;
        length += count;
        if (single) {
            return;
        }
        for (int end = cut.next(piece, from, length); end >= 0; end = cut.next(piece, 0, length)) {
            endPiece(end);
        }
    }

    /** Has the first bytes of the buffer stored; the rest begins the next piece. */
    private void endPiece(int end) throws IOException, InterruptedException {
        int rest = length - end;
        if (!pending.isEmpty()) {
            // Pieces are digested in their order.
            pending.getLast().digested.result();
        }
        var next = buffers.tryTake();
        if (next == null && !pending.isEmpty()) {
            next = finishFirst();
        }
        if (next == null) {
            add(save(piece, end), end);
            digest.update(piece, 0, end);
            System.arraycopy(piece, end, piece, 0, rest);
        } else {
            var full = piece;
            piece = PieceBuffers.grown(next, rest);
            System.arraycopy(full, end, piece, 0, rest);
            var digested = savers.submit(() -> {
                digest.update(full, 0, end);
                return true;
            });
            pending.add(new Pending(savers.submit(() -> save(full, end)), digested, full, end));
        }
        length = rest;
    }

    private BlobWriter.Stored save(byte[] bytes, int count) throws IOException, InterruptedException {
        return store.writer().save(BlobType.DATA, ByteBuffer.wrap(bytes, 0, count));
    }

    private void add(BlobWriter.Stored stored, int count) {
        pieces.add(stored.id());
        amounts.add(stored, count);
    }

    /** Waits for the first of the pending pieces; returns its buffer. */
    private byte[] finishFirst() throws IOException, InterruptedException {
        var first = pending.getFirst();
        first.digested.result();
        var stored = first.saved.result();
        pending.removeFirst();
        add(stored, first.length);
        return first.buffer;
    }

    /** Stores the rest of the file; returns the SHA-256 of the whole file. */
    String sha256() throws IOException, InterruptedException {
        var last = length == 0 ? null : save(piece, length);
        while (!pending.isEmpty()) {
            buffers.give(finishFirst());
        }
        if (last != null) {
            add(last, length);
            digest.update(piece, 0, length);
        }
        length = 0;
        return single && last != null ? last.id().toString() : HexFormat.of().formatHex(digest.digest());
    }

    /** The pieces of the last file, whose {@link #sha256} was taken. */
    List<BlobId> pieces() {
        return List.copyOf(pieces);
    }

    /** Forgets the last file. No thread stores a piece of it afterwards. */
    void drop() {
        for (var each : pending) {
            each.saved.stop();
            each.digested.stop();
            buffers.give(each.buffer);
        }
        pending.clear();
        pieces.clear();
        length = 0;
        if (piece.length > Chunker.LONGEST >> 1) {
            piece = PieceBuffers.create();
        }
    }
}
