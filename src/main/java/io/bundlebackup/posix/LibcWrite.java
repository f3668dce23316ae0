package io.bundlebackup.posix;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** The functions of the C library that change the file of a descriptor, as in {@link Libc}. */
final class LibcWrite {
    private static final long UTIME_NOW = 0x3fff_ffffL;
    private static final long FICLONE = 0x40049409;
    private static final int SEEK_DATA = 3;
    private static final int SEEK_HOLE = 4;

    private static final MethodHandle FCHMOD =
            Libc.plain("fchmod", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle FCHOWN =
            Libc.plain("fchown", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle FUTIMENS =
            Libc.plain("futimens", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS));
    private static final MethodHandle FSETXATTR =
            Libc.plain("fsetxattr", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT));
    private static final MethodHandle FREMOVEXATTR =
            Libc.plain("fremovexattr", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS));
    private static final MethodHandle FSYNC = Libc.plain("fsync", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle FDATASYNC = Libc.plain("fdatasync", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle SYNCFS = Libc.plain("syncfs", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle WRITE =
            Libc.plain("write", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
    private static final MethodHandle PWRITE =
            Libc.plain("pwrite", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle FTRUNCATE =
            Libc.plain("ftruncate", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG));
    private static final MethodHandle LSEEK =
            Libc.plain("lseek", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT));
    private static final MethodHandle IOCTL = Libc.bind(
            "ioctl",
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT),
            Linker.Option.captureCallState("errno"),
            Linker.Option.firstVariadicArg(2));
    private static final MethodHandle COPY_FILE_RANGE = Libc.plain(
            "copy_file_range",
            FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));

    private LibcWrite() {}

    static int fchmod(int descriptor, int mode, Scratch scratch) {
        return Libc.again(() -> (int) FCHMOD.invokeExact(scratch.errno, descriptor, mode), scratch);
    }

    static int fchown(int descriptor, int uid, int gid, Scratch scratch) {
        return Libc.again(() -> (int) FCHOWN.invokeExact(scratch.errno, descriptor, uid, gid), scratch);
    }

    /** Sets the times in {@code scratch.stat}. */
    static int futimens(int descriptor, Scratch scratch) {
        return Libc.again(() -> (int) FUTIMENS.invokeExact(scratch.errno, descriptor, scratch.stat), scratch);
    }

    /**
     * Puts the times that {@code futimens} takes into {@code scratch.stat}: the access time becomes the current time. If it
     * were left out, a FUSE library would silently ignore the other time too.
     */
    static void times(long seconds, int nanos, Scratch scratch) {
        MemorySegment times = scratch.stat;
        times.set(JAVA_LONG, 0, 0);
        times.set(JAVA_LONG, 8, UTIME_NOW);
        times.set(JAVA_LONG, 16, seconds);
        times.set(JAVA_LONG, 24, nanos);
    }

    /** Sets the attribute {@code scratch.path} to the first bytes of {@code scratch.data}. */
    static int fsetxattr(int descriptor, long length, Scratch scratch) {
        return Libc.again(
                () -> (int) FSETXATTR.invokeExact(scratch.errno, descriptor, scratch.path, scratch.data, length, 0),
                scratch);
    }

    static int fremovexattr(int descriptor, Scratch scratch) {
        return Libc.again(() -> (int) FREMOVEXATTR.invokeExact(scratch.errno, descriptor, scratch.path), scratch);
    }

    static int fsync(int descriptor, Scratch scratch) {
        return Libc.again(() -> (int) FSYNC.invokeExact(scratch.errno, descriptor), scratch);
    }

    static int fdatasync(int descriptor, Scratch scratch) {
        return Libc.again(() -> (int) FDATASYNC.invokeExact(scratch.errno, descriptor), scratch);
    }

    static int syncfs(int descriptor, Scratch scratch) {
        return Libc.again(() -> (int) SYNCFS.invokeExact(scratch.errno, descriptor), scratch);
    }

    static int write(int descriptor, MemorySegment from, Scratch scratch) {
        return Libc.again(() -> (long) WRITE.invokeExact(scratch.errno, descriptor, from, from.byteSize()), scratch);
    }

    static int pwrite(int descriptor, MemorySegment from, long position, Scratch scratch) {
        return Libc.again(
                () -> (long) PWRITE.invokeExact(scratch.errno, descriptor, from, from.byteSize(), position), scratch);
    }

    static int ftruncate(int descriptor, long size, Scratch scratch) {
        return Libc.again(() -> (int) FTRUNCATE.invokeExact(scratch.errno, descriptor, size), scratch);
    }

    /** The next byte at or after a position that is outside a hole, or inside if {@code hole}. Moves the position. */
    static long seek(int descriptor, long position, boolean hole, Scratch scratch) {
        int whence = hole ? SEEK_HOLE : SEEK_DATA;
        return Libc.againLong(() -> (long) LSEEK.invokeExact(scratch.errno, descriptor, position, whence), scratch);
    }

    /** Makes a file share the blocks of another. */
    static int clone(int descriptor, int source, Scratch scratch) {
        return Libc.again(() -> (int) IOCTL.invokeExact(scratch.errno, descriptor, FICLONE, source), scratch);
    }

    /** Copies at most this number of bytes from a position to the same position. */
    static long copyFileRange(int descriptor, int source, long position, long count, Scratch scratch) {
        MemorySegment from = scratch.stat.asSlice(0, 8);
        MemorySegment to = scratch.stat.asSlice(8, 8);
        return Libc.againLong(
                () -> {
                    from.set(JAVA_LONG, 0, position);
                    to.set(JAVA_LONG, 0, position);
                    return (long) COPY_FILE_RANGE.invokeExact(scratch.errno, source, from, descriptor, to, count, 0);
                },
                scratch);
    }
}
