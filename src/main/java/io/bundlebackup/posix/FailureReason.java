package io.bundlebackup.posix;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Why a use of a file failed, in the words of an operator: what is wrong, and what to do. No class names. */
public final class FailureReason {
    private static final int ENOTCONN = 107;

    private static final Map<String, Integer> TEXTS = Stream.of(
                    Errno.ENOSPC,
                    Errno.EDQUOT,
                    Errno.EROFS,
                    Errno.EACCES,
                    Errno.EPERM,
                    Errno.ENOTDIR,
                    Errno.EISDIR,
                    Errno.EIO,
                    Errno.EMFILE,
                    Errno.ENFILE,
                    Errno.ENOMEM,
                    Errno.ESTALE,
                    Errno.ENODEV,
                    Errno.ENXIO,
                    Errno.ELOOP,
                    ENOTCONN)
            .collect(Collectors.toUnmodifiableMap(FullDisk::text, errno -> errno));

    private FailureReason() {}

    /** A clause, such as {@code the disk is full; free space on the disk}, with the file if the failure names the file. */
    public static String of(Exception failure) {
        var cause = failure instanceof DirectoryIteratorException listing
                ? Objects.requireNonNull(listing.getCause())
                : failure;
        int errno = errno(cause);
        for (var inner = cause.getCause();
                errno == 0 && inner instanceof IOException deeper;
                inner = inner.getCause()) {
            errno = errno(deeper);
        }
        var reason = reason(errno, cause);
        return cause instanceof FileSystemException named && named.getFile() != null
                ? reason + " (" + named.getFile() + ")"
                : reason;
    }

    private static String reason(int errno, Exception cause) {
        return switch (errno) {
            case Errno.ENOSPC, Errno.EDQUOT -> "the disk or the quota is full; free space on the disk";
            case Errno.EROFS ->
                "the file system is read-only; look for errors of the disk in the log of the system, and mount it writable";
            case Errno.EACCES, Errno.EPERM ->
                "the service may not open it; give the user of the service the permission";
            case Errno.EEXIST, Errno.ENOTDIR, Errno.ELOOP ->
                "a file or link is where a directory has to be; move the file or link away";
            case Errno.EISDIR -> "a directory is where a file has to be; move the directory away";
            case Errno.ENOENT, Errno.ESTALE, Errno.ENODEV, Errno.ENXIO, ENOTCONN ->
                "a file or directory is missing; see whether the disk is mounted";
            case Errno.EIO -> "the disk cannot be read or written; look for its errors in the log of the system";
            case Errno.EMFILE, Errno.ENFILE -> "too many files are open; raise the limit of open files (ulimit -n)";
            case Errno.ENOMEM -> "the system is out of memory; give the machine more, or end other programs";
            default -> unknown(cause);
        };
    }

    private static String unknown(Exception cause) {
        var text = cause instanceof FileSystemException named ? named.getReason() : cause.getMessage();
        return text == null || text.isBlank() ? "the system gave no reason" : text;
    }

    /** 0 if the failure is of no error number. */
    private static int errno(Exception failure) {
        return switch (failure) {
            case PosixException posix -> posix.errno();
            case AccessDeniedException _ -> Errno.EACCES;
            case NoSuchFileException _ -> Errno.ENOENT;
            case FileAlreadyExistsException _ -> Errno.EEXIST;
            case NotDirectoryException _ -> Errno.ENOTDIR;
            case FileSystemLoopException _ -> Errno.ELOOP;
            case FileSystemException named -> byText(named.getReason());
            case IOException other -> byText(other.getMessage());
            default -> 0;
        };
    }

    /** Java's file classes keep only the C library's text. */
    private static int byText(@Nullable String text) {
        if (text == null) {
            return 0;
        }
        var known = TEXTS.get(text);
        return known != null
                ? known
                : TEXTS.entrySet().stream()
                        .filter(each -> text.endsWith(": " + each.getKey()))
                        .mapToInt(Map.Entry::getValue)
                        .findFirst()
                        .orElse(0);
    }
}
