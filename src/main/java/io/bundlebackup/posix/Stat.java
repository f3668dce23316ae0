package io.bundlebackup.posix;

/**
 * What the kernel knows of a file, taken by one {@code statx}. Seconds are signed 64-bit counts from 1970-01-01T00:00:00Z, before
 * it negative; nanoseconds are 0 to 999,999,999 and always count forward from the second (half a second before 1970 is
 * {@code -1 s + 500,000,000 ns}).
 *
 * @param mode {@code st_mode}: the file's type and its permission bits
 * @param uid the owner, 0 to 4,294,967,295
 * @param gid the group, 0 to 4,294,967,295
 * @param size bytes; of a symbolic link the length of its text
 * @param inode unsigned 64 bits; names a file together with {@code device}
 * @param device {@code st_dev} as glibc composes it
 * @param links the number of names, 0 for a file deleted while open
 * @param blocks units of 512 bytes that it takes up
 * @param mountRoot whether it is where a file system is mounted
 */
public record Stat(
        int mode,
        long uid,
        long gid,
        long size,
        long mtimeSeconds,
        int mtimeNanos,
        long ctimeSeconds,
        int ctimeNanos,
        long atimeSeconds,
        int atimeNanos,
        long inode,
        long device,
        long links,
        long blocks,
        MountRoot mountRoot) {
    /** Whether something is the root of a mount, a bind mount included; kernels before 5.8 do not tell. */
    public enum MountRoot {
        YES,
        NO,
        UNKNOWN
    }

    private static final int TYPE = 0xf000;
    private static final int REGULAR = 0x8000;
    private static final int DIRECTORY = 0x4000;
    private static final int SYMBOLIC_LINK = 0xa000;

    /** As written down somewhere: what was mounted where is not known any more. */
    public Stat(
            int mode,
            long uid,
            long gid,
            long size,
            long mtimeSeconds,
            int mtimeNanos,
            long ctimeSeconds,
            int ctimeNanos,
            long atimeSeconds,
            int atimeNanos,
            long inode,
            long device,
            long links,
            long blocks) {
        this(
                mode,
                uid,
                gid,
                size,
                mtimeSeconds,
                mtimeNanos,
                ctimeSeconds,
                ctimeNanos,
                atimeSeconds,
                atimeNanos,
                inode,
                device,
                links,
                blocks,
                MountRoot.UNKNOWN);
    }

    /** The same of a file of another size. */
    public Stat withSize(long newSize) {
        return new Stat(
                mode,
                uid,
                gid,
                newSize,
                mtimeSeconds,
                mtimeNanos,
                ctimeSeconds,
                ctimeNanos,
                atimeSeconds,
                atimeNanos,
                inode,
                device,
                links,
                blocks,
                mountRoot);
    }

    public boolean isRegularFile() {
        return (mode & TYPE) == REGULAR;
    }

    public boolean isDirectory() {
        return (mode & TYPE) == DIRECTORY;
    }

    public boolean isSymbolicLink() {
        return (mode & TYPE) == SYMBOLIC_LINK;
    }

    /** A socket, fifo or device. */
    public boolean isSpecial() {
        return !isRegularFile() && !isDirectory() && !isSymbolicLink();
    }

    /** The same file, whatever became of its content. */
    public boolean isSameFile(Stat other) {
        return inode == other.inode && device == other.device;
    }
}
