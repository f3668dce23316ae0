package io.bundlebackup.archive.unpack;

import io.bundlebackup.archive.tar.InvalidArchiveException;
import io.bundlebackup.archive.tar.TarLimits;
import io.bundlebackup.archive.tree.ContentWriter;
import io.bundlebackup.archive.tree.FileTransfer;
import io.bundlebackup.manifest.Entry;
import io.bundlebackup.manifest.ManifestCursor;
import io.bundlebackup.manifest.ManifestIndex;
import io.bundlebackup.manifest.RawPath;
import io.bundlebackup.posix.Directory;
import io.bundlebackup.posix.Errno;
import io.bundlebackup.posix.OpenFile;
import io.bundlebackup.posix.PosixException;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Fills an empty directory with what a manifest lists: content from parts and big files, everything else from the lines. First all
 * content, by {@link #unpackPart} and {@link #addBigFile}, each delivered file once, by any number of threads at once; then {@link #finish},
 * once. After a failure the tree is of no further use, and whoever owns it removes it.
 *
 * <p>Everything is written beneath the directory, through open directories and never through a link, whoever swaps directories
 * meanwhile. Until {@link #finish} directories are for their owner alone. Nothing is durable before the file system is flushed.
 *
 * <p>What was uploaded and is not what the manifest says is refused with an {@link InvalidUploadException}. An interrupt ends a call
 * with an {@link InterruptedException} at the next entry, or within a file at the next buffer. Nothing stays open between calls.
 * Memory: two bits a line, about 3 MiB for each call under way.
 */
public final class TreeBuilder {
    /** From so many bytes of zeros on an upload is copied, with holes in their place, rather than shared. */
    private static final long LONG_ZEROS = 1 << 20;

    private final NewTree tree;
    private final TarLimits limits;

    /**
     * Begins.
     *
     * @param root an empty directory; stays open
     * @param limits of each part
     */
    public TreeBuilder(Directory root, ManifestIndex manifest, TarLimits limits, TreeBuildListener listener) {
        this(root, manifest, limits, listener, false);
    }

    /**
     * Begins.
     *
     * @param salvaging whether an entry of a part that is not what the manifest says is passed over, and {@link #finish} tells which
     *     files are lost; of those the kept ones stay
     */
    public TreeBuilder(
            Directory root, ManifestIndex manifest, TarLimits limits, TreeBuildListener listener, boolean salvaging) {
        this.tree = new NewTree(root, manifest, listener, salvaging);
        this.limits = limits;
    }

    /** Leaves the set-user-ID and set-group-ID bits of files out, and tells so at the end; to be called before anything else. */
    public void forbidSetIds() {
        tree.attribution().forbidSetIds();
    }

    /**
     * Unpacks a part: the files whose lines name it. What the manifest does not list, or names another delivered file for, is passed
     * over; the archive is checked to its end all the same.
     *
     * @param fileName as it stands in the manifest
     */
    public void unpackPart(String fileName, OpenFile tar) throws IOException, InterruptedException {
        try (var unpacker = new PartUnpacker(tree, fileName)) {
            tree.parts().add(fileName);
            unpacker.unpack(tar, limits);
        } catch (InvalidArchiveException e) {
            throw new InvalidUploadException(fileName, e);
        } catch (ClosedByInterruptException e) {
            throw interrupted(e);
        }
    }

    /**
     * Takes a file that was delivered by itself. Several lines may name one such file; those that are further names of a file need no
     * call, and are only checked if they get one.
     *
     * @param path whose line names it
     * @param upload open; stays open
     * @param uploads where it lies
     * @param name its name there
     * @param mayShare whether it may become a file of the tree, as a hard link: from then on it has the line's attributes, and whoever
     *     writes to it writes to the tree. It is copied all the same if it has long zeros, which become
     *     holes, has other names already, lies on another file system, or could
     *     not be read again
     */
    public void addBigFile(RawPath path, OpenFile upload, Directory uploads, byte[] name, boolean mayShare)
            throws IOException, InterruptedException {
        try (var lines = tree.manifest().cursor();
                var directories = new TreeDirectories(tree.root())) {
            var line = lines.find(path);
            if (line == null || !line.entry().isRegularFile()) {
                throw new IllegalArgumentException("the manifest lists no file " + path);
            }
            var content = new ContentWriter();
            require(line, upload, content);
            if (line.entry().isHardLink() || !tree.made().mark(line.number())) {
                return;
            }
            if (content.zeroBytes() >= LONG_ZEROS) {
                long size = line.entry().size();
                tree.create(line.entry(), directories, file -> content.write(upload, size, file));
            } else if (!mayShare || !share(line, upload, uploads, name, directories)) {
                tree.create(line.entry(), directories, file -> FileTransfer.copy(upload, file));
            }
            tree.listener().restored(line.entry().size());
        } catch (ClosedByInterruptException e) {
            throw interrupted(e);
        }
    }

    /** Whether the file of this line is in the tree; of a further name's line never. */
    public boolean has(long line) {
        return tree.made().isMarked(line);
    }

    /**
     * Whether what a line lists is lost: a file of a salvaged tree whose content did not come.
     *
     * @param number of the line, from 0
     * @param lines of the same manifest, to find first names with
     */
    public boolean isLost(Entry line, long number, ManifestCursor lines) throws IOException {
        return tree.isLost(line, number, lines);
    }

    private void require(ManifestCursor.Line line, OpenFile upload, ContentWriter content)
            throws IOException, InterruptedException {
        var entry = line.entry();
        var stat = upload.stat();
        if (!stat.isRegularFile() || stat.size() != entry.size()) {
            throw new InvalidUploadException(
                    entry.fileName(),
                    entry.path(),
                    "has " + stat.size() + " bytes, and " + entry.size() + " in the manifest");
        }
        if (!Objects.equals(content.digest(upload, entry.size()), entry.sha256())) {
            throw new InvalidUploadException(
                    entry.fileName(), entry.path(), "has other content than the manifest says");
        }
        tree.met().mark(line.number());
    }

    /** False if it has to be copied. */
    private boolean share(
            ManifestCursor.Line line, OpenFile upload, Directory uploads, byte[] name, TreeDirectories directories)
            throws IOException {
        var entry = line.entry();
        var stat = upload.stat();
        if (stat.links() != 1 || (entry.mode() & 0400) == 0) {
            return false;
        }
        var parent = directories.parentOf(entry.path());
        try {
            parent.changes().link(entry.path().name(), uploads, name);
        } catch (PosixException e) {
            return switch (e.errno()) {
                case Errno.EXDEV, Errno.EMLINK, Errno.EPERM, Errno.EOPNOTSUPP, Errno.ENOSYS -> false;
                default -> throw e;
            };
        }
        if (!parent.stat(entry.path().name()).isSameFile(stat)) {
            throw new PosixException(Errno.ESTALE, "link", name);
        }
        for (var xattr : upload.xattrNames()) {
            upload.removeXattr(xattr);
        }
        tree.attribution().set(upload, entry.path(), tree.attribution().ofFile(entry), entry.xattrs());
        return true;
    }

    /**
     * Makes what carries no content, in one pass over the manifest: directories, symbolic links, further names of files; and takes
     * over what is kept. Checks that all content was there. Gives directories their attributes when nothing more comes into them, the
     * root last. If the manifest does not list the root, it gets the old tree's attributes, if something of that is kept; else it stays
     * as it is. Other directories that neither lists get the mode 0755.
     *
     * <p>Of what is kept, what vanishes meanwhile is left out. Names of one file stay names of one file.
     *
     * @throws PosixException also if something that is to be kept cannot be read
     */
    public void finish(@Nullable PreviousTree kept) throws IOException, InterruptedException {
        try (var pass = new TreeAssembly(tree)) {
            pass.begin();
            if (kept == null) {
                pass.end();
            } else {
                KeptTree.keep(kept, tree, pass);
            }
        } catch (ClosedByInterruptException e) {
            throw interrupted(e);
        }
        for (var unset : tree.attribution().unset()) {
            tree.listener().unset(unset);
        }
    }

    private static InterruptedException interrupted(ClosedByInterruptException e) {
        // The flag is cleared, as usual.
        Thread.interrupted();
        var interrupted = new InterruptedException("restoring was interrupted");
        interrupted.initCause(e);
        return interrupted;
    }
}
