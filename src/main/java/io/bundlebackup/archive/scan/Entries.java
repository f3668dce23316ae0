package io.bundlebackup.archive.scan;

import io.bundlebackup.archive.tree.RacyTimestamps;
import io.bundlebackup.manifest.Entry;
import io.bundlebackup.manifest.Link;
import io.bundlebackup.manifest.ManifestHeader;
import io.bundlebackup.manifest.UnixTime;
import io.bundlebackup.manifest.Xattr;
import io.bundlebackup.posix.Errno;
import io.bundlebackup.posix.Handle;
import io.bundlebackup.posix.PosixException;
import io.bundlebackup.posix.Stat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Makes manifest entries from attributes. */
public final class Entries {
    private Entries() {}

    public static Entry directory(ScanEntry e, List<Xattr> xattrs, String fileName) {
        return entry(e, e.stat(), 0, null, null, xattrs, fileName);
    }

    public static Entry link(ScanEntry e, String fileName) {
        return entry(e, e.stat(), 0, null, new Link(Objects.requireNonNull(e.link())), List.of(), fileName);
    }

    public static Entry file(ScanEntry e, Stat stat, String sha256, List<Xattr> xattrs, String fileName) {
        return entry(e, stat, stat.size(), sha256, null, xattrs, fileName);
    }

    private static Entry entry(
            ScanEntry e,
            Stat stat,
            long size,
            @Nullable String sha256,
            @Nullable Link link,
            List<Xattr> xattrs,
            String fileName) {
        return new Entry(
                e.path(),
                stat.mode(),
                size,
                new UnixTime(stat.mtimeSeconds(), stat.mtimeNanos()),
                sha256,
                false,
                new UnixTime(stat.ctimeSeconds(), stat.ctimeNanos()),
                stat.inode(),
                stat.uid(),
                stat.gid(),
                link,
                xattrs,
                fileName);
    }

    /** The user's extended attributes of an open file or directory. */
    public static List<Xattr> xattrs(Handle handle) throws IOException {
        var names = handle.xattrNames();
        if (names.isEmpty()) {
            return List.of();
        }
        var xattrs = new ArrayList<Xattr>(names.size());
        for (var name : names) {
            var value = handle.xattr(name);
            if (value != null) {
                xattrs.add(new Xattr(name, value));
            }
        }
        if (!Xattr.fit(xattrs)) {
            throw new PosixException(Errno.E2BIG, "read the extended attributes");
        }
        return xattrs;
    }

    /**
     * The entry as the manifest shows it. If its timestamps are {@link RacyTimestamps racy} it has no ctime, so that the next
     * scan compares the content.
     */
    public static Entry settled(Entry entry, long begunAtMillis) {
        var ctime = entry.ctime();
        var racy = new RacyTimestamps(begunAtMillis);
        return ctime == null
                        || !racy.isRacy(ctime.seconds(), ctime.nanos())
                                && !racy.isRacy(entry.mtimeSeconds(), entry.mtimeNanos())
                ? entry
                : entry.withoutCtime();
    }

    /** As {@link #settled(Entry, long)}; a file that may change while it is read never keeps its ctime. */
    public static Entry settled(ScanEntry scanned, Entry line, ManifestHeader header) {
        return scanned.mayChange() ? line.withoutCtime() : settled(line, header.begunAt());
    }

    /** Whether neither content nor attributes changed between two calls of {@code stat}. */
    public static boolean same(Stat before, Stat after) {
        return before.size() == after.size()
                && before.mtimeSeconds() == after.mtimeSeconds()
                && before.mtimeNanos() == after.mtimeNanos()
                && before.ctimeSeconds() == after.ctimeSeconds()
                && before.ctimeNanos() == after.ctimeNanos()
                && before.inode() == after.inode();
    }
}
