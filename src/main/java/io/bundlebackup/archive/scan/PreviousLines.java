package io.bundlebackup.archive.scan;

import io.bundlebackup.archive.tree.RacyTimestamps;
import io.bundlebackup.manifest.Entry;
import io.bundlebackup.manifest.ManifestReader;
import io.bundlebackup.manifest.RawPath;
import io.bundlebackup.posix.Stat;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The manifest of the previous backup, read in step with a scan, which has the same order. Constant memory. Not
 * thread-safe.
 */
public final class PreviousLines implements Closeable {
    private final ManifestReader lines;
    private final RacyTimestamps racy;
    private final boolean findsByPath;
    private @Nullable Entry line;

    /** @param begunAtMillis when the scan began */
    public PreviousLines(Path manifest, long begunAtMillis) throws IOException {
        this(manifest, begunAtMillis, false);
    }

    /** @param findsByPath as {@link Baseline#findsByPath} */
    PreviousLines(Path manifest, long begunAtMillis, boolean findsByPath) throws IOException {
        this.findsByPath = findsByPath;
        racy = new RacyTimestamps(begunAtMillis);
        lines = ManifestReader.open(manifest);
        try {
            line = lines.next();
        } catch (IOException | RuntimeException e) {
            lines.close();
            throw e;
        }
    }

    /**
     * The previous line of an entry; null if it had none. Skips the lines before it.
     */
    @Nullable
    Entry at(byte[] path) throws IOException {
        var here = line;
        while (here != null) {
            int order = compare(here.path().bytes(), path);
            if (order >= 0) {
                return order == 0 ? here : null;
            }
            here = lines.next();
            line = here;
        }
        return null;
    }

    private static int compare(byte[] a, byte[] b) {
        return RawPath.compare(a, 0, a.length, b, 0, b.length);
    }

    /** The reader, at the line that {@link #at} found last. */
    ManifestReader reader() {
        return lines;
    }

    /** Whether a file of a walk was not in the previous backup, or may have changed since. */
    public boolean mayDiffer(byte[] path, Stat stat) throws IOException {
        var before = at(path);
        return before == null || judge(before, stat, null) != Verdict.KEEP;
    }

    /** The verdict on an entry that had a line, by its attributes alone. */
    Verdict judge(Entry before, Stat now, byte @Nullable [] link) {
        if (!isOfSameType(before, now)
                || link != null
                        && !(before.link() != null
                                && Arrays.equals(before.link().bytes(), link))
                || now.isRegularFile() && (before.size() != now.size() || !findsByPath && lacksFileName(before))) {
            return Verdict.SEND;
        }
        return attributesProveUnchanged(before, now) ? Verdict.KEEP : inDoubt(now);
    }

    /** The verdict on an entry that may have changed: where content is found by path, storing a file shows what is new in the file. */
    Verdict inDoubt(Stat now) {
        return findsByPath && now.isRegularFile() ? Verdict.SEND : Verdict.COMPARE;
    }

    public static boolean isOfSameType(Entry before, Stat now) {
        return before.isRegularFile() == now.isRegularFile() && before.isDirectory() == now.isDirectory();
    }

    /**
     * Whether the line names no delivered file for its content, as in a manifest of version 1.0; a restore could not find the
     * content.
     */
    public static boolean lacksFileName(Entry line) {
        return line.isRegularFile() && line.fileName().isEmpty();
    }

    /** Equal times that are racy prove nothing, so the content of such an entry is compared. */
    private boolean attributesProveUnchanged(Entry before, Stat now) {
        var ctime = before.ctime();
        return ctime != null
                && ctime.nanos() == now.ctimeNanos()
                && ctime.seconds() == now.ctimeSeconds()
                && before.inode() == now.inode()
                && before.mtimeNanos() == now.mtimeNanos()
                && before.mtimeSeconds() == now.mtimeSeconds()
                && before.mode() == now.mode()
                && before.uid() == now.uid()
                && before.gid() == now.gid()
                && !racy.isRacy(now.ctimeSeconds(), now.ctimeNanos())
                && !racy.isRacy(now.mtimeSeconds(), now.mtimeNanos());
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
