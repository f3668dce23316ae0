package io.bundlebackup.backup;

import io.bundlebackup.posix.Flushing;
import io.bundlebackup.problem.ErrorCode;
import io.bundlebackup.session.state.DeliveredFile;
import io.bundlebackup.session.work.BundleTask;
import io.bundlebackup.session.work.NotTaken;
import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.ArrayDeque;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/**
 * Announcements that never hold up the packing, however slowly the client wants them: what may not be announced yet is kept, in its order,
 * so that an application which waits for the packing does not wait for the client.
 *
 * <p>Every packed file is also recorded on disk. When the application has been let go its data may change, so after a restart these files
 * are announced as they were packed. Used by the bundle's thread.
 */
final class HeldAnnouncements implements Announcements, Closeable {
    /** What is kept at most; far more than the staging area usually has room for. */
    private static final int MOST = 10_000;

    private static final JsonMapper JSON = JsonMapper.shared();

    private final BundleTask task;
    private final StagedBundle staged;
    private final BufferedWriter packed;
    private final ArrayDeque<DeliveredFile> kept = new ArrayDeque<>();

    HeldAnnouncements(Backup backup) throws IOException {
        this.task = backup.task();
        this.staged = backup.staged();
        this.packed = Files.newBufferedWriter(staged.packed());
    }

    @Override
    public void announce(DeliveredFile file, List<NotTaken> notTaken) throws IOException, InterruptedException {
        packed.write(JSON.writeValueAsString(file));
        packed.newLine();
        for (var each : notTaken) {
            task.fileFailed(each.path(), ErrorCode.IO_ERROR, each.reason());
        }
        kept.addLast(file);
        while (!kept.isEmpty() && task.tryAnnounce(kept.getFirst())) {
            kept.removeFirst();
        }
        if (kept.size() >= MOST) {
            task.announce(kept.removeFirst());
        }
    }

    @Override
    public void announceAll() throws InterruptedException {
        while (!kept.isEmpty()) {
            task.announce(kept.getFirst());
            kept.removeFirst();
        }
    }

    /** Everything is packed: after this the application may go on. */
    void recordPacked() throws IOException {
        packed.close();
        Flushing.file(staged.packed());
        Flushing.directory(staged.directory());
    }

    /** Announces after a restart what was packed and not announced. */
    static void announceRest(Backup backup) throws IOException, InterruptedException {
        try (var packed = Files.newBufferedReader(backup.staged().packed(), StandardCharsets.UTF_8)) {
            for (var line = packed.readLine(); line != null; line = packed.readLine()) {
                var file = StagedRecords.parse(line, DeliveredFile.class);
                if (backup.task().deliveredFile(file.uri()).isEmpty()) {
                    backup.task().announce(file);
                }
            }
        } catch (NoSuchFileException e) {
            throw new IOException("the record of the packed files is gone", e);
        }
    }

    @Override
    public void close() throws IOException {
        packed.close();
    }
}
