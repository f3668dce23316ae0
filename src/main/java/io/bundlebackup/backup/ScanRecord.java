package io.bundlebackup.backup;

import io.bundlebackup.manifest.ManifestHeader;
import io.bundlebackup.posix.Flushing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a backup needs beside its scan and its plan to go on after the service was killed. The record is written when the scan is complete
 * and on disk, so a backup with a record never scans again. Immutable.
 *
 * @param begunAt when the backup began, epoch milliseconds
 * @param prefix what the names of the delivered files begin with
 * @param held whether the application was held for the backup
 * @param boot the start of the machine in which the record was written: after another one, files may have lost what was not flushed
 */
record ScanRecord(UUID generation, @Nullable UUID parent, long begunAt, String prefix, boolean held, String boot) {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");

    static ScanRecord of(ManifestHeader header, String prefix, boolean held) throws IOException {
        return new ScanRecord(header.generation(), header.parent(), header.begunAt(), prefix, held, bootOfNow());
    }

    private static String bootOfNow() throws IOException {
        return Files.readString(BOOT).strip();
    }

    ManifestHeader header(String bundle) {
        return new ManifestHeader(bundle, generation, parent, begunAt);
    }

    /** Whether the machine was started again since. */
    boolean isBeforeBoot() throws IOException {
        return !boot.equals(bootOfNow());
    }

    /** Flushes the files of the scan, and then writes the record. */
    void write(StagedBundle staged) throws IOException {
        try (var files = Files.newDirectoryStream(staged.directory(), Files::isRegularFile)) {
            for (var file : files) {
                Flushing.file(file);
            }
        }
        Flushing.write(staged.scanRecord(), JSON.writeValueAsBytes(this));
    }

    static Optional<ScanRecord> read(StagedBundle staged) throws IOException {
        try {
            return Optional.of(StagedRecords.read(staged.scanRecord(), ScanRecord.class));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }
}
