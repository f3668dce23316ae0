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
 * Where a bundle's data lies, and the service's directory on the same file system: {@code .bundle-backup/<bundle>/} beside the data, or
 * in it if it cannot be exchanged as a whole. In that directory are {@code new-<session>}, {@code previous-<id>}, and what is about to be removed;
 * each of the former two is a {@link State}.
 *
 * @param data the data directory
 * @param name of the bundle, as that of a directory
 * @param way how a new tree takes the place of the data
 * @param inside whether the service's directory lies in the data
 */
public record DataLocation(Path data, String name, RestoreMethod.Kind way, boolean inside) {
    /** The tree in the directory of a state. */
    public static final String TREE = "tree";

    private static final byte[] WORK = Bundle.WORK_DIRECTORY.getBytes(StandardCharsets.US_ASCII);

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

    /** Makes the data directory of a bundle that has none yet; whether that was so. */
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

    /** Takes back {@link #makeData}, unless something is in it by now. */
    public void removeEmptyData() throws IOException {
        try (var parent = Directory.openResolved(Objects.requireNonNull(data.getParent()))) {
            removeIfEmpty(parent, dataName());
        }
    }

    /** Where the tree of a state lies, for others than the service. */
    public Path treePath(String state) {
        return work().resolve(state).resolve(TREE);
    }

    /** The service's directory of the bundle, whether it is there or not. */
    Path work() {
        return around().resolve(Bundle.WORK_DIRECTORY).resolve(name);
    }

    /** The directory that has the data, or is it if the service's directory lies in that. */
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

    /** A file system is mounted in the data: it would go with the old tree, or not let itself be moved. */
    public static final class MountedBelowException extends IOException {
        MountedBelowException(String below) {
            super("Another file system is mounted in its directory, at " + below);
        }
    }

    /** Asks once more, right before an exchange, what {@link Bundle#restoreRefusal} said long before. */
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

    /** In the data the name of the service's directory may be the application's already. */
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

    /** The time of its root is the application's data, too. */
    private void keepTime(Directory around, Stat before) throws IOException {
        var now = around.stat();
        if (inside && (now.mtimeSeconds() != before.mtimeSeconds() || now.mtimeNanos() != before.mtimeNanos())) {
            around.setModified(before.mtimeSeconds(), before.mtimeNanos());
        }
    }

    /** Takes the service's directory away if nothing is in it, and the one that it shares with other bundles. */
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

    /** The data may be without the right to write for its owner, who has it for the moment. */
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

    /** Whether an empty directory was removed; false if something is in it. */
    static boolean removeIfEmpty(Directory parent, byte[] name) throws IOException {
        try {
            parent.changes().removeDirectory(name);
            return true;
        } catch (PosixException e) {
            if (e.errno() == Errno.ENOTEMPTY || e.errno() == Errno.EEXIST) {
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
                make(parent, name);
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

    private static void make(Directory parent, byte[] name) throws IOException {
        try {
            parent.changes().makeDirectory(name);
            parent.sync();
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
