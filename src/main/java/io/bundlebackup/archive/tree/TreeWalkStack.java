package io.bundlebackup.archive.tree;

import io.bundlebackup.posix.Directory;
import io.bundlebackup.posix.Errno;
import io.bundlebackup.posix.Names;
import io.bundlebackup.posix.PosixException;
import io.bundlebackup.posix.Stat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The directories from the root to the current entry of a walk. The innermost directories are open and listed. Directories
 * further up lose their descriptor and, if the lists get large, their names; the walk restores both when it returns, by path
 * beneath the root, and only if the directory is still the same.
 */
final class TreeWalkStack implements AutoCloseable {
    /** Most descriptors, without the root's. */
    static final int OPEN = 64;
    /**
     * Most bytes of names, without those of the largest directory: otherwise a directory of a million subdirectories would be
     * listed again after each.
     */
    static final int MEMORY = 8 << 20;

    private final Directory root;
    private final int mostOpen;
    private final long mostMemory;
    private final Stat rootStat;
    private final List<Level> levels = new ArrayList<>();
    /** Levels from this index on have their descriptor; so has the root, which the caller owns. */
    private int firstOpen = 1;
    /** Levels from this index on have their names, if they were listed. */
    private int firstListed;

    private long memory;

    TreeWalkStack(Directory root, int mostOpen, long mostMemory) throws IOException {
        this.root = root;
        this.mostOpen = mostOpen;
        this.mostMemory = mostMemory;
        rootStat = root.stat();
        levels.add(new Level(root, rootStat, 0));
    }

    Stat rootStat() {
        return rootStat;
    }

    boolean isEmpty() {
        return levels.isEmpty();
    }

    boolean isAtRoot() {
        return levels.size() == 1;
    }

    /** The number of bytes of the path of the innermost directory. */
    int pathLength() {
        return levels.getLast().pathLength;
    }

    /** Opens and lists the innermost directory, at this path, where it is not. */
    void prepare(TreeWalkPath path) throws IOException {
        Level level = levels.getLast();
        int index = levels.size() - 1;
        if (level.directory == null) {
            level.directory = reopen(level, path);
            firstOpen = index;
        }
        if (level.names == null) {
            Names names = level.directory.list();
            level.names = names;
            level.next = level.last == null ? 0 : names.firstAfter(level.last);
            memory += names.memory();
            firstListed = Math.min(firstListed, index);
            forgetNames(index);
        }
    }

    private Directory reopen(Level level, TreeWalkPath path) throws IOException {
        byte[] whole = path.copy();
        Directory directory = root.openDirectory(whole);
        try {
            if (directory.stat().isSameFile(level.stat)) {
                return directory;
            }
        } catch (IOException e) {
            directory.close();
            throw e;
        }
        directory.close();
        throw new PosixException(Errno.ESTALE, "open directory", whole);
    }

    private void forgetNames(int innermost) {
        while (firstListed < innermost && memory - largest() > mostMemory) {
            forget(levels.get(firstListed++));
        }
    }

    private long largest() {
        if (memory <= mostMemory) {
            return 0;
        }
        long largest = 0;
        for (Level level : levels) {
            largest = Math.max(largest, level.names == null ? 0 : level.names.memory());
        }
        return largest;
    }

    private void forget(Level level) {
        if (level.names != null) {
            level.last = level.names.get(level.next - 1);
            memory -= level.names.memory();
            level.names = null;
        }
    }

    /** The next name in the innermost directory; null at its end. */
    byte @Nullable [] next() {
        Level level = levels.getLast();
        Names names = level.names;
        return names == null || level.next == names.size() ? null : names.get(level.next++);
    }

    /** The innermost directory, after {@link #prepare}. */
    Directory directory() {
        Directory directory = levels.getLast().directory;
        if (directory == null) {
            throw new IllegalStateException("not prepared");
        }
        return directory;
    }

    /** Opens a directory in the innermost directory and makes it the innermost; returns the attributes of its descriptor. */
    Stat push(byte[] name, TreeWalkPath path) throws IOException {
        if (path.length() > TreeWalkPath.LONGEST) {
            throw new PosixException(Errno.ENAMETOOLONG, "open directory", path.copy());
        }
        Directory child = directory().openDirectory(name);
        try {
            Stat stat = child.stat();
            levels.add(new Level(child, stat, path.length()));
            suspend();
            return stat;
        } catch (IOException e) {
            child.close();
            throw e;
        }
    }

    private void suspend() {
        if (levels.size() - firstOpen > mostOpen) {
            Level level = levels.get(firstOpen++);
            if (level.directory != null) {
                level.directory.close();
                level.directory = null;
            }
        }
    }

    void pop() {
        Level level = levels.removeLast();
        if (level.names != null) {
            memory -= level.names.memory();
        }
        if (level.directory != null && level.directory != root) {
            level.directory.close();
        }
        firstOpen = Math.max(1, Math.min(firstOpen, levels.size()));
        firstListed = Math.min(firstListed, levels.size());
    }

    @Override
    public void close() {
        while (!levels.isEmpty()) {
            pop();
        }
    }

    private static final class Level {
        final Stat stat;
        final int pathLength;

        @Nullable
        Directory directory;

        @Nullable
        Names names;

        int next;
        byte @Nullable [] last;

        Level(Directory directory, Stat stat, int pathLength) {
            this.directory = directory;
            this.stat = stat;
            this.pathLength = pathLength;
        }
    }
}
