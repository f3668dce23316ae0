package io.bundlebackup.audit;

import io.bundlebackup.vault.run.Run;
import io.bundlebackup.vault.run.RunEventType;
import io.bundlebackup.vault.run.RunObserver;
import java.time.Instant;
import java.util.Map;

/** Adds what happens in runs of vaults: begins, retention and ends. */
final class RunEntries implements RunObserver {
    private final AuditLog audit;

    RunEntries(AuditLog audit) {
        this.audit = audit;
    }

    @Override
    public void happened(Run run, RunEventType type, Map<String, Object> data) {
        var event = switch (type) {
            case BEGIN -> "runBegun";
            case RETENTION -> "retentionApplied";
            case END -> "runEnded";
            case PROCESS, SNAPSHOT -> null;
        };
        if (event == null) {
            return;
        }
        var entry = AuditEntry.of(Instant.now(), event)
                .with("vault", run.request().vault())
                .with("bundleName", run.request().bundleName())
                .with("runId", run.id())
                .with("kind", run.request().kind().wire())
                .with("schedule", run.request().schedule())
                .with("sessionId", run.sessionId());
        for (var member : data.entrySet()) {
            entry = entry.with(member.getKey(), member.getValue());
        }
        audit.add(entry);
    }
}
