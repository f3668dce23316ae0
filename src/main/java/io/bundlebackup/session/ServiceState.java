package io.bundlebackup.session;

import io.bundlebackup.posix.FreeSpace;
import io.bundlebackup.session.run.LiveSessions;
import io.bundlebackup.session.run.Slots;
import io.bundlebackup.session.store.DataDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/** The status of the whole service. Thread-safe. */
public final class ServiceState {
    private final DataDirectory directory;
    private final Slots slots;
    private final LiveSessions live;
    private final LongSupplier stagedBytes;
    private final Instant startedAt;
    private volatile boolean stopping;

    public ServiceState(
            DataDirectory directory, Slots slots, LiveSessions live, LongSupplier stagedBytes, InstantSource clock) {
        this.directory = directory;
        this.slots = slots;
        this.live = live;
        this.stagedBytes = stagedBytes;
        this.startedAt = clock.instant();
    }

    /** The service stops: clients that wait for files are answered at once. Repeatable. */
    public void stop() {
        stopping = true;
        live.all().forEach(session -> session.feed().stop());
    }

    /**
     * @param state {@code running} or {@code stopping}
     * @param freeBytes what the service may still write where its data directory is
     * @param stagedBytes packed and waiting for clients
     * @param slots bundles worked on at once, at most
     * @param queued bundles waiting for their first slot
     */
    public record View(
            String state,
            Instant startedAt,
            long freeBytes,
            long stagedBytes,
            int slots,
            int slotsBusy,
            int queued,
            int sessionsLive) {}

    public View view() throws IOException {
        return new View(
                stopping ? "stopping" : "running",
                startedAt,
                FreeSpace.of(Files.getFileStore(directory.root())),
                stagedBytes.getAsLong(),
                slots.total(),
                slots.busy(),
                slots.queued().size(),
                live.all().size());
    }
}
