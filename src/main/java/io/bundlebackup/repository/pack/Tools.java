package io.bundlebackup.repository.pack;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import io.bundlebackup.repository.blob.BlobId;
import io.bundlebackup.repository.crypto.SealKey;
import io.bundlebackup.repository.crypto.Sealer;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.function.Consumer;

/** Digest, ciphers, compression and two buffers for one thread at a time; a pool lends them. */
final class Tools implements AutoCloseable {
    /** Buffers that hold the largest blob of a file; larger ones, for trees, are not kept. */
    private static final int KEPT_BUFFER = 9 << 20;

    /** A block of zstd with 128 KiB takes four bytes at least. */
    private static final long MOST_EXPANSION = (128 << 10) / 4;

    private final Consumer<Tools> owner;
    final Sealer sealer;
    final BlobLocation location = new BlobLocation();
    private final MessageDigest digest;
    private final ZstdCompressCtx compression = new ZstdCompressCtx();
    private final ZstdDecompressCtx decompression = new ZstdDecompressCtx();
    private byte[] first = new byte[0];
    private byte[] second = new byte[0];

    /** @param owner gets the tools back */
    Tools(SealKey key, int level, Consumer<Tools> owner) {
        this.owner = owner;
        sealer = key.sealer();
        compression.setLevel(level);
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    BlobId digest(byte[] content, int offset, int length) {
        digest.update(content, offset, length);
        return BlobId.of(digest.digest());
    }

    BlobId digest(ByteBuffer content) {
        digest.update(content.duplicate());
        return BlobId.of(digest.digest());
    }

    /** A buffer of at least this length, with any content; until the next call. */
    byte[] first(int length) {
        if (first.length < length) {
            first = new byte[roomy(length)];
        }
        return first;
    }

    /** Another buffer. */
    byte[] second(int length) {
        if (second.length < length) {
            second = new byte[roomy(length)];
        }
        return second;
    }

    private static int roomy(int length) {
        return length > KEPT_BUFFER ? length : Math.min(KEPT_BUFFER, Math.max(64 << 10, length + length / 4));
    }

    /** Compresses into {@link #first}; returns the length. */
    int compress(byte[] content, int offset, int length) {
        int most = Math.toIntExact(Zstd.compressBound(length));
        return compression.compressByteArray(first(most), 0, most, content, offset, length);
    }

    /** Whether so many compressed bytes can be so many plain ones: a wrong length must not take memory that the content does not need. */
    static boolean mayHold(int compressed, long plain) {
        return plain <= MOST_EXPANSION * compressed;
    }

    /** Fills {@code into} with the decompressed content; returns false if that does not fit exactly or is not compressed. */
    boolean decompress(byte[] content, int length, byte[] into) {
        try {
            return decompression.decompressByteArray(into, 0, into.length, content, 0, length) == into.length;
        } catch (ZstdException e) {
            return false;
        }
    }

    /** Returns the tools to their owner. */
    @Override
    public void close() {
        if (first.length > KEPT_BUFFER) {
            first = new byte[0];
        }
        if (second.length > KEPT_BUFFER) {
            second = new byte[0];
        }
        owner.accept(this);
    }

    /** Frees the native memory. */
    void free() {
        compression.close();
        decompression.close();
        Arrays.fill(first, (byte) 0);
        Arrays.fill(second, (byte) 0);
    }
}
