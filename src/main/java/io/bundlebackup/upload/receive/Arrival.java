package io.bundlebackup.upload.receive;

import io.bundlebackup.archive.tar.ByteLender;
import io.bundlebackup.archive.tar.TarLimits;
import io.bundlebackup.archive.unpack.ArrivedContent;
import io.bundlebackup.archive.unpack.TarDigests;
import io.bundlebackup.manifest.DeliveredName;
import io.bundlebackup.posix.Directory;
import io.bundlebackup.upload.store.UploadFiles;
import io.bundlebackup.upload.store.UploadName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one request computes of an upload while it arrives, for the restore that compares the upload with the manifest. A failure here only
 * costs that restore time. Used by one thread at a time.
 */
final class Arrival implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Arrival.class);

    /** What is read of a tar while it arrives may take little memory; what these limits refuse is read when it is unpacked. */
    private static final TarLimits LIMITS = new TarLimits(Long.MAX_VALUE, Long.MAX_VALUE, 1 << 12);

    private final UploadName name;
    private final String file;
    private final UploadFiles files;
    private boolean begun;
    private boolean entriesKnown;
    private boolean completed;

    /** @param file the name of the file that the bytes are written to */
    Arrival(UploadName name, String file, UploadFiles files) {
        this.name = name;
        this.file = file;
        this.files = files;
    }

    /** Digests the entries of a tar, if the upload may be one. */
    void read(ByteLender bytes) throws IOException {
        if (!DeliveredName.isTar(name.uri()) || !files.arrivals().tryBeginReading()) {
            return;
        }
        begun = true;
        try {
            TarDigests.write(bytes, LIMITS, files.digests(name.bundle(), file));
            entriesKnown = true;
        } finally {
            files.arrivals().endReading();
        }
    }

    /**
     * Remembers what is known of the file, whose bytes are durable and are written no more.
     *
     * @param digest of the whole; null if it was not computed
     */
    void complete(@Nullable ContentDigest digest) {
        var sha256 = digest == null ? null : digest.hex();
        if (digest == null || sha256 == null && !entriesKnown) {
            return;
        }
        try (var directory = Directory.open(files.directory(name.bundle()))) {
            var content = new ArrivedContent(
                    directory.stat(file.getBytes(StandardCharsets.US_ASCII)),
                    sha256,
                    digest.zeroBytes(),
                    entriesKnown ? files.digests(name.bundle(), file) : null);
            files.arrivals().put(name.bundle(), file, content);
            completed = true;
        } catch (IOException e) {
            log.debug("What is known of an upload is not kept; the restore digests the upload again.", e);
        }
    }

    /** Removes the digests of what is not complete. */
    @Override
    public void close() {
        try {
            if (begun && !completed) {
                files.deleteDigests(name.bundle(), file);
            }
        } catch (IOException e) {
            log.warn("A file of an upload could not be removed; the next start of the service removes it.", e);
        }
    }
}
