package io.bundlebackup.bundle;

import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Measures and remembers how much data the bundles have. At most one scan per processor runs at once, and concurrent callers for the same
 * bundle share one scan; {@link #known} never waits. Thread-safe.
 */
@Component
public class BundleSizes {
    /** The largest age of a fresh measurement. */
    public static final Duration FRESH = Duration.ofMinutes(1);

    /** Above this many bundles the longest unused measurement is forgotten. */
    private static final int MAX_REMEMBERED = 10_000;

    private static final Logger log = LoggerFactory.getLogger(BundleSizes.class);

    private final SizeScan scan;
    private final InstantSource clock;
    private final Semaphore scans = new Semaphore(Runtime.getRuntime().availableProcessors(), true);
    private final Set<String> refreshing = ConcurrentHashMap.newKeySet();
    private final Map<String, Slot> slots = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Slot> eldest) {
            return size() > MAX_REMEMBERED;
        }
    };

    @Autowired
    BundleSizes(SizeScan scan, ObjectProvider<InstantSource> clock) {
        this(scan, clock.getIfUnique(InstantSource::system));
    }

    public BundleSizes(SizeScan scan, InstantSource clock) {
        this.scan = scan;
        this.clock = clock;
    }

    /**
     * What a bundle was found to have.
     *
     * @param bytes of the regular files selected
     * @param files their number
     * @param measuredAt when the scan began
     */
    public record Measurement(long bytes, long files, Instant measuredAt) {}

    /** The last measurement, however old, without looking at the disk. */
    public Optional<Measurement> known(Bundle bundle) {
        Measured last = slot(bundle).last;
        return last != null && last.isOf(bundle) ? Optional.of(last.measurement()) : Optional.empty();
    }

    /** The last measurement as {@link #known}; when it is not fresh, a new one is begun in the background. */
    public Optional<Measurement> knownAndRefreshed(Bundle bundle) {
        Optional<Measurement> known = known(bundle);
        if (known.filter(this::isFresh).isEmpty() && bundle.hasData() && refreshing.add(bundle.name())) {
            boolean begun = false;
            try {
                Thread.ofVirtual().name("measure-" + bundle.name()).start(() -> refresh(bundle));
                begun = true;
            } finally {
                if (!begun) {
                    refreshing.remove(bundle.name());
                }
            }
        }
        return known;
    }

    private void refresh(Bundle bundle) {
        try {
            measure(bundle);
        } catch (RuntimeException | Error e) {
            log.warn("Bundle {}: its size cannot be measured", bundle.name(), e);
        } finally {
            refreshing.remove(bundle.name());
        }
    }

    /**
     * A fresh measurement: the last one, or else the tree is walked while the caller waits. Empty when the bundle has a problem, or its
     * tree cannot be read; then the log says why.
     *
     * @throws ProblemException {@code not-available} when the thread is interrupted
     */
    public Optional<Measurement> measure(Bundle bundle) {
        Slot slot = slot(bundle);
        try {
            slot.scanning.lockInterruptibly();
        } catch (InterruptedException _) {
            throw interrupted();
        }
        try {
            Optional<Measurement> known = known(bundle).filter(this::isFresh);
            return known.isPresent()
                    ? known
                    : scan(bundle, slot, () -> scan.scan(bundle, 0)).map(Increment::whole);
        } finally {
            slot.scanning.unlock();
        }
    }

    /**
     * Measures what an incremental backup would send, always anew: times are compared with what is on disk now. A bundle with
     * {@code fullBackupOnly} is sent whole.
     *
     * @param since epoch seconds; 0: everything
     * @throws ProblemException {@code not-available} when the thread is interrupted
     */
    public Optional<Increment> measureSince(Bundle bundle, long since) {
        Application application = bundle.application();
        boolean whole = application != null && application.fullBackupOnly();
        return scan(bundle, whole ? 0 : since);
    }

    /**
     * As {@link #measureSince}, for a backup that starts from the manifest of an earlier one.
     *
     * @param previous version 2.0, checked
     */
    public Optional<Increment> measureAgainst(Bundle bundle, Path previous) {
        Application application = bundle.application();
        boolean whole = application != null && application.fullBackupOnly();
        return whole ? scan(bundle, 0) : scan(bundle, slot(bundle), () -> scan.scanAgainst(bundle, previous));
    }

    /**
     * @param whole the whole selection
     * @param bytes of the files that changed
     * @param files their number
     */
    public record Increment(Measurement whole, long bytes, long files) {}

    private interface Walk {
        SizeScan.Sizes sizes() throws IOException;
    }

    private Optional<Increment> scan(Bundle bundle, long since) {
        return scan(bundle, slot(bundle), () -> scan.scan(bundle, since));
    }

    private Optional<Increment> scan(Bundle bundle, Slot slot, Walk walk) {
        if (!bundle.hasData()) {
            return Optional.empty();
        }
        try {
            scans.acquire();
        } catch (InterruptedException _) {
            throw interrupted();
        }
        try {
            Instant begun = clock.instant();
            SizeScan.Sizes sizes = walk.sizes();
            if (sizes.unreadable() > 0) {
                log.warn(
                        "Bundle {}: {} entries could not be read and are not counted in its size",
                        bundle.name(),
                        sizes.unreadable());
            }
            Measurement whole = new Measurement(sizes.bytes(), sizes.files(), begun);
            slot.last = new Measured(bundle.directory(), bundle.application(), whole);
            return Optional.of(new Increment(whole, sizes.incrementBytes(), sizes.incrementFiles()));
        } catch (InterruptedIOException _) {
            throw interrupted();
        } catch (IOException e) {
            log.warn("Bundle {}: its size cannot be measured", bundle.name(), e);
            return Optional.empty();
        } finally {
            scans.release();
        }
    }

    private boolean isFresh(Measurement measurement) {
        return Duration.between(measurement.measuredAt(), clock.instant()).compareTo(FRESH) < 0;
    }

    private Slot slot(Bundle bundle) {
        synchronized (slots) {
            return slots.computeIfAbsent(bundle.name(), _ -> new Slot());
        }
    }

    private static ProblemException interrupted() {
        Thread.currentThread().interrupt();
        return new ProblemException(ProblemType.NOT_AVAILABLE, "The service is stopping.");
    }

    /** What is remembered of one bundle. */
    private static final class Slot {
        /** Held during a scan, so that others who want the same measurement wait for it and share it. */
        final ReentrantLock scanning = new ReentrantLock();

        volatile @Nullable Measured last;
    }

    private record Measured(Path directory, @Nullable Application application, Measurement measurement) {
        /** A measurement of another directory or selection under the same name does not count. */
        boolean isOf(Bundle bundle) {
            return directory.equals(bundle.directory()) && Objects.equals(application, bundle.application());
        }
    }
}
