package io.bundlebackup.restore.exchange;

import io.bundlebackup.bundle.Bundle;
import io.bundlebackup.bundle.Bundles;
import io.bundlebackup.posix.BackgroundRemoval;
import java.io.IOException;
import java.nio.file.Files;
import java.util.SortedMap;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts in order, at the start of the service, what earlier processes left beside the data of bundles. Used by one thread.
 */
public final class ExchangeRecovery {
    private static final Logger log = LoggerFactory.getLogger(ExchangeRecovery.class);

    private final Bundles bundles;
    private final BackgroundRemoval removal;
    /** Bundles whose work directory the service cannot read, and why. */
    private final SortedMap<String, String> unusable = new TreeMap<>();

    public ExchangeRecovery(Bundles bundles, BackgroundRemoval removal) {
        this.bundles = bundles;
        this.removal = removal;
    }

    /**
     * Completes exchanges that a kill cut in the middle, whether of a restore or of an undo; to be called before sessions continue their
     * restores and before requests arrive. What was being removed is removed in the background.
     */
    public void completeExchanges() {
        for (var bundle : bundles.all()) {
            // Also of a bundle that cannot be used now: its data must not stay between two states.
            if (Files.isDirectory(bundle.directory())) {
                recover(bundle);
            }
        }
        if (!unusable.isEmpty()) {
            log.warn(
                    "The directories that earlier restores of {} may have left cannot be read and are not removed; backups do not need them. {}",
                    String.join(", ", unusable.keySet()),
                    unusable.get(unusable.firstKey()));
        }
    }

    /**
     * Removes the new states of restores that ended when the service stopped; to be called when the sessions that go on hold their
     * bundles, and before requests arrive.
     */
    public void removeOrphans(PreviousStates previous) {
        for (var bundle : bundles.all()) {
            if (Files.isDirectory(bundle.directory()) && !unusable.containsKey(bundle.name())) {
                removal.attempt(() -> previous.clear(bundle));
                removal.execute(() -> WorkDirectory.sweep(DataLocation.of(bundle)));
            }
        }
    }

    private void recover(Bundle bundle) {
        var location = DataLocation.of(bundle);
        try (var work = WorkDirectory.find(location).orElse(null)) {
            if (work != null) {
                complete(work);
                removal.execute(() -> WorkDirectory.sweep(location));
            }
        } catch (IOException e) {
            unusable.put(bundle.name(), String.valueOf(e.getMessage()));
        }
    }

    private static void complete(WorkDirectory work) {
        try {
            completeAll(work);
        } catch (IOException e) {
            log.error(
                    "An exchange of the data of {} may be in its middle and cannot be completed; look at its disk.",
                    work.location().name(),
                    e);
        }
    }

    private static void completeAll(WorkDirectory work) throws IOException {
        var names = work.names(WorkDirectory.PREVIOUS);
        names.addAll(work.names(WorkDirectory.NEW));
        for (var name : names) {
            try (var state = work.state(name).orElse(null)) {
                if (state != null) {
                    StateMetadata.settle(state, new LocationExchange(work.location()).tookPlace(state));
                }
            }
        }
    }
}
