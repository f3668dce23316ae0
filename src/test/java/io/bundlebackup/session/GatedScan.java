package io.bundlebackup.session;

import io.bundlebackup.bundle.Bundle;
import io.bundlebackup.bundle.SizeScan;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Answers with sizes that the test sets, as slowly as the test wants. Thread-safe. */
public final class GatedScan implements SizeScan {
    private static final long PATIENCE_SECONDS = 5;

    private record Gate(CountDownLatch arrived, CountDownLatch open) {}

    private final Map<String, Sizes> sizes = new ConcurrentHashMap<>();
    private final Map<String, Gate> gates = new ConcurrentHashMap<>();
    private volatile @Nullable SizeScan real;
    private final List<String> scanned = new CopyOnWriteArrayList<>();
    private final List<String> interrupted = new CopyOnWriteArrayList<>();

    /** What measures the bundles that the test says no size of. */
    public GatedScan before(SizeScan scan) {
        real = scan;
        return this;
    }

    /** A bundle has so much data, and so much of it changed. */
    public void has(String bundle, long bytes, long incrementBytes) {
        sizes.put(bundle, new Sizes(bytes, 1, incrementBytes, 1, 0));
    }

    /** Scans of a bundle wait from now on. */
    public void hold(String bundle) {
        gates.put(bundle, new Gate(new CountDownLatch(1), new CountDownLatch(1)));
    }

    /** Waits until a scan of a bundle is being held. */
    public void awaitHeld(String bundle) {
        try {
            if (!Objects.requireNonNull(gates.get(bundle)).arrived.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("Nobody scans " + bundle);
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    public void letGo(String bundle) {
        var gate = gates.remove(bundle);
        if (gate != null) {
            gate.open.countDown();
        }
    }

    /** The scans so far: name, {@code @}, time. */
    public List<String> scanned() {
        return scanned;
    }

    /** The bundles whose scan was broken off. */
    public List<String> interrupted() {
        return interrupted;
    }

    @Override
    public Sizes scanAgainst(Bundle bundle, Path previous) throws IOException {
        return Objects.requireNonNull(real).scanAgainst(bundle, previous);
    }

    @Override
    public Sizes scan(Bundle bundle, long since) throws IOException {
        scanned.add(bundle.name() + "@" + since);
        var gate = gates.get(bundle.name());
        if (gate != null) {
            gate.arrived.countDown();
            try {
                gate.open.await();
            } catch (InterruptedException e) {
                interrupted.add(bundle.name());
                Thread.currentThread().interrupt();
                throw new InterruptedIOException();
            }
        }
        var found = sizes.get(bundle.name());
        var behind = real;
        if (found == null && behind != null) {
            return behind.scan(bundle, since);
        }
        if (found == null) {
            throw new IOException("the tree of " + bundle.name() + " cannot be read");
        }
        return found;
    }
}
