package io.bundlebackup.archive.unpack;

import io.bundlebackup.manifest.Entry;
import io.bundlebackup.posix.OpenFile;
import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The entries of one part whose digests are known, as long as the part is unchanged since they were computed. Not thread-safe. */
final class KnownEntries implements Closeable {
    private final String fileName;
    private final @Nullable ArrivedContent arrived;
    private @Nullable TarDigests digests;
    private boolean trusted;

    KnownEntries(String fileName, @Nullable ArrivedContent arrived) {
        this.fileName = fileName;
        this.arrived = arrived;
    }

    void begin(OpenFile part) throws IOException {
        if (arrived != null && arrived.entries() != null && arrived.isOf(part)) {
            digests = TarDigests.open(arrived.entries());
        }
    }

    /**
     * Whether the content at a position of the part is known to be that of a line; otherwise it has to be digested.
     *
     * @param position larger than at the call before
     */
    boolean confirm(Entry line, long position) throws IOException {
        var known = digests == null ? null : digests.at(position);
        boolean confirmed = known != null && known.equals(line.sha256());
        trusted |= confirmed;
        return confirmed;
    }

    /** Refuses the part if content was confirmed and the part was changed meanwhile. */
    void requireUnchanged(OpenFile part) throws IOException {
        if (trusted && arrived != null && !arrived.isOf(part)) {
            throw new InvalidUploadException(fileName, fileName + " was changed while it was unpacked.");
        }
    }

    /** From now on nothing is confirmed. */
    @Override
    public void close() throws IOException {
        if (digests != null) {
            digests.close();
            digests = null;
        }
    }
}
