package io.bundlebackup.audit;

import io.bundlebackup.access.CallersChanged;
import java.time.Instant;
import org.springframework.context.event.EventListener;

/** Adds changes of the configured callers. */
final class CallerEntries {
    private final AuditLog audit;

    CallerEntries(AuditLog audit) {
        this.audit = audit;
    }

    @EventListener
    void changed(CallersChanged event) {
        audit.add(AuditEntry.of(Instant.now(), "callersChanged").with("changes", event.changes()));
    }
}
