package io.bundlebackup.repository.pack;

import io.bundlebackup.repository.place.DamagedFileException;
import io.bundlebackup.repository.place.FileName;
import io.bundlebackup.repository.place.FileType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Brings full packs to the disk in a thread of its own, so that workers do not wait for it, and writes index files. At most
 * {@value #MOST_WAITING} packs wait or are being written; then workers wait.
 */
final class PackFinisher implements AutoCloseable {
    private static final int MOST_WAITING = 2;
    /** As restic, which keeps index files below 8 MiB. */
    private static final int BLOBS_OF_A_FILE = 50_000;

    private final SealedFiles files;
    private final ToolPool pool;
    private final BlobIndex index;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("repository-packs").factory());
    private final Semaphore room = new Semaphore(MOST_WAITING);
    private final List<Finished> finished = new ArrayList<>();
    private int blobs;
    private volatile @Nullable Exception failure;

    private record Finished(int pack, List<PackedBlob> blobs) {}

    PackFinisher(SealedFiles files, ToolPool pool, BlobIndex index) {
        this.files = files;
        this.pool = pool;
        this.index = index;
    }

    /** @throws IOException if a pack could not be written */
    void check() throws IOException {
        var failed = failure;
        if (failed != null) {
            throw new IOException("the repository could not be written: " + failed.getMessage(), failed);
        }
    }

    void fail(Exception e) {
        if (failure == null) {
            failure = e;
        }
    }

    /** Takes over a pack. */
    void finish(OpenPack pack) throws IOException, InterruptedException {
        room.acquire();
        boolean taken = false;
        try {
            check();
            thread.execute(() -> write(pack));
            taken = true;
        } finally {
            if (!taken) {
                room.release();
            }
        }
    }

    private void write(OpenPack pack) {
        try (pack;
                var tools = pool.take()) {
            if (failure == null) {
                index.packs.complete(pack.number, pack.complete(tools));
                note(pack.number, pack.blobs());
                if (blobs() >= BLOBS_OF_A_FILE) {
                    writeIndex();
                }
            }
        } catch (IOException | RuntimeException e) {
            fail(e);
        } finally {
            room.release();
        }
    }

    private synchronized void note(int pack, List<PackedBlob> list) {
        finished.add(new Finished(pack, list));
        blobs += list.size();
    }

    private synchronized int blobs() {
        return blobs;
    }

    /** Takes packs that no index file lists into the index. */
    int adopt() throws IOException {
        var unknown = new ArrayList<FileName>();
        files.place().list(FileType.DATA, file -> {
            if (!index.packs.has(file.name().id())) {
                unknown.add(file.name());
            }
        });
        int adopted = 0;
        try (var tools = pool.take()) {
            for (var name : unknown) {
                try (var file = files.place().open(name)) {
                    var list = PackHeader.read(file, name.id(), tools.sealer);
                    int pack = index.packs.number(name.id());
                    for (var blob : list) {
                        index.add(blob, pack);
                    }
                    note(pack, list);
                    adopted++;
                } catch (DamagedFileException e) {
                    // A prune removes it: nothing that is listed needs a pack that no index has.
                    continue;
                }
            }
        }
        return adopted;
    }

    /** Waits for all packs, writes the rest of the index, and brings the cache of the index up to date. */
    void complete() throws IOException, InterruptedException {
        room.acquire(MOST_WAITING);
        try {
            check();
            if (blobs() > 0) {
                writeIndex();
                index.writeCache();
            }
        } finally {
            room.release(MOST_WAITING);
        }
    }

    private synchronized void writeIndex() throws IOException {
        var writer = new IndexFile.Writer();
        for (var pack : finished) {
            writer.add(Objects.requireNonNull(index.packId(pack.pack())), pack.blobs());
            if (writer.blobs() >= BLOBS_OF_A_FILE) {
                index.cover(files.save(FileType.INDEX, writer.finish()));
                writer = new IndexFile.Writer();
            }
        }
        if (writer.blobs() > 0) {
            index.cover(files.save(FileType.INDEX, writer.finish()));
        }
        finished.clear();
        blobs = 0;
    }

    /** Ends the thread. Packs that wait are written, unless one has failed; an interrupt does not end this, since a pack owns a file. */
    @Override
    public void close() {
        thread.shutdown();
        boolean interrupted = false;
        while (true) {
            try {
                if (thread.awaitTermination(1, TimeUnit.HOURS)) {
                    break;
                }
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
