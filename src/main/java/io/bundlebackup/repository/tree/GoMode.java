package io.bundlebackup.repository.tree;

/** File modes as Go has them: the permissions as usual, everything else at other bits than {@code st_mode}. */
final class GoMode {
    private static final long SETUID = 1L << 23;
    private static final long SETGID = 1L << 22;
    private static final long STICKY = 1L << 20;

    private GoMode() {}

    static long of(NodeType type, int permissions) {
        return permissions & 0777
                | ((permissions & 04000) != 0 ? SETUID : 0)
                | ((permissions & 02000) != 0 ? SETGID : 0)
                | ((permissions & 01000) != 0 ? STICKY : 0)
                | type(type);
    }

    private static long type(NodeType type) {
        return switch (type) {
            case DIRECTORY -> 1L << 31;
            case SYMBOLIC_LINK -> 1L << 27;
            case DEVICE -> 1L << 26;
            case CHARACTER_DEVICE -> 1L << 26 | 1L << 21;
            case FIFO -> 1L << 25;
            case SOCKET -> 1L << 24;
            case FILE, OTHER -> 0;
        };
    }

    /** The permissions, as the lowest 12 bits of {@code st_mode}. */
    static int permissions(long mode) {
        return (int) (mode & 0777)
                | ((mode & SETUID) != 0 ? 04000 : 0)
                | ((mode & SETGID) != 0 ? 02000 : 0)
                | ((mode & STICKY) != 0 ? 01000 : 0);
    }
}
