package io.bundlebackup.archive;

import io.bundlebackup.manifest.Entry;
import io.bundlebackup.manifest.RawPath;
import io.bundlebackup.manifest.UnixTime;
import io.bundlebackup.manifest.Xattr;
import io.bundlebackup.posix.Directory;
import io.bundlebackup.posix.Errno;
import io.bundlebackup.posix.Handle;
import io.bundlebackup.posix.PosixException;
import io.bundlebackup.posix.Stat;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Sets what is true of a file besides its content. An owner that this process may not give stays its own, and then nothing gets a
 * set-id bit; how often that was is counted. Thread-safe.
 */
final class Attribution {
    private static final int MODE = 07777;
    private static final int SET_ID = 06000;

    private final AtomicLong failedOwners = new AtomicLong();
    private final AtomicReference<@Nullable RawPath> firstFailed = new AtomicReference<>();

    /** Owner, rights and time. */
    record Attributes(int mode, long uid, long gid, UnixTime mtime) {
        static Attributes of(Entry line) {
            return new Attributes(line.mode() & MODE, line.uid(), line.gid(), line.mtime());
        }

        static Attributes of(Stat stat) {
            return new Attributes(
                    stat.mode() & MODE, stat.uid(), stat.gid(), new UnixTime(stat.mtimeSeconds(), stat.mtimeNanos()));
        }
    }

    long failedOwners() {
        return failedOwners.get();
    }

    @Nullable
    RawPath firstFailed() {
        return firstFailed.get();
    }

    /**
     * Gives a file or directory that this process owns its attributes: extended ones while it still may write, the time last.
     */
    void set(Handle handle, RawPath path, Attributes attributes, List<Xattr> xattrs) throws IOException {
        setXattrs(handle, xattrs);
        set(handle, path, attributes);
    }

    void setXattrs(Handle handle, List<Xattr> xattrs) throws IOException {
        for (var xattr : xattrs) {
            handle.setXattr(xattr.name(), xattr.value());
        }
    }

    void set(Handle handle, RawPath path, Attributes attributes) throws IOException {
        boolean owned = true;
        try {
            handle.setOwner(attributes.uid, attributes.gid);
        } catch (PosixException e) {
            failed(path, e);
            owned = false;
        }
        // After the owner, whose change takes set-id bits away.
        handle.setMode(owned ? attributes.mode : attributes.mode & ~SET_ID);
        handle.setModified(attributes.mtime.seconds(), attributes.mtime.nanos());
    }

    /** Of a symbolic link itself. */
    void setLink(Directory parent, RawPath path, Attributes attributes) throws IOException {
        var name = path.name();
        try {
            parent.changes().setLinkOwner(name, attributes.uid, attributes.gid);
        } catch (PosixException e) {
            failed(path, e);
        }
        parent.changes().setLinkModified(name, attributes.mtime.seconds(), attributes.mtime.nanos());
    }

    /** {@code EINVAL}: a number that the user namespace of this process, or any, does not have. */
    private void failed(RawPath path, PosixException e) throws PosixException {
        if (e.errno() != Errno.EPERM && e.errno() != Errno.EINVAL) {
            throw e;
        }
        failedOwners.incrementAndGet();
        firstFailed.compareAndSet(null, path);
    }
}
