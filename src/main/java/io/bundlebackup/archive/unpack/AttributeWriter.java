package io.bundlebackup.archive.unpack;

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
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Sets the attributes of files. An attribute that this process may not set, or that the file system does not support, is
 * counted and left as it is; a file that did not get its owner gets no set-id bit. A broken or full disk ends the call.
 * Thread-safe.
 */
final class AttributeWriter {
    private static final int MODE = 07777;
    private static final int SET_ID = 06000;
    private static final int SET_GROUP_ID = 02000;

    private final Map<UnsetAttribute.Kind, UnsetAttribute> unset = new ConcurrentHashMap<>();
    private volatile boolean setIdsForbidden;

    /** Owner, mode and time. */
    record Attributes(int mode, long uid, long gid, UnixTime mtime) {
        static Attributes of(Entry line) {
            return new Attributes(line.mode() & MODE, line.uid(), line.gid(), line.mtime());
        }

        static Attributes of(Stat stat) {
            return new Attributes(
                    stat.mode() & MODE, stat.uid(), stat.gid(), new UnixTime(stat.mtimeSeconds(), stat.mtimeNanos()));
        }
    }

    private interface Setting {
        void set() throws IOException;
    }

    /** The attributes that could not be set so far: at most one element for each kind, in the order of the kinds. */
    List<UnsetAttribute> unset() {
        return unset.values().stream()
                .sorted(Comparator.comparing(UnsetAttribute::kind))
                .toList();
    }

    /** From now on no file of the manifest gets a set-id bit. */
    void forbidSetIds() {
        setIdsForbidden = true;
    }

    /** The attributes for a file of the manifest. */
    Attributes ofFile(Entry line) {
        var attributes = Attributes.of(line);
        if (!setIdsForbidden || (attributes.mode & SET_ID) == 0) {
            return attributes;
        }
        count(UnsetAttribute.Kind.SET_ID, line.path(), new PosixException(Errno.EPERM, "set the set-id bits"));
        return new Attributes(attributes.mode & ~SET_ID, attributes.uid, attributes.gid, attributes.mtime);
    }

    private void count(UnsetAttribute.Kind kind, RawPath path, PosixException cause) {
        unset.merge(kind, new UnsetAttribute(kind, 1, path, cause), (first, another) -> first.oneMore());
    }

    /**
     * Sets the attributes of a file or directory that this process owns: extended attributes while it still may write, the
     * time last.
     */
    void set(Handle handle, RawPath path, Attributes attributes, List<Xattr> xattrs) throws IOException {
        setXattrs(handle, path, xattrs);
        set(handle, path, attributes);
    }

    void setXattrs(Handle handle, RawPath path, List<Xattr> xattrs) throws IOException {
        for (var xattr : xattrs) {
            attempt(UnsetAttribute.Kind.XATTR, path, () -> handle.setXattr(xattr.name(), xattr.value()));
        }
    }

    void set(Handle handle, RawPath path, Attributes attributes) throws IOException {
        boolean owned = attempt(UnsetAttribute.Kind.OWNER, path, () -> handle.setOwner(attributes.uid, attributes.gid));
        // After the owner: a change of the owner removes set-id bits.
        setMode(handle, path, owned ? attributes.mode : attributes.mode & ~SET_ID);
        attempt(
                UnsetAttribute.Kind.TIME,
                path,
                () -> handle.setModified(attributes.mtime.seconds(), attributes.mtime.nanos()));
    }

    void setMode(Handle handle, RawPath path, int mode) throws IOException {
        attempt(UnsetAttribute.Kind.MODE, path, () -> {
            handle.setMode(mode);
            // With CAP_FOWNER but without CAP_FSETID the kernel leaves the bit out, and reports no error.
            if ((mode & SET_GROUP_ID) != 0 && (handle.stat().mode() & SET_GROUP_ID) == 0) {
                throw new PosixException(Errno.EPERM, "set the set-group-ID bit");
            }
        });
    }

    /** Sets the attributes of a symbolic link itself. */
    void setLink(Directory parent, RawPath path, Attributes attributes) throws IOException {
        var name = path.name();
        attempt(
                UnsetAttribute.Kind.OWNER,
                path,
                () -> parent.changes().setLinkOwner(name, attributes.uid, attributes.gid));
        attempt(
                UnsetAttribute.Kind.TIME,
                path,
                () -> parent.changes().setLinkModified(name, attributes.mtime.seconds(), attributes.mtime.nanos()));
    }

    private boolean attempt(UnsetAttribute.Kind kind, RawPath path, Setting setting) throws IOException {
        try {
            setting.set();
            return true;
        } catch (PosixException e) {
            if (!UnsetAttribute.isUnable(kind, e)) {
                throw e;
            }
            count(kind, path, e);
            return false;
        }
    }
}
