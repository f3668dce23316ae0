package io.bundlebackup.upload.receive;

import io.bundlebackup.capacity.Buffers;
import io.bundlebackup.upload.store.UploadFiles;
import java.io.IOException;

/** Writes bodies into files as they come. Thread-safe. */
record BodyWriter(UploadFiles files, Buffers buffers) {
    /**
     * Takes a body to its end, however it comes; nothing is flushed.
     *
     * @param most how many bytes there may be
     * @param allowed throws if nothing may come any more; asked before anything is written
     * @return whether there were no more than that; else what was too much, and more, was not written
     */
    boolean write(DigestingBody body, long most, WriteLease lease, Runnable allowed) throws IOException {
        var buffer = buffers.take();
        try {
            for (int count = body.fill(buffer, lease::isHeld); count > 0; count = body.fill(buffer, lease::isHeld)) {
                if (body.arrived() > most) {
                    return false;
                }
                allowed.run();
                // Refused before the disk is: others live on it too.
                files.requireSpace(count);
                lease.write(buffer, count);
            }
            return true;
        } finally {
            buffers.giveBack(buffer);
        }
    }
}
