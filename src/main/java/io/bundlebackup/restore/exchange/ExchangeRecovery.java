package io.bundlebackup.restore.exchange;

import io.bundlebackup.bundle.Bundle;
import io.bundlebackup.bundle.Bundles;
import java.io.IOException;
import java.nio.file.Files;
import java.util.concurrent.ConcurrentSkipListMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * What a kill left beside the data of bundles: exchanges in the middle, whoever wanted them, are brought to their end before sessions take
 * up their restores and before anybody can ask for another; what was being removed is, in the background.
 */
public final class ExchangeRecovery implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(ExchangeRecovery.class);

    private final Bundles bundles;
    private final Sweeper sweeper;
    /** Bundles whose work directory the service cannot read, and why. Written only by {@link #start}. */
    private final ConcurrentSkipListMap<String, String> unusable = new ConcurrentSkipListMap<>();

    private volatile boolean running;

    public ExchangeRecovery(Bundles bundles, Sweeper sweeper) {
        this.bundles = bundles;
        this.sweeper = sweeper;
    }

    @Override
    public void start() {
        for (var bundle : bundles.all()) {
            // Also of one that cannot be used at present: its data is not to be left between two states.
            if (Files.isDirectory(bundle.directory())) {
                recover(bundle);
            }
        }
        if (!unusable.isEmpty()) {
            log.warn(
                    "The directories that earlier restores of {} may have left cannot be read and are not removed; backups do not need them. {}",
                    String.join(", ", unusable.keySet()),
                    unusable.firstEntry().getValue());
        }
        running = true;
    }

    private void recover(Bundle bundle) {
        var place = DataLocation.of(bundle);
        try (var work = WorkDirectory.find(place).orElse(null)) {
            if (work != null) {
                complete(work);
                sweeper.sweep(() -> sweep(place));
            }
        } catch (IOException e) {
            unusable.put(bundle.name(), String.valueOf(e.getMessage()));
        }
    }

    /** Whether the service could read its directory beside the data of a bundle at its start. */
    boolean isReadable(Bundle bundle) {
        return !unusable.containsKey(bundle.name());
    }

    private static void complete(WorkDirectory work) {
        try {
            completeAll(work);
        } catch (IOException e) {
            log.error(
                    "An exchange of the data of {} may be in its middle and cannot be completed; look at its disk.",
                    work.place().name(),
                    e);
        }
    }

    private static void completeAll(WorkDirectory work) throws IOException {
        var names = work.names(WorkDirectory.PREVIOUS);
        names.addAll(work.names(WorkDirectory.NEW));
        for (var name : names) {
            try (var state = work.state(name).orElse(null)) {
                if (state != null) {
                    StateMetadata.settle(state, new LocationExchange(work.place()).tookPlace(state));
                }
            }
        }
    }

    public static void sweep(DataLocation place) throws InterruptedException {
        try (var work = WorkDirectory.find(place).orElse(null)) {
            if (work != null) {
                work.sweep();
            }
        } catch (IOException e) {
            log.warn(
                    "The service's directory beside the data of {} could not be read; it takes up space: {}",
                    place.name(),
                    e.getMessage());
        }
    }

    @Override
    public void stop() {
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Before the sessions. */
    @Override
    public int getPhase() {
        return -1;
    }

    @Override
    public boolean isPauseable() {
        return false;
    }
}
