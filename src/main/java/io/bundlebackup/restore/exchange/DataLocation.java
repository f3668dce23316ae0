package io.bundlebackup.restore.exchange;

import io.bundlebackup.archive.tree.ReservedName;
import io.bundlebackup.bundle.Bundle;
import io.bundlebackup.bundle.MountPoints;
import io.bundlebackup.bundle.RestoreMethod;
import io.bundlebackup.bundle.selection.RawPaths;
import io.bundlebackup.posix.Directory;
import io.bundlebackup.posix.Errno;
import io.bundlebackup.posix.PosixException;
import io.bundlebackup.posix.Stat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * The directory of a bundle's data, and the service's directory on the same file system: {@code .bundle-backup/<bundle>/} beside the data,
 * or in the data if that cannot be exchanged as a whole. The service's directory contains the states {@code new-<session>} and {@code
 * previous-<id>}, and what is about to be removed.
 *
 * @param data the data directory
 * @param name of the bundle, as that of a directory
 * @param method how a new tree takes the place of the data
 * @param inside whether the service's directory lies in the data
 */
public record DataLocation(Path data, String name, RestoreMethod.Kind method, boolean inside) {
    /** The tree in the directory of a state. */
    public static final String TREE = "tree";

    public static final byte[] TREE_NAME = bytes(TREE);
    /** The name of the service's directory. */
    public static final byte[] WORK = bytes(Bundle.WORK_DIRECTORY);

    /** The place of a bundle as it is now. */
    public static DataLocation of(Bundle bundle) {
        return new DataLocation(
                bundle.directory(),
                bundle.bundleName().directoryName(),
                bundle.restoreMethod().kind(),
                bundle.restoreMethod().inside());
    }

    /** The directory that has the service's one. */
    private Path around() {
        return inside ? data : Objects.requireNonNull(data.getParent());
    }

    /** Makes the data directory if there is none, and tells whether it did. */
    public boolean makeData() throws IOException {
        if (Files.isDirectory(data)) {
            return false;
        }
        try (var parent = Directory.openResolved(Objects.requireNonNull(data.getParent()))) {
            parent.changes().makeDirectory(dataName(), 0755);
            parent.sync();
            return true;
        }
    }

    /** Removes the data directory if it is empty. */
    public void removeEmptyData() throws IOException {
        try (var parent = Directory.openResolved(Objects.requireNonNull(data.getParent()))) {
            removeIfEmpty(parent, dataName());
        }
    }

    /** The path of the tree of a state, for other programs. */
    public Path treePath(String state) {
        return work().resolve(state).resolve(TREE);
    }

    /** The service's directory of the bundle, whether it is there or not. */
    Path work() {
        return around().resolve(Bundle.WORK_DIRECTORY).resolve(name);
    }

    /** The directory that contains the service's one: the parent of the data, or the data itself. */
    Directory openAround() throws IOException {
        return Directory.openResolved(around());
    }

    public Directory openData() throws IOException {
        return Directory.openResolved(data);
    }

    /** The name of the data directory in {@link #openAround()}; only if that has it. */
    byte[] dataName() {
        return RawPaths.bytes(Objects.requireNonNull(data.getFileName()));
    }

    /** A file system is mounted in the data: it would move with the old tree, or could not be moved. */
    public static final class MountedBelowException extends IOException {
        MountedBelowException(String below) {
            super("Another file system is mounted in its directory, at " + below);
        }
    }

    /** Checks right before an exchange what {@link Bundle#restoreRefusal} checked long before. */
    void requireNothingMounted() throws IOException {
        var below = MountPoints.read().below(data);
        if (below.isPresent()) {
            throw new MountedBelowException(below.get());
        }
    }

    /** The service's directory, made if it is not there. */
    Directory openWork() throws IOException {
        try (var around = openAround()) {
            requireNameFree(around);
            var before = around.stat();
            try (var all = withWritePermission(
                    around, () -> openOwn(around, WORK, Objects.requireNonNull(work().getParent())))) {
                keepTime(around, before);
                return openOwn(all, bytes(name), work());
            }
        }
    }

    /** Refuses if the application itself has a directory of this name in the data. */
    private void requireNameFree(Directory around) throws IOException {
        if (inside && ReservedName.in(around, WORK, bytes(name)) == ReservedName.OF_APPLICATION) {
            try (var all = around.openDirectory(WORK)) {
                if (all.list().size() == 0) {
                    // The service may have been killed between making this directory and making the bundle's.
                    return;
                }
            }
            throw new IOException("the directory " + Bundle.WORK_DIRECTORY
                    + " in the data is the application's own, and the service needs that name there");
        }
    }

    /** Restores the time of the data directory, which belongs to the application's data. */
    private void keepTime(Directory around, Stat before) throws IOException {
        var now = around.stat();
        if (inside && (now.mtimeSeconds() != before.mtimeSeconds() || now.mtimeNanos() != before.mtimeNanos())) {
            around.setModified(before.mtimeSeconds(), before.mtimeNanos());
        }
    }

    /** Removes the service's directory of the bundle if it is empty, and then the one that bundles share, if that is empty. */
    void removeEmptyWork() throws IOException {
        try (var around = openAround();
                var all = around.openDirectory(WORK)) {
            var before = around.stat();
            if (removeIfEmpty(all, bytes(name)) && withWritePermission(around, () -> removeIfEmpty(around, WORK))) {
                keepTime(around, before);
            }
        } catch (PosixException e) {
            if (!e.isMissing()) {
                throw e;
            }
        }
    }

    private interface Change<T> {
        T apply() throws IOException;
    }

    /** Gives the owner the right to write in the data directory for the time of the change, if the change needs it. */
    private <T> T withWritePermission(Directory around, Change<T> change) throws IOException {
        try {
            return change.apply();
        } catch (PosixException e) {
            int mode = around.stat().mode() & 07777;
            if (!inside || e.errno() != Errno.EACCES || (mode & 0300) == 0300) {
                throw e;
            }
            around.setMode(mode | 0300);
            try {
                return change.apply();
            } finally {
                around.setMode(mode);
            }
        }
    }

    /** Whether an empty directory was removed; false if something is in it, or it does not exist. */
    static boolean removeIfEmpty(Directory parent, byte[] name) throws IOException {
        try {
            parent.changes().removeDirectory(name);
            return true;
        } catch (PosixException e) {
            if (e.isMissing() || e.errno() == Errno.ENOTEMPTY || e.errno() == Errno.EEXIST) {
                return false;
            }
            throw e;
        }
    }

    /** The service's directory, if there is one. */
    Optional<Directory> findWork() throws IOException {
        try (var around = openAround()) {
            try (var all = around.openDirectory(WORK)) {
                if (!all.has(bytes(name))) {
                    return Optional.empty();
                }
                return Optional.of(openWork());
            } catch (PosixException e) {
                if (e.isMissing()) {
                    return Optional.empty();
                }
                throw new PosixException(e.errno(), "use directory", RawPaths.bytes(work()));
            }
        }
    }

    /** Opens a directory that only the service can write to: its entries are written and renamed by name. */
    private static Directory openOwn(Directory parent, byte[] name, Path path) throws IOException {
        Directory directory;
        try {
            if (!parent.has(name)) {
                makeIfMissing(parent, name);
                parent.sync();
            }
            directory = parent.openDirectory(name);
        } catch (PosixException e) {
            throw new PosixException(e.errno(), "use directory", RawPaths.bytes(path));
        }
        var stat = directory.stat();
        if (stat.uid() != ownUid() || (stat.mode() & 0022) != 0) {
            directory.close();
            throw new IOException("the directory " + path + " is not the service's own: others can write to it");
        }
        return directory;
    }

    static void makeIfMissing(Directory parent, byte[] name) throws IOException {
        try {
            parent.changes().makeDirectory(name);
        } catch (PosixException e) {
            if (e.errno() != Errno.EEXIST) {
                throw e;
            }
        }
    }

    private static long ownUid() throws IOException {
        return ((Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid")) & 0xffff_ffffL;
    }

    public static byte[] bytes(String name) {
        return name.getBytes(StandardCharsets.UTF_8);
    }
}
