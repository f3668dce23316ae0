package io.bundlebackup.session.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A clock that never jumps and stands still while the machine sleeps. Its first start takes the time of the wall clock. A restart of the
 * service goes on with the same clock, so that a timer expires neither early nor late if the wall clock was set meanwhile; a restart of the
 * machine, which also restarts {@link System#nanoTime}, takes the time of the wall clock again. Thread-safe.
 */
public final class SteadyClock implements InstantSource {
    private static final Logger log = LoggerFactory.getLogger(SteadyClock.class);
    private static final String FILE = "clock";

    /** A random name that the kernel takes at each start of the machine. */
    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

    private final Origin origin;
    private final LongSupplier nanos;

    /** @param time what the clock said when the nanoseconds of this boot were these */
    private record Origin(String boot, long nanos, Instant time) {
        static Origin parse(String text) {
            var words = text.strip().split(" ");
            return new Origin(words[0], Long.parseLong(words[1]), Instant.parse(words[2]));
        }

        @Override
        public String toString() {
            return boot + " " + nanos + " " + time + "\n";
        }
    }

    private SteadyClock(Origin origin, LongSupplier nanos) {
        this.origin = origin;
        this.nanos = nanos;
    }

    /** The clock of a service with this data directory, which keeps the origin of the clock. */
    public static SteadyClock of(DataDirectory directory, InstantSource wall) {
        return of(directory.root().resolve(FILE), bootId(), wall, System::nanoTime);
    }

    /** @param boot empty if it is not known, so that no earlier clock goes on */
    static SteadyClock of(Path file, String boot, InstantSource wall, LongSupplier nanos) {
        long now = nanos.getAsLong();
        var known = read(file);
        if (known != null && !boot.isEmpty() && known.boot.equals(boot) && known.nanos <= now) {
            return new SteadyClock(known, nanos);
        }
        var origin = new Origin(boot, now, wall.instant());
        write(file, origin);
        return new SteadyClock(origin, nanos);
    }

    private static String bootId() {
        try {
            return Files.readString(BOOT_ID).strip();
        } catch (IOException e) {
            log.debug("The identity of this boot is not known", e);
            return "";
        }
    }

    private static @Nullable Origin read(Path file) {
        try {
            return Files.exists(file) ? Origin.parse(Files.readString(file)) : null;
        } catch (IOException | IndexOutOfBoundsException | NumberFormatException | DateTimeException e) {
            log.debug("{} does not tell the origin of the clock", file, e);
            return null;
        }
    }

    private static void write(Path file, Origin origin) {
        try {
            var made = file.resolveSibling(FILE + ".new");
            Files.writeString(made, origin.toString());
            Files.move(made, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            log.warn(
                    "The clock of timers could not be kept; after a restart, timers go by the wall clock: {}",
                    e.toString());
        }
    }

    @Override
    public Instant instant() {
        return origin.time.plusNanos(nanos.getAsLong() - origin.nanos);
    }
}
