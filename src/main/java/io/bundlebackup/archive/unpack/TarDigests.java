package io.bundlebackup.archive.unpack;

import io.bundlebackup.archive.tar.ByteLender;
import io.bundlebackup.archive.tar.TarEntry;
import io.bundlebackup.archive.tar.TarLimits;
import io.bundlebackup.archive.tar.TarReader;
import io.bundlebackup.archive.tree.Digests;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The SHA-256 of the files in a tar, in a file beside the tar: 40 bytes for each, in the order of the tar. They are computed while the tar
 * arrives, and looked up when it is unpacked. A lookup can only confirm what a manifest says: where the file has no digest, or another one,
 * the content is digested again. So nothing depends on the file being complete, and it need not be durable. Not thread-safe.
 */
public final class TarDigests implements Closeable {
    private static final int LENGTH = 32;

    private final DataInputStream in;
    /** Where the content begins in the tar that the digest belongs to; {@link Long#MAX_VALUE} at the end. */
    private long position = -1;

    private final byte[] digest = new byte[LENGTH];

    private TarDigests(InputStream file) {
        in = new DataInputStream(new BufferedInputStream(file));
    }

    /**
     * Digests the files of a tar, as far as the tar can be read. Sparse files are left out: a few bytes can describe more zeros than can be
     * digested.
     *
     * @param file is created when there is a digest to write
     * @throws IOException if the tar is refused, or the file cannot be written; the file is of no use then
     */
    public static void write(ByteLender tar, TarLimits limits, Path file) throws IOException {
        var reader = new TarReader(tar, limits);
        var sha256 = Digests.sha256();
        DataOutputStream out = null;
        try {
            for (var entry = reader.next(); entry != null; entry = reader.next()) {
                if (entry.type() != TarEntry.Type.FILE || reader.isSparse()) {
                    continue;
                }
                if (out == null) {
                    out = new DataOutputStream(new BufferedOutputStream(
                            Files.newOutputStream(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)));
                }
                out.writeLong(reader.contentPosition());
                reader.digest(sha256);
                out.write(sha256.digest());
            }
        } finally {
            if (out != null) {
                out.close();
            }
        }
    }

    /** Opens what {@link #write} has written; null if the file is gone. */
    static @Nullable TarDigests open(Path file) throws IOException {
        try {
            return new TarDigests(Files.newInputStream(file));
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    /**
     * The digest of the file whose content begins at this position, in hexadecimal digits; null if it is not known.
     *
     * @param at larger than at the call before
     */
    @Nullable
    String at(long at) throws IOException {
        while (position < at) {
            advance();
        }
        return position == at ? HexFormat.of().formatHex(digest) : null;
    }

    private void advance() throws IOException {
        try {
            position = in.readLong();
            in.readFully(digest);
        } catch (EOFException e) {
            position = Long.MAX_VALUE;
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
