package io.bundlebackup.archive.pack;

import io.bundlebackup.archive.scan.Entries;
import io.bundlebackup.archive.scan.ScanEntry;
import io.bundlebackup.archive.tar.TarAttributes;
import io.bundlebackup.archive.tar.TarWriter;
import io.bundlebackup.archive.tree.FailedEntries;
import io.bundlebackup.manifest.Link;
import io.bundlebackup.manifest.ManifestHeader;
import io.bundlebackup.manifest.ManifestWriter;
import io.bundlebackup.manifest.RawPath;
import io.bundlebackup.manifest.UnixTime;
import io.bundlebackup.manifest.Xattr;
import io.bundlebackup.posix.Directory;
import io.bundlebackup.posix.OpenFile;
import io.bundlebackup.posix.Stat;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Packs the regular files of one part: writes each to the tar and its line to the manifest. A further name of a file in the part becomes a
 * hard link if it still names that file with that content, otherwise a file; so a link never points to an entry outside the tar. Not
 * thread-safe.
 */
final class FilePacker {
    private final ManifestHeader header;
    private final String uri;
    private final TarWriter tar;
    private final ManifestWriter manifest;
    private final FileReading reading;

    private long files;
    private long bytes;

    private record Inode(long device, long number) {
        static Inode of(Stat stat) {
            return new Inode(stat.device(), stat.inode());
        }
    }

    /** @param uri the name of the part */
    FilePacker(
            Directory root,
            ManifestHeader header,
            String uri,
            TarWriter tar,
            ManifestWriter manifest,
            FailedEntries failures)
            throws IOException {
        this.header = header;
        this.uri = uri;
        this.tar = tar;
        this.manifest = manifest;
        this.reading = new FileReading(root, header, new ToTar(), failures);
    }

    /** The number of packed files; each name of a file counts. */
    long files() {
        return files;
    }

    /** Bytes of the content in the tar. */
    long bytes() {
        return bytes;
    }

    /** Packs a file, or reports it. */
    void pack(ScanEntry entry) throws IOException, InterruptedException {
        reading.read(entry);
    }

    private static TarAttributes attributes(Stat stat, List<Xattr> xattrs) {
        return new TarAttributes(
                stat.mode() & 07777,
                stat.uid(),
                stat.gid(),
                new UnixTime(stat.mtimeSeconds(), stat.mtimeNanos()),
                xattrs);
    }

    private final class ToTar implements FileReading.Target {
        private final FileDigest content = new FileDigest();
        /** Packed files that have several names; at most the entries of one part. */
        private final Map<Inode, FileReading.Taken> firstNames = new HashMap<>();

        @Override
        public FileReading.@Nullable Taken earlier(Stat stat) {
            return firstNames.get(Inode.of(stat));
        }

        @Override
        public void begin(RawPath path, Stat stat, List<Xattr> xattrs) throws IOException {
            tar.beginFile(path, attributes(stat, xattrs), stat.size());
        }

        @Override
        public long take(OpenFile file, long size) throws IOException, InterruptedException {
            return content.pack(file, size, tar);
        }

        @Override
        public String sha256() {
            return content.sha256();
        }

        @Override
        public void drop() throws IOException {
            tar.rewind();
        }

        @Override
        public void end(ScanEntry entry, FileReading.Taken file, List<Xattr> xattrs) throws IOException {
            tar.endFile();
            var stat = file.stat();
            manifest.write(Entries.settled(entry, Entries.file(entry, stat, file.sha256(), xattrs, uri), header));
            files++;
            bytes += stat.size();
            if (stat.links() > 1) {
                firstNames.put(Inode.of(stat), file);
            }
        }

        /** The line and the attributes are those of the first name, because unpacking sets the attributes for each name. */
        @Override
        public void link(ScanEntry entry, FileReading.Taken first, List<Xattr> xattrs) throws IOException {
            var line = Entries.file(entry, first.stat(), first.sha256(), xattrs, uri)
                    .withLink(Link.to(first.path()));
            tar.hardLink(entry.path(), attributes(first.stat(), List.of()), first.path());
            manifest.write(Entries.settled(entry, line, header));
            files++;
        }
    }
}
