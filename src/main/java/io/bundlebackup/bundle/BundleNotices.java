package io.bundlebackup.bundle;

import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the log what is wrong with the bundles: once when it appears or changes, not at every reading. Thread-safe. */
final class BundleNotices {
    private static final Logger log = LoggerFactory.getLogger(BundleNotices.class);

    private Map<String, String> told = Map.of();

    /** @param notes everything that is wrong now, by name */
    synchronized void tell(Map<String, String> notes) {
        if (notes.equals(told)) {
            return;
        }
        notes.forEach((name, note) -> {
            if (!note.equals(told.get(name))) {
                log.warn("Bundle {}: {}", name, note);
            }
        });
        told.keySet().stream()
                .filter(name -> !notes.containsKey(name))
                .forEach(name -> log.info("Bundle {}: in order", name));
        told = Map.copyOf(notes);
    }
}
