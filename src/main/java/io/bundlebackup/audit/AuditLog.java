package io.bundlebackup.audit;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Takes entries, and writes them on a thread of its own, in groups. A thread that adds an entry never waits: if 10,000 entries could not be
 * written yet, further entries are only counted, and the log says how many are missing as soon as it can be written again. Thread-safe.
 */
public final class AuditLog implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(AuditLog.class);

    private static final int MOST_WAITING = 10_000;
    private static final int MOST_AT_ONCE = 1_000;

    /** Each group is flushed to the disk, which others need too. */
    private static final Duration BETWEEN_GROUPS = Duration.ofMillis(50);

    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);
    private static final Duration END = Duration.ofSeconds(5);

    /** Starts before all that adds entries, and stops after it. */
    private static final int PHASE = -1_000;

    private final Path directory;
    private final AuditSettings settings;
    private final BlockingQueue<AuditEntry> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private final AtomicLong lost = new AtomicLong();
    private final Repeats repeats = new Repeats();
    private volatile @Nullable AuditWriter writer;
    private volatile @Nullable Thread thread;
    private volatile boolean stopping;

    /** Whether the last attempt to write failed; of the log's thread. */
    private boolean failing;

    AuditLog(Path directory, AuditSettings settings) {
        this.directory = directory;
        this.settings = settings;
    }

    /** Adds an entry. */
    public void add(AuditEntry entry) {
        if (settings.enabled() && !waiting.offer(entry)) {
            lost.incrementAndGet();
        }
    }

    /** Adds an entry of a kind that may come many times a second: repetitions within a minute become one entry. */
    public void addRepeated(AuditEntry entry) {
        if (settings.enabled()) {
            repeats.add(entry, System.nanoTime()).ifPresent(this::add);
        }
    }

    /** All files with lines, newest first, for reading; the caller closes them. Empty if nothing was written. */
    List<FileChannel> openAll() throws IOException {
        var open = writer;
        return open == null ? List.of() : open.openAll();
    }

    @Override
    public void start() {
        if (!settings.enabled()) {
            return;
        }
        stopping = false;
        add(AuditEntry.of(Instant.now(), "serviceStarted")
                .with("processId", ProcessHandle.current().pid()));
        thread = Thread.ofPlatform().name("audit").daemon().start(this::run);
    }

    @Override
    public void stop() {
        var running = thread;
        if (running == null) {
            return;
        }
        add(AuditEntry.of(Instant.now(), "serviceStopped"));
        stopping = true;
        try {
            running.join(END);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        thread = null;
    }

    @Override
    public boolean isRunning() {
        return thread != null;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }

    private void run() {
        var group = new ArrayList<AuditEntry>();
        while (!stopping || !waiting.isEmpty() || !group.isEmpty()) {
            collect(group);
            try {
                write(group);
            } catch (IOException | RuntimeException e) {
                tell(e);
                if (stopping) {
                    break;
                }
                LockSupport.parkNanos(BETWEEN_TRIES.toNanos());
            }
        }
        close();
    }

    private void collect(List<AuditEntry> group) {
        try {
            var first = group.isEmpty() && !stopping ? waiting.poll(1, TimeUnit.SECONDS) : waiting.poll();
            if (first != null) {
                group.add(first);
            }
        } catch (InterruptedException e) {
            // No thread interrupts this thread; if one did, entries would still have to be written.
            log.debug("Interrupted", e);
        }
        if (group.size() < MOST_AT_ONCE) {
            waiting.drainTo(group, MOST_AT_ONCE - group.size());
            group.addAll(repeats.due(System.nanoTime(), stopping));
        }
    }

    private void write(List<AuditEntry> group) throws IOException {
        if (group.isEmpty()) {
            return;
        }
        var open = writer == null ? open() : writer;
        var missed = lost.get();
        var entries = new ArrayList<>(group);
        if (missed > 0) {
            entries.add(AuditEntry.of(Instant.now(), "auditEntriesLost").with("count", missed));
        }
        open.write(entries);
        lost.addAndGet(-missed);
        group.clear();
        if (failing) {
            failing = false;
            log.info("The audit log in {} can be written again; it lost {} entries.", directory, missed);
        }
        if (!stopping) {
            LockSupport.parkNanos(BETWEEN_GROUPS.toNanos());
        }
    }

    private AuditWriter open() throws IOException {
        var open = AuditWriter.open(directory, settings);
        var mended = open.mended();
        if (mended.tornBytes() > 0 || mended.missing() > 0) {
            log.warn(
                    "The audit log in {} was mended: a last line that was not whole had {} bytes, and {} lines that were written before are"
                            + " missing.",
                    directory,
                    mended.tornBytes(),
                    mended.missing());
            open.write(List.of(AuditEntry.of(Instant.now(), "auditMended")
                    .with("tornBytes", mended.tornBytes())
                    .with("missingLines", mended.missing())));
        }
        writer = open;
        return open;
    }

    private void tell(Exception e) {
        if (!failing) {
            failing = true;
            log.error(
                    "The audit log in {} cannot be written: {}. The service goes on; the log will say how many entries it lost.",
                    directory,
                    e.toString());
        }
    }

    private void close() {
        var open = writer;
        writer = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                log.warn("The audit log in {} could not be closed: {}", directory, e.toString());
            }
        }
    }
}
