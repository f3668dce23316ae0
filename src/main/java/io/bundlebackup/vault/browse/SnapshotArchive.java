package io.bundlebackup.vault.browse;

import io.bundlebackup.manifest.RawPath;
import io.bundlebackup.posix.FailureReason;
import io.bundlebackup.repository.tree.Node;
import io.bundlebackup.repository.tree.TreeReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes files and directories of a snapshot as one archive. What is damaged is left out, and named in a last entry {@code MISSING.txt}: a
 * file is read whole before its first byte is written, and a large one twice. Memory: the directories above one entry. Used by one thread.
 */
public final class SnapshotArchive {
    private static final Logger log = LoggerFactory.getLogger(SnapshotArchive.class);

    /** The last entry, if something is missing. */
    public static final String MISSING = "MISSING.txt";

    /** Of what is missing so much is named; the rest is counted. */
    private static final int MOST_NAMED = 10_000;

    /** Of files with several names so many are remembered; further ones come as files of their own. */
    private static final int MOST_LINKED = 100_000;

    private final SnapshotFiles files;
    private final ArchiveFormat format;
    private final List<String> missing = new ArrayList<>();
    private final Map<File, RawPath> linked = new HashMap<>();
    private long missed;

    private record File(long device, long inode) {}

    private SnapshotArchive(SnapshotFiles files, ArchiveFormat format) {
        this.files = files;
        this.format = format;
    }

    /**
     * Writes an archive; the stream stays open.
     *
     * @param paths in the order of the archive; a directory comes with everything below, and once
     * @throws IOException if the stream fails, or a file is damaged that was whole a moment ago: the archive is then not complete
     */
    public static void writeTar(SnapshotFiles files, List<RawPath> paths, OutputStream out) throws IOException {
        new SnapshotArchive(files, new TarFormat(out)).write(paths);
    }

    /** As {@link #writeTar}, a zip: without extended attributes, and with a file of its own for each name of a file with several names. */
    public static void writeZip(SnapshotFiles files, List<RawPath> paths, OutputStream out) throws IOException {
        try (var zip = new ZipFormat(out)) {
            new SnapshotArchive(files, zip).write(paths);
        }
    }

    private void write(List<RawPath> paths) throws IOException {
        for (var path : withoutRepeated(paths)) {
            if (path.isRoot()) {
                directory(path, files.tree().open(files.root()));
                continue;
            }
            var node = files.find(path);
            if (node.isEmpty()) {
                miss(path, "it is not in the snapshot", null);
            } else {
                entry(path, node.get());
            }
        }
        if (missed > 0) {
            if (missed > missing.size()) {
                missing.add("and " + (missed - missing.size()) + " more");
            }
            format.text(MISSING, (String.join("\n", missing) + "\n").getBytes(StandardCharsets.UTF_8));
        }
        format.finish();
    }

    /** The paths that no other one has below it: a zip must not have a name twice. */
    private static Set<RawPath> withoutRepeated(List<RawPath> paths) {
        var all = new LinkedHashSet<>(paths);
        if (all.contains(RawPath.ROOT)) {
            return Set.of(RawPath.ROOT);
        }
        all.removeIf(path -> {
            var above = path.parent();
            while (above != null && !all.contains(above)) {
                above = above.parent();
            }
            return above != null;
        });
        return all;
    }

    private void entry(RawPath path, Node node) throws IOException {
        switch (node.type()) {
            case DIRECTORY -> directory(path, node);
            case FILE -> file(path, node);
            case SYMBOLIC_LINK -> format.symbolicLink(path, node);
            default -> miss(path, "it is neither a file, a directory nor a link", null);
        }
    }

    private void directory(RawPath path, Node node) throws IOException {
        format.directory(path, node);
        TreeReader tree;
        try {
            tree = files.tree().open(Objects.requireNonNull(node.subtree()));
        } catch (IOException e) {
            miss(path, "the directory is damaged, and everything below is missing", e);
            return;
        }
        directory(path, tree);
    }

    private void directory(RawPath path, TreeReader tree) throws IOException {
        while (true) {
            Node node;
            try {
                node = tree.next();
            } catch (IOException e) {
                miss(path, "the directory is damaged, and some of it is missing", e);
                return;
            }
            if (node == null) {
                return;
            }
            entry(path.resolve(node.name()), node);
        }
    }

    private void file(RawPath path, Node node) throws IOException {
        var file = new File(node.device(), node.inode());
        if (node.links() > 1) {
            var first = linked.get(file);
            if (first != null && format.hardLink(path, node, first)) {
                return;
            }
        }
        try {
            files.verify(node);
        } catch (IOException e) {
            miss(path, "its content is damaged", e);
            return;
        }
        try (var content = files.content(node, 0, node.size())) {
            format.file(path, node, content);
        }
        if (node.links() > 1 && linked.size() < MOST_LINKED) {
            linked.putIfAbsent(file, path);
        }
    }

    private void miss(RawPath path, String reason, @Nullable IOException cause) {
        if (cause != null) {
            log.warn(
                    "{} is missing in an archive of a snapshot: {}: {}",
                    path.encoded(),
                    reason,
                    FailureReason.of(cause));
        }
        missed++;
        if (missing.size() < MOST_NAMED) {
            missing.add(path.encoded() + ": " + reason);
        }
    }
}
