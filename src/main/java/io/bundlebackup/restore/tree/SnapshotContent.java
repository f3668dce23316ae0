package io.bundlebackup.restore.tree;

import io.bundlebackup.archive.unpack.ContentLostException;
import io.bundlebackup.archive.unpack.FileSource;
import io.bundlebackup.archive.unpack.InvalidUploadException;
import io.bundlebackup.archive.unpack.TreeBuilder;
import io.bundlebackup.manifest.Entry;
import io.bundlebackup.restore.snapshot.StoredSnapshot;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Content of a snapshot, which is read while it is written into the tree. */
final class SnapshotContent implements TreeContent {
    /** Files of one job: it costs as much as some small files. */
    private static final int MOST_FILES = 256;

    private static final long MOST_BYTES = 8 << 20;

    private final StoredSnapshot snapshot;
    private final Plan plan;

    /** @param snapshot closed with this */
    SnapshotContent(StoredSnapshot snapshot, Plan plan) {
        this.snapshot = snapshot;
        this.plan = plan;
    }

    private record FoundFile(Entry line, long number, FileSource source) {}

    @Override
    public Plan plan() {
        return plan;
    }

    @Override
    public void fill(TreeBuilder builder, boolean salvaging, FillJobs jobs) throws IOException, InterruptedException {
        var batch = new ArrayList<FoundFile>();
        long bytes = 0;
        try (var lines = plan.manifest().reader()) {
            long number = 0;
            for (var line = lines.next(); line != null; line = lines.next(), number++) {
                if (!line.isRegularFile() || line.isHardLink()) {
                    continue;
                }
                try {
                    batch.add(new FoundFile(line, number, snapshot.find(line.path())));
                    bytes += line.size();
                } catch (ContentLostException e) {
                    tolerate(new InvalidUploadException(line.fileName(), line.path(), e.reason()), salvaging);
                }
                if (batch.size() == MOST_FILES || bytes >= MOST_BYTES) {
                    submit(batch, builder, salvaging, jobs);
                    bytes = 0;
                }
            }
        }
        submit(batch, builder, salvaging, jobs);
    }

    private static void submit(List<FoundFile> batch, TreeBuilder builder, boolean salvaging, FillJobs jobs)
            throws IOException, InterruptedException {
        var files = List.copyOf(batch);
        batch.clear();
        jobs.submit(() -> {
            try (var writing = builder.writing()) {
                for (var file : files) {
                    try {
                        builder.addFile(file.line, file.number, file.source, writing);
                    } catch (InvalidUploadException e) {
                        tolerate(e, salvaging);
                    }
                }
            }
            return true;
        });
    }

    private static void tolerate(InvalidUploadException damage, boolean salvaging) throws InvalidUploadException {
        if (!salvaging) {
            throw damage;
        }
    }

    @Override
    public String whyLost(Entry line) {
        return "Its content in the vault is damaged or missing";
    }

    @Override
    public void close() {
        snapshot.close();
    }
}
