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
import io.bundlebackup.posix.NewFile;
import io.bundlebackup.posix.OpenFile;
import io.bundlebackup.posix.PosixException;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Builds the tree that a manifest lists in an empty directory: content from parts and big files, everything else from the
 * lines. First all content, by {@link #unpackPart} and {@link #addBigFile}, each delivered file once, by any number of threads at once; then {@link #finish},
 * once. After a failure the tree is not usable, and its owner removes it.
 *
 * <p>All writes go through open directories beneath the root and never through a link, even if another process swaps
 * directories meanwhile. Until {@link #finish} only the owner can enter the directories. Nothing is durable before the file
 * system is flushed.
 *
 * <p>An upload that differs from the manifest is refused with an {@link InvalidUploadException}. An interrupt ends a call
 * with an {@link InterruptedException} at the next entry, or within a file at the next buffer. Nothing stays open between calls.
 * Memory: two bits for each line, and about 3 MiB for each running call.
 */
public final class TreeBuilder {
    /** An upload with at least this number of zero bytes is copied, with holes, instead of shared. */
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
     * @param salvaging whether an entry of a part that differs from the manifest is skipped, and {@link #finish} reports the
     *     lost files; a kept file stays in the place of a lost file
     */
    public TreeBuilder(
            Directory root, ManifestIndex manifest, TarLimits limits, TreeBuildListener listener, boolean salvaging) {
        this.tree = new NewTree(root, manifest, listener, salvaging);
        this.limits = limits;
    }

    /** Leaves out the set-user-ID and set-group-ID bits of files, and reports that at the end. Call before all other methods. */
    public void forbidSetIds() {
        tree.attribution().forbidSetIds();
    }

    /**
     * Unpacks a part: the files whose lines name the part. Entries that the manifest does not list, or lists with another
     * file name, are skipped; the archive is still checked to its end.
     *
     * @param fileName the name of the part in the manifest
     * @param arrived what is known of the content; null if nothing
     */
    public void unpackPart(String fileName, OpenFile tar, @Nullable ArrivedContent arrived)
            throws IOException, InterruptedException {
        // What is salvaged is in the tree before the whole part was looked at, so each file is digested when it is
        // written.
        try (var unpacker = new PartUnpacker(tree, fileName, tree.salvaging() ? null : arrived)) {
            tree.parts().add(fileName);
            unpacker.unpack(tar, limits);
        } catch (InvalidArchiveException e) {
            throw new InvalidUploadException(fileName, e);
        } catch (ClosedByInterruptException e) {
            throw interrupted(e);
        }
    }

    /**
     * Adds a file that was delivered separately. Several lines may name one delivered file. A line that is a hard link needs
     * no call; a call for it only checks the content.
     *
     * @param path the path of the line that names the file
     * @param upload open; stays open
     * @param uploads the directory of the upload
     * @param name the name of the upload in that directory
     * @param arrived what is known of the content; null if nothing
     * @param mayShare whether the upload may become a file of the tree, as a hard link; it then has the line's attributes,
     *     and a write to it is a write to the tree. The upload is still copied if it has many zeros, which become holes, has
     *     further names, lies on another file system, or would be unreadable
     */
    public void addBigFile(
            RawPath path,
            OpenFile upload,
            @Nullable ArrivedContent arrived,
            Directory uploads,
            byte[] name,
            boolean mayShare)
            throws IOException, InterruptedException {
        try (var lines = tree.manifest().cursor();
                var directories = new TreeDirectories(tree.root())) {
            var line = lines.find(path);
            if (line == null || !line.entry().isRegularFile()) {
                throw new IllegalArgumentException("the manifest lists no file " + path);
            }
            long zeroBytes = require(line, upload, arrived);
            if (line.entry().isHardLink() || !tree.made().mark(line.number())) {
                return;
            }
            if (zeroBytes >= LONG_ZEROS) {
                long size = line.entry().size();
                tree.create(line.entry(), directories, file -> new ContentWriter().copy(upload, size, file));
            } else if (!mayShare || !share(line, upload, uploads, name, directories)) {
                tree.create(line.entry(), directories, file -> FileTransfer.copy(upload, file));
            }
            tree.listener().restored(line.entry().size());
        } catch (ClosedByInterruptException e) {
            throw interrupted(e);
        }
    }

    /**
     * Adds the file of a line, whose content is read while it is written; call once for a line, and not for hard links.
     *
     * @param number of the line, from 0
     * @param writing of this thread
     * @throws InvalidUploadException if the content is damaged, missing, or other content than the manifest says
     */
    public void addFile(Entry line, long number, FileSource source, Writing writing)
            throws IOException, InterruptedException {
        try {
            tree.create(line, writing.directories, file -> copy(line, source, file, writing.content));
        } catch (ClosedByInterruptException e) {
            throw interrupted(e);
        }
        tree.made().mark(number);
        tree.listener().restored(line.size());
    }

    private static void copy(Entry line, FileSource source, NewFile to, ContentWriter content)
            throws IOException, InterruptedException {
        try (var in = source.open()) {
            var known = source.sha256();
            var digest = content.write(in, line.size(), to, known == null);
            boolean same = content.length() == line.size()
                    && in.read() < 0
                    && Objects.equals(known == null ? digest : known, line.sha256());
            if (!same) {
                throw new InvalidUploadException(
                        line.fileName(), line.path(), "has other content than the manifest says");
            }
        } catch (ContentLostException e) {
            throw new InvalidUploadException(line.fileName(), line.path(), e.reason());
        }
    }

    /** Begins to add files by a thread, which closes this. */
    public Writing writing() {
        return new Writing(new TreeDirectories(tree.root()));
    }

    /** The directories and buffers of a thread that adds files. */
    public static final class Writing implements AutoCloseable {
        private final TreeDirectories directories;
        private final ContentWriter content = new ContentWriter();

        private Writing(TreeDirectories directories) {
            this.directories = directories;
        }

        @Override
        public void close() {
            directories.close();
        }
    }

    /** Whether the file of this line is in the tree; always false for the line of a hard link. */
    public boolean has(long line) {
        return tree.made().isMarked(line);
    }

    /**
     * Whether the file of a line is lost: the tree is salvaged and the content did not arrive.
     *
     * @param number of the line, from 0
     * @param lines of the same manifest, to find first names
     */
    public boolean isLost(Entry line, long number, ManifestCursor lines) throws IOException {
        return tree.isLost(line, number, lines);
    }

    /** Requires the content that a line lists; returns how many of its bytes lie in blocks of zeros. */
    private long require(ManifestCursor.Line line, OpenFile upload, @Nullable ArrivedContent arrived)
            throws IOException, InterruptedException {
        var entry = line.entry();
        var stat = upload.stat();
        if (!stat.isRegularFile() || stat.size() != entry.size()) {
            throw new InvalidUploadException(
                    entry.fileName(),
                    entry.path(),
                    "has " + stat.size() + " bytes, and " + entry.size() + " in the manifest");
        }
        long zeroBytes = verified(entry, upload, arrived);
        tree.met().mark(line.number());
        return zeroBytes;
    }

    private static long verified(Entry entry, OpenFile upload, @Nullable ArrivedContent arrived)
            throws IOException, InterruptedException {
        if (arrived != null && Objects.equals(arrived.sha256(), entry.sha256()) && arrived.isOf(upload)) {
            return arrived.zeroBytes();
        }
        var content = new ContentWriter();
        if (!Objects.equals(content.digest(upload, entry.size()), entry.sha256())) {
            throw new InvalidUploadException(
                    entry.fileName(), entry.path(), "has other content than the manifest says");
        }
        return content.zeroBytes();
    }

    /** Returns false if the upload has to be copied. */
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
     * Completes the tree in one pass over the manifest: makes directories, symbolic links and hard links, copies the kept
     * entries, and checks that all content has arrived. A directory gets its attributes when it is complete, the root last.
     * If the manifest does not list the root, the root gets the attributes of the previous tree, or keeps its own if {@code
     * kept} is null. Other directories that neither the manifest nor the previous tree has get the mode 0755.
     *
     * <p>Kept entries that vanish meanwhile are left out. Hard links between kept files stay hard links.
     *
     * @throws PosixException also if an entry to keep cannot be read
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
