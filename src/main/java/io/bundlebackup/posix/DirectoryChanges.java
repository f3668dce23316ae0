package io.bundlebackup.posix;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Creates, renames and removes entries of an open directory. Symbolic links are not followed, and a name that is empty,
 * {@code .}, {@code ..}, or has {@code /} or NUL is refused, as in {@link Directory}. So a process that swaps the directory,
 * or its entries for links, cannot lead a call out of the directory.
 *
 * <p>A thread-safe view of its directory, which has to be open. Each call is one atomic system call, unless stated otherwise;
 * no call makes changes durable.
 */
public final class DirectoryChanges {
    private static final int OWNER_ONLY = 0700;
    private static final long OWN_FILE = 0600;
    private static final int NOREPLACE = 1;
    private static final int EXCHANGE = 2;
    private static final long CREATE =
            Platform.O_CREAT | Platform.O_EXCL | Platform.O_RDWR | Platform.O_NOFOLLOW | Platform.O_CLOEXEC;
    private static final long DIRECTORY_ITSELF =
            Platform.O_PATH | Platform.O_DIRECTORY | Platform.O_NOFOLLOW | Platform.O_CLOEXEC;
    private static final long LINK_ITSELF = Platform.O_PATH | Platform.O_NOFOLLOW | Platform.O_CLOEXEC;

    private final Directory directory;

    DirectoryChanges(Directory directory) {
        this.directory = directory;
    }

    /** Makes a directory that only this process's user may enter; {@link Errno#EEXIST} if the name exists. */
    public void makeDirectory(byte[] name) throws IOException {
        makeDirectory(name, OWNER_ONLY);
    }

    /**
     * As {@link #makeDirectory(byte[])}, with a mode.
     *
     * @param mode 0 to 07777; the process's umask takes bits away, and the kernel ignores the set-id bits: {@link Handle#setMode} sets all
     */
    public void makeDirectory(byte[] name, int mode) throws IOException {
        if ((mode & ~07777) != 0) {
            throw new PosixException(Errno.EINVAL, "make directory", name);
        }
        call(name, "make directory", (fd, scratch) -> LibcNames.mkdirat(fd, mode, scratch));
    }

    /** Creates a regular file, mode 0600 less the umask; {@link Errno#EEXIST} if the name exists, also as a link. */
    public NewFile createFile(byte[] name) throws IOException {
        return new NewFile(call(
                name, "create file", (fd, scratch) -> Libc.openat2(fd, CREATE, OWN_FILE, Directory.RESOLVE, scratch)));
    }

    /**
     * Makes a symbolic link; {@link Errno#EEXIST} if the name exists.
     *
     * @param text 1 to 4,095 bytes without NUL, any target
     */
    public void makeSymbolicLink(byte[] name, byte[] text) throws IOException {
        if (text.length >= Scratch.PATH_BYTES) {
            throw new PosixException(Errno.ENAMETOOLONG, "make link", name);
        }
        for (byte b : text) {
            if (b == 0) {
                throw new PosixException(Errno.EINVAL, "make link", name);
            }
        }
        call(name, "make link", (fd, scratch) -> {
            scratch.second(text);
            return LibcNames.symlinkat(fd, scratch);
        });
    }

    /**
     * Makes a hard link in this directory to an entry of another directory, or of this one. For a symbolic link the link
     * itself gets the further name.
     *
     * @throws PosixException {@link Errno#EEXIST}; {@link Errno#EXDEV} on another file system or through another mount;
     *     {@link Errno#EMLINK} if it has as many as it can; {@link Errno#EPERM} for a directory, or where the file system or the system's
     *     protection of hard links does not allow it
     */
    public void link(byte[] name, Directory from, byte[] fromName) throws IOException {
        between(from, fromName, name, "link", (there, here, scratch) -> LibcNames.linkat(there, here, scratch));
    }

    /**
     * Moves an entry of this directory to a name in another, or in this one; {@link Errno#EEXIST} if the name exists. On a
     * file system that cannot check that atomically (NFS, 9p, most of FUSE), an entry that gets the name at the same moment
     * is replaced, unless it is a directory that is not empty.
     */
    public void move(byte[] name, Directory to, byte[] toName) throws IOException {
        try {
            rename(name, to, toName, NOREPLACE);
        } catch (PosixException e) {
            if (e.errno() != Errno.EINVAL && e.errno() != Errno.ENOSYS && e.errno() != Errno.EOPNOTSUPP) {
                throw e;
            }
            if (to.has(toName)) {
                throw new PosixException(Errno.EEXIST, "rename", name);
            }
            rename(name, to, toName, 0);
        }
    }

    /**
     * As {@link #move}, but replaces as {@code rename} does: a file or link replaces any file or link, a directory an empty
     * directory.
     */
    public void replace(byte[] name, Directory to, byte[] toName) throws IOException {
        rename(name, to, toName, 0);
    }

    /** Atomically exchanges an entry of this directory and an entry of another, or of this one, of any types. */
    public void exchange(byte[] name, Directory with, byte[] withName) throws IOException {
        rename(name, with, withName, EXCHANGE);
    }

    private void rename(byte[] name, Directory to, byte[] toName, int flags) throws IOException {
        to.changes()
                .between(
                        directory,
                        name,
                        toName,
                        "rename",
                        (there, here, scratch) -> LibcNames.renameat2(there, here, flags, scratch));
    }

    /** Removes a name that is not a directory's: {@link Errno#EISDIR}. */
    public void removeFile(byte[] name) throws IOException {
        call(name, "remove file", (fd, scratch) -> LibcNames.unlinkat(fd, false, scratch));
    }

    /** Removes an empty directory: {@link Errno#ENOTEMPTY}, {@link Errno#ENOTDIR}. */
    public void removeDirectory(byte[] name) throws IOException {
        call(name, "remove directory", (fd, scratch) -> LibcNames.unlinkat(fd, true, scratch));
    }

    /**
     * Sets the owner of a symbolic link, as {@link Handle#setOwner}. Fails with {@link Errno#ESTALE} and changes nothing if
     * the entry is not a symbolic link (any more).
     */
    public void setLinkOwner(byte[] name, long uid, long gid) throws IOException {
        Handle.checkOwner(uid, gid, "change the owner");
        ofLink(name, "change the owner", (link, fd, scratch) -> {
            scratch.path(new byte[0], 0, 0);
            return LibcNames.fchownat(link, (int) uid, (int) gid, scratch);
        });
    }

    /** Sets the time of a symbolic link itself, as {@link Handle#setModified}; {@link Errno#ESTALE} as in {@link #setLinkOwner}. */
    public void setLinkModified(byte[] name, long seconds, int nanos) throws IOException {
        Handle.checkNanos(nanos, "change the time");
        ofLink(name, "change the time", (link, fd, scratch) -> {
            LibcWrite.times(seconds, nanos, scratch);
            scratch.path(new byte[0], 0, 0);
            int result = LibcNames.utimensat(link, false, scratch);
            if (result == -Errno.EINVAL) {
                scratch.path(name, 0, name.length);
                result = LibcNames.utimensat(fd, true, scratch);
            }
            return result;
        });
    }

    /**
     * As {@link Handle#setMode}, for a directory that cannot be opened because its owner has no read permission; {@link
     * Errno#ENOTDIR} or {@link Errno#ELOOP} if it is not a directory, also for a link to a directory.
     *
     * @param mode 0 to 07777
     */
    public void setDirectoryMode(byte[] name, int mode) throws IOException {
        if ((mode & ~07777) != 0) {
            throw new PosixException(Errno.EINVAL, "change the mode", name);
        }
        call(name, "change the mode", (fd, scratch) -> {
            int opened = Libc.openat2(fd, DIRECTORY_ITSELF, Directory.RESOLVE, scratch);
            if (opened < 0) {
                return opened;
            }
            // The kernel has a call for O_PATH descriptors only since 6.6.
            byte[] itself = ("/proc/self/fd/" + opened).getBytes(StandardCharsets.US_ASCII);
            scratch.path(itself, 0, itself.length);
            int result = LibcNames.chmod(mode, scratch);
            Libc.close(opened, scratch);
            return result;
        });
    }

    private interface One {
        int on(int descriptor, Scratch scratch);
    }

    private interface Two {
        int on(int first, int second, Scratch scratch);
    }

    private int call(byte[] name, String operation, One one) throws IOException {
        RelativePath.checkName(name, operation);
        int fd = directory.acquire();
        try (Scratch scratch = Scratch.take()) {
            scratch.path(name, 0, name.length);
            int result = one.on(fd, scratch);
            PosixException.check(result, operation, name);
            return result;
        } finally {
            directory.release();
        }
    }

    private void between(Directory from, byte[] fromName, byte[] name, String operation, Two two) throws IOException {
        RelativePath.checkName(fromName, operation);
        int there = from.acquire();
        try {
            call(name, operation, (here, scratch) -> {
                scratch.path(fromName, 0, fromName.length);
                scratch.second(name);
                return two.on(there, here, scratch);
            });
        } finally {
            from.release();
        }
    }

    /** Opens the link itself, so that the check and the change apply to the same entry. */
    private void ofLink(byte[] name, String operation, Two two) throws IOException {
        call(name, operation, (fd, scratch) -> {
            int link = Libc.openat2(fd, LINK_ITSELF, Directory.RESOLVE, scratch);
            if (link < 0) {
                return link;
            }
            scratch.path(new byte[0], 0, 0);
            int result = Libc.statx(link, scratch);
            if (result >= 0) {
                result = Libc.stat(scratch).isSymbolicLink() ? two.on(link, fd, scratch) : -Errno.ESTALE;
            }
            Libc.close(link, scratch);
            return result;
        });
    }
}
