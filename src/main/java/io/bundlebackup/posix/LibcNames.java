package io.bundlebackup.posix;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.FunctionDescriptor;
import java.lang.invoke.MethodHandle;

/**
 * The functions of the C library that change the names in a directory, as in {@link Libc}: the name is {@code scratch.path};
 * a second name, or the text of a link, is {@code scratch.data}. No function follows a symbolic link with the name.
 */
final class LibcNames {
    private static final int AT_SYMLINK_NOFOLLOW = 0x100;
    private static final int AT_EACCESS = 0x200;
    private static final int AT_REMOVEDIR = 0x200;
    private static final int AT_EMPTY_PATH = 0x1000;

    private static final MethodHandle MKDIRAT =
            Libc.plain("mkdirat", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle SYMLINKAT =
            Libc.plain("symlinkat", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, ADDRESS));
    private static final MethodHandle LINKAT =
            Libc.plain("linkat", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle RENAMEAT2 =
            Libc.plain("renameat2", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle UNLINKAT =
            Libc.plain("unlinkat", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle CHMOD = Libc.plain("chmod", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle FCHOWNAT =
            Libc.plain("fchownat", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle UTIMENSAT =
            Libc.plain("utimensat", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS, JAVA_INT));

    private static final MethodHandle STATVFS =
            Libc.plain("statvfs", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS));

    private static final MethodHandle FACCESSAT =
            Libc.plain("faccessat", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT));

    private LibcNames() {}

    /** Whether this process, with its effective user and capabilities, may use {@code scratch.path}; follows links. */
    static int faccessat(int modes, Scratch scratch) {
        return Libc.again(
                () -> (int) FACCESSAT.invokeExact(scratch.errno, Libc.AT_FDCWD, scratch.path, modes, AT_EACCESS),
                scratch);
    }

    /** Fills {@code scratch.stat} with the figures of the file system of {@code scratch.path}; follows links. */
    static int statvfs(Scratch scratch) {
        return Libc.again(() -> (int) STATVFS.invokeExact(scratch.errno, scratch.path, scratch.stat), scratch);
    }

    static int mkdirat(int directory, int mode, Scratch scratch) {
        return Libc.again(() -> (int) MKDIRAT.invokeExact(scratch.errno, directory, scratch.path, mode), scratch);
    }

    /** Makes {@code scratch.path} a link with the text {@code scratch.data}. */
    static int symlinkat(int directory, Scratch scratch) {
        return Libc.again(
                () -> (int) SYMLINKAT.invokeExact(scratch.errno, scratch.data, directory, scratch.path), scratch);
    }

    /** Makes {@code scratch.data} a hard link to {@code scratch.path}. */
    static int linkat(int from, int to, Scratch scratch) {
        return Libc.again(
                () -> (int) LINKAT.invokeExact(scratch.errno, from, scratch.path, to, scratch.data, 0), scratch);
    }

    /** Renames {@code scratch.path} to {@code scratch.data}. */
    static int renameat2(int from, int to, int flags, Scratch scratch) {
        return Libc.again(
                () -> (int) RENAMEAT2.invokeExact(scratch.errno, from, scratch.path, to, scratch.data, flags), scratch);
    }

    static int unlinkat(int directory, boolean removesDirectory, Scratch scratch) {
        int flags = removesDirectory ? AT_REMOVEDIR : 0;
        return Libc.again(() -> (int) UNLINKAT.invokeExact(scratch.errno, directory, scratch.path, flags), scratch);
    }

    /** Changes the mode of {@code scratch.path}; the only function here that follows a link. */
    static int chmod(int mode, Scratch scratch) {
        return Libc.again(() -> (int) CHMOD.invokeExact(scratch.errno, scratch.path, mode), scratch);
    }

    /** Changes the owner of {@code scratch.path}, or of the descriptor's file if the path is empty. */
    static int fchownat(int at, int uid, int gid, Scratch scratch) {
        int flags = AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH;
        return Libc.again(() -> (int) FCHOWNAT.invokeExact(scratch.errno, at, scratch.path, uid, gid, flags), scratch);
    }

    /** Sets the times in {@code scratch.stat}, as {@link #fchownat}. Kernels before 5.8 accept only names: EINVAL. */
    static int utimensat(int at, boolean byName, Scratch scratch) {
        int flags = byName ? AT_SYMLINK_NOFOLLOW : AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH;
        return Libc.again(
                () -> (int) UTIMENSAT.invokeExact(scratch.errno, at, scratch.path, scratch.stat, flags), scratch);
    }
}
