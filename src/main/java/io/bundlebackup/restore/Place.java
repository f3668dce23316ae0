package io.bundlebackup.restore;

import io.bundlebackup.bundle.Bundle;
import io.bundlebackup.bundle.MountPoints;
import io.bundlebackup.bundle.RawPaths;
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
 * in it if it is a mount point. In that directory are {@code new-<session>}, {@code previous-<id>}, and what is about to be removed;
 * each of the former two is a {@link State}.
 *
 * @param data the data directory
 * @param name of the bundle, as that of a directory
 * @param mount whether the data directory is a mount point, which cannot be exchanged as a whole
 */
record Place(Path data, String name, boolean mount) {
    private static final byte[] WORK = Bundle.WORK_DIRECTORY.getBytes(StandardCharsets.US_ASCII);

    /** The place of a bundle as it is now. */
    static Place of(Bundle bundle) throws IOException {
        try (var data = Directory.open(bundle.directory())) {
            boolean mount = data.stat().mountRoot() == Stat.MountRoot.YES
                    || bundle.directory().getParent() == null;
            return new Place(bundle.directory(), bundle.bundleName().directoryName(), mount);
        }
    }

    /** Where the tree of a state lies, for others than the service. */
    Path treePath(String state) {
        return work().resolve(state).resolve(Exchange.TREE);
    }

    /** The service's directory of the bundle, whether it is there or not. */
    Path work() {
        var around = mount ? data : Objects.requireNonNull(data.getParent());
        return around.resolve(Bundle.WORK_DIRECTORY).resolve(name);
    }

    /** The directory that has the data, or, of a mount point, is it. */
    Directory openAround() throws IOException {
        return Directory.open(mount ? data : Objects.requireNonNull(data.getParent()));
    }

    Directory openData() throws IOException {
        return Directory.open(data);
    }

    /** The name of the data directory in {@link #openAround()}; not of a mount point. */
    byte[] dataName() {
        return RawPaths.bytes(Objects.requireNonNull(data.getFileName()));
    }

    /** A file system is mounted in the data: it would go with the old tree, or not let itself be moved. */
    static final class MountedBelowException extends IOException {
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
            var before = around.stat();
            try (var all = own(around, WORK)) {
                keepTime(around, before);
                return own(all, bytes(name));
            }
        }
    }

    /** The time of its root is the application's data, too. */
    private void keepTime(Directory around, Stat before) throws IOException {
        var now = around.stat();
        if (mount && (now.mtimeSeconds() != before.mtimeSeconds() || now.mtimeNanos() != before.mtimeNanos())) {
            around.setModified(before.mtimeSeconds(), before.mtimeNanos());
        }
    }

    /** Takes the service's directory away if nothing is in it, and the one that it shares with other bundles. */
    void removeEmptyWork() throws IOException {
        try (var around = openAround();
                var all = around.openDirectory(WORK)) {
            var before = around.stat();
            if (removed(all, bytes(name)) && removed(around, WORK)) {
                keepTime(around, before);
            }
        } catch (PosixException e) {
            if (!e.isMissing()) {
                throw e;
            }
        }
    }

    private static boolean removed(Directory parent, byte[] name) throws IOException {
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
            try (var all = around.openDirectory(WORK);
                    var found = all.openDirectory(bytes(name))) {
                return Optional.of(openWork());
            } catch (PosixException e) {
                if (e.isMissing()) {
                    return Optional.empty();
                }
                throw e;
            }
        }
    }

    /** Nobody else may have prepared it: what is in it is written to and renamed by name. */
    private static Directory own(Directory parent, byte[] name) throws IOException {
        try {
            parent.changes().makeDirectory(name);
            parent.sync();
        } catch (PosixException e) {
            if (e.errno() != Errno.EEXIST) {
                throw e;
            }
        }
        var directory = parent.openDirectory(name);
        var stat = directory.stat();
        if (stat.uid() != ownUid() || (stat.mode() & 0022) != 0) {
            directory.close();
            throw new IOException("the directory " + Bundle.WORK_DIRECTORY
                    + " beside the data, or what is in it, is not the " + "service's own: others can write to it");
        }
        return directory;
    }

    private static long ownUid() throws IOException {
        return ((Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid")) & 0xffff_ffffL;
    }

    static byte[] bytes(String name) {
        return name.getBytes(StandardCharsets.UTF_8);
    }
}
