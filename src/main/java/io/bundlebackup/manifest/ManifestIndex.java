package io.bundlebackup.manifest;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A manifest on disk, accessible by path. Building it reads the file once and checks all that {@link ManifestReader} checks, and that
 * the first name of each hard link is listed, is a regular file, is no further name itself, and has the same size and hash (of the other
 * attributes those of the first name count). Directories above an entry may be left out, as they are in manifests made by hand and by
 * other tools: who restores makes them with the mode 0755; what is listed above an entry is a directory.
 *
 * <p>Memory: at most 65,536 samples with 16 MiB of paths, whatever the size. The file must stay as it is. Immutable and thread-safe;
 * each thread takes a {@link #cursor()} of its own.
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

    /** How many entries the manifest lists. */
    public long lines() {
        return lines;
    }

    /** Regular files, by each of their names. */
    public long files() {
        return files;
    }

    /** Content as often as it is delivered: a file's once in each delivered file that carries names of it. */
    public long bytes() {
        return bytes;
    }

    /** Content of the files, of each once, whatever the number of its names: the room that they need, but for holes. */
    public long treeBytes() {
        return treeBytes;
    }

    /** To find lines; for one thread, which closes it. */
    public ManifestCursor cursor() throws IOException {
        return new ManifestCursor(file, samples);
    }

    /** To read the whole from its begin; for one thread, which closes it. */
    public ManifestReader reader() throws IOException {
        return ManifestReader.open(file);
    }
}
