package io.bundlebackup.bundle;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs the problems of bundles: once when a problem appears, changes or goes away, not at every reading. Thread-safe. */
final class BundleProblemLog {
    private static final Logger log = LoggerFactory.getLogger(BundleProblemLog.class);

    @GuardedBy("this")
    private Map<String, String> reported = Map.of();

    /** @param notes all current problems, by name */
    synchronized void report(Map<String, String> notes) {
        if (notes.equals(reported)) {
            return;
        }
        notes.forEach((name, note) -> {
            if (!note.equals(reported.get(name))) {
                log.warn("Bundle {}: {}", name, note);
            }
        });
        reported.keySet().stream()
                .filter(name -> !notes.containsKey(name))
                .forEach(name -> log.info("Bundle {}: the problem is gone", name));
        reported = Map.copyOf(notes);
    }
}
