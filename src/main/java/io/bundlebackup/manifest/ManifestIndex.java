package io.bundlebackup.manifest;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A manifest on disk, accessible by path. Building it reads the file once and checks it as {@link ManifestReader} does; in
 * addition the first name of each hard link has to be listed, be a regular file and not a hard link, and have the same size
 * and hash (the first name's other attributes count). Directories above an entry may be missing, as in manifests made by hand
 * or by other tools; a restore makes them with the mode 0755. An entry that is listed above another entry is a directory.
 *
 * <p>Memory: at most 65,536 samples with 16 MiB of paths, whatever the size. The file must stay as it is. Immutable and thread-safe;
 * each thread needs its own {@link #cursor()}.
 */
public final class ManifestIndex {
    private static final int LINES_BETWEEN_LOOKS = 1 << 12;

    private final Path file;
    private final ManifestHeader header;
    private final ManifestSamples samples;
    private long lines;
    private long files;
    private long bytes;
    private long treeBytes;

    private ManifestIndex(Path file, ManifestHeader header, ManifestSamples samples) {
        this.file = file;
        this.header = header;
        this.samples = samples;
    }

    /**
     * Reads and checks a manifest.
     *
     * @param scratch a file that does not exist, for the case that there are many hard links; removed before this returns
     * @throws InvalidManifestException if the manifest is not valid
     * @throws InterruptedException soon after the thread is interrupted
     */
    public static ManifestIndex build(Path file, Path scratch) throws IOException, InterruptedException {
        return build(file, scratch, new ManifestSamples());
    }

    static ManifestIndex build(Path file, Path scratch, ManifestSamples samples)
            throws IOException, InterruptedException {
        try (var reader = ManifestReader.open(file);
                var furtherNames = new HardLinkCheck(scratch)) {
            var index = new ManifestIndex(file, reader.header(), samples);
            index.read(reader, furtherNames);
            try (var cursor = index.cursor()) {
                index.bytes = HardLinkCheck.sum(index.bytes, furtherNames.check(cursor));
            }
            return index;
        }
    }

    private void read(ManifestReader reader, HardLinkCheck furtherNames) throws IOException, InterruptedException {
        for (Entry entry = reader.next(); entry != null; entry = reader.next()) {
            samples.add(entry.path(), reader.offset(), lines);
            if (entry.isRegularFile()) {
                files++;
                if (entry.isHardLink()) {
                    furtherNames.add(entry, reader.line());
                } else {
                    treeBytes = HardLinkCheck.sum(treeBytes, entry.size());
                }
            }
            lines++;
            if (lines % LINES_BETWEEN_LOOKS == 0 && Thread.interrupted()) {
                throw new InterruptedException("reading a manifest was interrupted");
            }
        }
        bytes = treeBytes;
    }

    public ManifestHeader header() {
        return header;
    }

    /** The number of entries. */
    public long lines() {
        return lines;
    }

    /** The number of regular files; each name of a file counts. */
    public long files() {
        return files;
    }

    /** Bytes of content to deliver: the content of a file counts once for each delivered file that has names of it. */
    public long bytes() {
        return bytes;
    }

    /**
     * Bytes of content of the tree: the content of a file counts once. This is the space that the tree needs, without regard
     * to holes.
     */
    public long treeBytes() {
        return treeBytes;
    }

    /** Opens a cursor to find lines; for one thread, which closes it. */
    public ManifestCursor cursor() throws IOException {
        return new ManifestCursor(file, samples);
    }

    /** Opens a reader of the whole manifest; for one thread, which closes it. */
    public ManifestReader reader() throws IOException {
        return ManifestReader.open(file);
    }
}
