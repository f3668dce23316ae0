package io.bundlebackup.restore.snapshot;

import io.bundlebackup.archive.unpack.ContentLostException;
import io.bundlebackup.archive.unpack.FileSource;
import io.bundlebackup.manifest.RawPath;
import java.io.IOException;
import java.io.OutputStream;

/** An open snapshot. Its files are found by one thread; what was found is read by any number of threads. */
public interface StoredSnapshot extends AutoCloseable {
    /**
     * Copies the manifest, or makes it of a snapshot that has none.
     *
     * @throws ContentLostException if the manifest is damaged or missing
     */
    void copyManifest(OutputStream to) throws IOException, InterruptedException;

    /**
     * The content of a file. Call in the order of paths; memory: the directories above one path.
     *
     * @throws ContentLostException if the snapshot has no such file, or the directory with the file is damaged or missing; files of other
     *     directories can still be found
     */
    FileSource find(RawPath path) throws IOException;

    @Override
    void close();
}
