package io.bundlebackup.posix;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * The functions of the C library, one method for each. Every method returns the function's result, or the negative error
 * number, and repeats the call when a signal interrupts it. Paths and structures are in the given {@link Scratch}.
 *
 * <p>No call is {@code critical}: each can wait for a disk or a network, and a critical call would block the garbage
 * collector meanwhile. A virtual thread pins its carrier during a call.
 */
final class Libc {
    static final int AT_FDCWD = -100;

    private static final int AT_SYMLINK_NOFOLLOW = 0x100;
    private static final int AT_NO_AUTOMOUNT = 0x800;
    private static final int AT_EMPTY_PATH = 0x1000;
    private static final int STATX_BASIC_STATS = 0x7ff;
    private static final long SYS_OPENAT2 = 437;
    private static final long STATX_ATTR_MOUNT_ROOT = 0x2000;
    private static final long HOW_BYTES = 24;
    private static final long ERRNO_OFFSET =
            Linker.Option.captureStateLayout().byteOffset(MemoryLayout.PathElement.groupElement("errno"));

    private static final MethodHandle OPENAT2 =
            variadic("syscall", FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, ADDRESS, ADDRESS, JAVA_LONG));
    private static final MethodHandle GETDENTS =
            variadic("syscall", FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, ADDRESS, JAVA_LONG));
    private static final MethodHandle STATX =
            plain("statx", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS));
    private static final MethodHandle READLINKAT =
            plain("readlinkat", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG));
    private static final MethodHandle LSEEK =
            plain("lseek", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT));
    private static final MethodHandle READ =
            plain("read", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
    private static final MethodHandle PREAD =
            plain("pread", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle CLOSE = plain("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle FLISTXATTR =
            plain("flistxattr", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
    private static final MethodHandle FGETXATTR =
            plain("fgetxattr", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG));

    private Libc() {}

    static MethodHandle plain(String name, FunctionDescriptor descriptor) {
        return bind(name, descriptor, Linker.Option.captureCallState("errno"));
    }

    /** {@code long syscall(long number, ...)}: only the number is a named parameter. */
    private static MethodHandle variadic(String name, FunctionDescriptor descriptor) {
        return bind(name, descriptor, Linker.Option.captureCallState("errno"), Linker.Option.firstVariadicArg(1));
    }

    static MethodHandle bind(String name, FunctionDescriptor descriptor, Linker.Option... options) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), descriptor, options);
    }

    /** Opens {@code scratch.path} relative to a directory. */
    static int openat2(int directory, long flags, long resolve, Scratch scratch) {
        return openat2(directory, flags, 0, resolve, scratch);
    }

    /** As the other method, with the mode of a file that it creates. */
    static int openat2(int directory, long flags, long mode, long resolve, Scratch scratch) {
        MemorySegment how = scratch.how;
        how.set(JAVA_LONG, 0, flags);
        how.set(JAVA_LONG, 8, mode);
        how.set(JAVA_LONG, 16, resolve);
        try {
            long result;
            do {
                result = checked(
                        (long) OPENAT2.invokeExact(
                                scratch.errno, SYS_OPENAT2, (long) directory, scratch.path, how, HOW_BYTES),
                        scratch);
            } while (result == -Errno.EINTR);
            return (int) result;
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Fills {@code scratch.stat} for the entry named {@code scratch.path}, or for the descriptor itself if the path is empty. */
    static int statx(int descriptor, Scratch scratch) {
        int flags = AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT | AT_EMPTY_PATH;
        try {
            long result;
            do {
                result = checked(
                        (int) STATX.invokeExact(
                                scratch.errno, descriptor, scratch.path, flags, STATX_BASIC_STATS, scratch.stat),
                        scratch);
            } while (result == -Errno.EINTR);
            return (int) result;
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Reads the link {@code scratch.path} into {@code scratch.data}. */
    static int readlinkat(int directory, Scratch scratch) {
        try {
            return (int) checked(
                    (long) READLINKAT.invokeExact(
                            scratch.errno, directory, scratch.path, scratch.data, scratch.data.byteSize()),
                    scratch);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Reads directory entries into {@code scratch.data}. */
    static int getdents(int directory, Scratch scratch) {
        try {
            long result;
            do {
                result = checked(
                        (long) GETDENTS.invokeExact(
                                scratch.errno,
                                Platform.SYS_GETDENTS64,
                                (long) directory,
                                scratch.data,
                                scratch.data.byteSize()),
                        scratch);
            } while (result == -Errno.EINTR);
            return (int) result;
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Sets the position to the start. */
    static int rewind(int descriptor, Scratch scratch) {
        try {
            return (int) checked((long) LSEEK.invokeExact(scratch.errno, descriptor, 0L, 0), scratch);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static int read(int descriptor, MemorySegment into, Scratch scratch) {
        try {
            long result;
            do {
                result = checked((long) READ.invokeExact(scratch.errno, descriptor, into, into.byteSize()), scratch);
            } while (result == -Errno.EINTR);
            return (int) result;
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static int pread(int descriptor, MemorySegment into, long position, Scratch scratch) {
        try {
            long result;
            do {
                result = checked(
                        (long) PREAD.invokeExact(scratch.errno, descriptor, into, into.byteSize(), position), scratch);
            } while (result == -Errno.EINTR);
            return (int) result;
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Not repeated after EINTR: Linux has released the number by then, and another thread may have it. */
    static int close(int descriptor, Scratch scratch) {
        try {
            return (int) checked((int) CLOSE.invokeExact(scratch.errno, descriptor), scratch);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Lists names of extended attributes, each ended by NUL, into {@code scratch.data}. */
    static int flistxattr(int descriptor, Scratch scratch) {
        try {
            return (int) checked(
                    (long) FLISTXATTR.invokeExact(scratch.errno, descriptor, scratch.data, scratch.data.byteSize()),
                    scratch);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Reads the value of the extended attribute named {@code scratch.path} into {@code scratch.data}. */
    static int fgetxattr(int descriptor, Scratch scratch) {
        try {
            return (int) checked(
                    (long) FGETXATTR.invokeExact(
                            scratch.errno, descriptor, scratch.path, scratch.data, scratch.data.byteSize()),
                    scratch);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static Stat stat(Scratch scratch) {
        MemorySegment s = scratch.stat;
        return new Stat(
                s.get(JAVA_SHORT, 28) & 0xffff,
                unsigned(s, 20),
                unsigned(s, 24),
                s.get(JAVA_LONG, 40),
                s.get(JAVA_LONG, 112),
                s.get(JAVA_INT, 120),
                s.get(JAVA_LONG, 96),
                s.get(JAVA_INT, 104),
                s.get(JAVA_LONG, 64),
                s.get(JAVA_INT, 72),
                s.get(JAVA_LONG, 32),
                device(unsigned(s, 136), unsigned(s, 140)),
                unsigned(s, 16),
                s.get(JAVA_LONG, 48),
                mountRoot(s.get(JAVA_LONG, 8), s.get(JAVA_LONG, 56)));
    }

    /** Kernels before 5.8 do not report it. */
    private static Stat.MountRoot mountRoot(long attributes, long known) {
        if ((known & STATX_ATTR_MOUNT_ROOT) == 0) {
            return Stat.MountRoot.UNKNOWN;
        }
        return (attributes & STATX_ATTR_MOUNT_ROOT) == 0 ? Stat.MountRoot.NO : Stat.MountRoot.YES;
    }

    private static long unsigned(MemorySegment segment, long offset) {
        return Integer.toUnsignedLong(segment.get(JAVA_INT, offset));
    }

    /** glibc's {@code makedev}. */
    private static long device(long major, long minor) {
        return (major & 0xfffff000L) << 32 | (major & 0xfff) << 8 | (minor & 0xffffff00L) << 12 | minor & 0xff;
    }

    /** A call to the C library. */
    @FunctionalInterface
    interface Call {
        long invoke() throws Throwable;
    }

    /** Repeats a call while a signal interrupts it. */
    static int again(Call call, Scratch scratch) {
        return (int) againLong(call, scratch);
    }

    /** As {@link #again}, where the result may need 64 bits. */
    static long againLong(Call call, Scratch scratch) {
        try {
            long result;
            do {
                result = checked(call.invoke(), scratch);
            } while (result == -Errno.EINTR);
            return result;
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    private static long checked(long result, Scratch scratch) {
        return result >= 0 ? result : -scratch.errno.get(JAVA_INT, ERRNO_OFFSET);
    }

    private static RuntimeException unexpected(Throwable e) {
        if (e instanceof Error error) {
            throw error;
        }
        return e instanceof RuntimeException runtime ? runtime : new IllegalStateException(e);
    }
}
