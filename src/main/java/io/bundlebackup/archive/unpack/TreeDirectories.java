package io.bundlebackup.archive.unpack;

import io.bundlebackup.manifest.RawPath;
import io.bundlebackup.posix.Directory;
import io.bundlebackup.posix.Errno;
import io.bundlebackup.posix.PosixException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The open directories from the root to the current entry of a tree that is being built. Opens each directory beneath its
 * parent and never through a link, makes missing directories with access for the owner only, and keeps them open for the next
 * entry. At most {@value #OPEN} descriptors and one more for a moment; directories further up are opened again by path.
 * Another thread may make the same directories at the same time. Not thread-safe.
 */
final class TreeDirectories implements AutoCloseable {
    private static final int OPEN = 32;

    private final Directory root;
    private final List<Level> levels = new ArrayList<>();
    private byte[] path = new byte[0];
    /** Levels from this index on are open. */
    private int firstOpen;

    private static final class Level {
        /** The end of this directory's name in the path. */
        final int end;

        @Nullable
        Directory directory;

        Level(int end, Directory directory) {
            this.end = end;
            this.directory = directory;
        }
    }

    TreeDirectories(Directory root) {
        this.root = root;
    }

    /** The directory that an entry lies in; valid until the next call. */
    Directory parentOf(RawPath entry) throws IOException {
        int end = entry.bytes().length - 1;
        while (end >= 0 && entry.bytes()[end] != '/') {
            end--;
        }
        return at(entry.bytes(), Math.max(end, 0));
    }

    /** The directory with this path; valid until the next call. */
    Directory at(RawPath directory) throws IOException {
        return at(directory.bytes(), directory.isRoot() ? 0 : directory.length());
    }

    private Directory at(byte[] wanted, int length) throws IOException {
        int common = Math.max(Arrays.mismatch(wanted, 0, length, path, 0, pathLength()), -1);
        int same = common < 0 ? length : common;
        while (!levels.isEmpty() && !isOnWay(levels.getLast().end, wanted, length, same)) {
            pop();
        }
        int from = levels.isEmpty() ? 0 : levels.getLast().end + 1;
        Directory directory = innermost(wanted);
        path = wanted;
        while (from < length) {
            int to = from;
            while (to < length && wanted[to] != '/') {
                to++;
            }
            directory = enter(directory, Arrays.copyOfRange(wanted, from, to));
            push(new Level(to, directory));
            from = to + 1;
        }
        return directory;
    }

    private int pathLength() {
        return levels.isEmpty() ? 0 : levels.getLast().end;
    }

    private static boolean isOnWay(int end, byte[] wanted, int length, int same) {
        return end == length ? same >= end : end < length && same >= end && wanted[end] == '/';
    }

    private Directory innermost(byte[] wanted) throws IOException {
        if (levels.isEmpty()) {
            return root;
        }
        var level = levels.getLast();
        if (level.directory == null) {
            level.directory = root.openDirectory(Arrays.copyOf(wanted, level.end));
            firstOpen = levels.size() - 1;
        }
        return level.directory;
    }

    private static Directory enter(Directory parent, byte[] name) throws IOException {
        try {
            return parent.openDirectory(name);
        } catch (PosixException missing) {
            if (!missing.isMissing()) {
                throw missing;
            }
        }
        try {
            parent.changes().makeDirectory(name);
        } catch (PosixException e) {
            if (e.errno() != Errno.EEXIST) {
                throw e;
            }
        }
        return parent.openDirectory(name);
    }

    private void push(Level level) {
        levels.add(level);
        if (levels.size() - firstOpen > OPEN) {
            close(levels.get(firstOpen++));
        }
    }

    private void pop() {
        close(levels.removeLast());
        firstOpen = Math.min(firstOpen, levels.size());
    }

    private static void close(Level level) {
        if (level.directory != null) {
            level.directory.close();
            level.directory = null;
        }
    }

    @Override
    public void close() {
        levels.forEach(TreeDirectories::close);
        levels.clear();
        firstOpen = 0;
    }
}
