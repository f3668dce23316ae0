package io.bundlebackup.restore.exchange;

import io.bundlebackup.archive.unpack.UnsetAttribute;
import io.bundlebackup.archive.unpack.UnsetAttribute.Kind;
import io.bundlebackup.manifest.Xattr;
import io.bundlebackup.posix.Directory;
import io.bundlebackup.posix.Handle;
import io.bundlebackup.posix.PosixException;
import io.bundlebackup.posix.Stat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The attributes of a directory; converted to a line of text and back. */
public record RootAttributes(int mode, long uid, long gid, long seconds, int nanos, List<Xattr> xattrs) {
    private static final Logger log = LoggerFactory.getLogger(RootAttributes.class);
    private static final int PERMISSIONS = 07777;

    public static RootAttributes of(Directory directory) throws IOException {
        Stat stat = directory.stat();
        return new RootAttributes(
                stat.mode() & PERMISSIONS,
                stat.uid(),
                stat.gid(),
                stat.mtimeSeconds(),
                stat.mtimeNanos(),
                xattrs(directory));
    }

    /** The user's extended attributes of an open file or directory, in the order of manifests. */
    public static List<Xattr> xattrs(Handle handle) throws IOException {
        var xattrs = new ArrayList<Xattr>();
        for (byte[] name : handle.xattrNames()) {
            byte[] value = handle.xattr(name);
            if (value != null) {
                xattrs.add(new Xattr(name, value));
            }
        }
        return xattrs;
    }

    String line() {
        var base64 = Base64.getEncoder();
        return mode + " " + uid + " " + gid + " " + seconds + " " + nanos + " "
                + xattrs.stream()
                        .map(x -> base64.encodeToString(x.name()) + ":" + base64.encodeToString(x.value()))
                        .collect(Collectors.joining(","));
    }

    static RootAttributes read(String line) {
        var columns = line.split(" ", -1);
        var xattrs = new ArrayList<Xattr>();
        if (!columns[5].isEmpty()) {
            for (var one : columns[5].split(",")) {
                int colon = one.indexOf(':');
                xattrs.add(new Xattr(
                        Base64.getDecoder().decode(one.substring(0, colon)),
                        Base64.getDecoder().decode(one.substring(colon + 1))));
            }
        }
        return new RootAttributes(
                Integer.parseInt(columns[0]),
                Long.parseLong(columns[1]),
                Long.parseLong(columns[2]),
                Long.parseLong(columns[3]),
                Integer.parseInt(columns[4]),
                xattrs);
    }

    private interface Setting {
        void set() throws IOException;
    }

    /** Sets all attributes, as far as the process may and the file system can; the log names the others. Repeatable. */
    public void giveTo(Directory directory) throws IOException {
        for (byte[] name : directory.xattrNames()) {
            attempt(Kind.XATTR, () -> directory.removeXattr(name));
        }
        for (var xattr : xattrs) {
            attempt(Kind.XATTR, () -> directory.setXattr(xattr.name(), xattr.value()));
        }
        attempt(Kind.OWNER, () -> directory.setOwner(uid, gid));
        attempt(Kind.MODE, () -> directory.setMode(mode));
        attempt(Kind.TIME, () -> directory.setModified(seconds, nanos));
    }

    private static void attempt(Kind kind, Setting setting) throws IOException {
        try {
            setting.set();
        } catch (PosixException e) {
            if (!UnsetAttribute.isUnable(kind, e)) {
                throw e;
            }
            log.warn(
                    "An attribute of a data directory, or of an earlier state of it, could not be set: {}",
                    e.getMessage());
        }
    }
}
