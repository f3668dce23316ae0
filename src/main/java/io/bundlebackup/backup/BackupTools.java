package io.bundlebackup.backup;

import io.bundlebackup.archive.scan.ScanLimits;
import io.bundlebackup.archive.tree.Workers;
import io.bundlebackup.bundle.command.ExtensionRunner;
import java.time.InstantSource;
import tools.jackson.databind.json.JsonMapper;

/** What backups of all kinds work with. */
public record BackupTools(
        Staging staging,
        Workers workers,
        PackSettings settings,
        InstantSource clock,
        JsonMapper mapper,
        ExtensionRunner extensions) {
    ScanLimits limits() {
        return new ScanLimits(
                settings.bigFileSize().toBytes(), settings.partSize().toBytes(), settings.partFiles());
    }
}
