package io.bundlebackup.bundle;

import io.bundlebackup.posix.EffectiveAccess;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.AccessMode;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Checks what this process may do with a directory, and says in words why not. */
final class DirectoryAccess {
    private static final int STICKY = 01000;

    private DirectoryAccess() {}

    /** Why this process cannot list the directory and reach what is in it; {@code null} if it can. */
    static @Nullable String readRefusal(Path directory) {
        return refusal(directory, AccessMode.READ, AccessMode.EXECUTE);
    }

    /** Why this process cannot make and rename entries of the directory; {@code null} if it can. */
    static @Nullable String writeRefusal(Path directory) {
        return refusal(directory, AccessMode.WRITE, AccessMode.EXECUTE);
    }

    /** As {@link #writeRefusal}, but an owner counts as able to write: the process can give itself the right for a moment. */
    static @Nullable String ownWriteRefusal(Path directory) {
        try {
            check(directory, AccessMode.WRITE, AccessMode.EXECUTE);
            return null;
        } catch (AccessDeniedException e) {
            return isOwn(directory) ? null : describe(e);
        } catch (IOException e) {
            return describe(e);
        }
    }

    /** Whether the sticky bit of a directory, such as that of {@code /tmp}, keeps this process from renaming an entry of it. */
    static boolean sticks(Path directory, Path entry) {
        try {
            return ((int) Files.getAttribute(directory, "unix:mode") & STICKY) != 0
                    && ownUid() != 0
                    && !isOwn(directory)
                    && !isOwn(entry);
        } catch (IOException e) {
            return true;
        }
    }

    /** The reason in words, with the name of the error if it is certain. */
    static String describe(IOException e) {
        if (e instanceof AccessDeniedException) {
            return "permission denied (EACCES)";
        }
        return e instanceof FileSystemException known && known.getReason() instanceof String reason
                ? reason
                : String.valueOf(e.getMessage());
    }

    /** A path without control characters, for messages. */
    static String printable(Path path) {
        return printable(path.toString());
    }

    static String printable(String path) {
        return path.replaceAll("\\p{Cntrl}", "?");
    }

    private static @Nullable String refusal(Path directory, AccessMode... modes) {
        try {
            check(directory, modes);
            return null;
        } catch (IOException e) {
            return describe(e);
        }
    }

    private static void check(Path directory, AccessMode... modes) throws IOException {
        try {
            directory.getFileSystem().provider().checkAccess(directory, modes);
        } catch (AccessDeniedException e) {
            if (!EffectiveAccess.permits(directory, modes)) {
                throw e;
            }
        }
    }

    private static boolean isOwn(Path path) {
        try {
            int owner = (int) Files.getAttribute(path, "unix:uid");
            return owner == ownUid() || ownUid() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static int ownUid() throws IOException {
        return (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    }
}
