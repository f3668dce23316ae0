package io.bundlebackup.backup;

import io.bundlebackup.archive.tree.Workers;
import io.bundlebackup.bundle.Bundles;
import io.bundlebackup.bundle.SizeScan;
import io.bundlebackup.bundle.command.ExtensionRunner;
import io.bundlebackup.capacity.Buffers;
import io.bundlebackup.capacity.Capacity;
import io.bundlebackup.posix.Posix;
import io.bundlebackup.problem.StartRefusedException;
import io.bundlebackup.session.DeliveredFiles;
import io.bundlebackup.session.Sessions;
import io.bundlebackup.session.store.DataDirectory;
import io.bundlebackup.session.work.BundleWork;
import io.bundlebackup.upload.chain.KeptManifests;
import io.bundlebackup.upload.chain.PreviousManifests;
import java.io.IOException;
import java.nio.file.Files;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.json.JsonMapper;

/** Puts the backup together. */
@Configuration(proxyBeanMethods = false)
class BackupConfiguration {
    /** Refuses to start where the native corner does not work, with its sentence, rather than at the first backup. */
    @Bean
    Staging staging(DataDirectory directory, StagingSettings settings) throws IOException {
        try {
            Posix.requireSupported();
        } catch (UnsupportedOperationException e) {
            throw new StartRefusedException(String.valueOf(e.getMessage()), e);
        }
        Files.createDirectories(directory.staging());
        var staging = new Staging(directory.staging(), settings);
        staging.resumeRemoval();
        return staging;
    }

    /** Restores use them too: there are no more cores than there are. */
    @Bean
    Workers workers() {
        return new Workers();
    }

    @Bean
    BackupTools backupTools(
            Staging staging,
            Workers workers,
            PackSettings settings,
            InstantSource clock,
            JsonMapper mapper,
            ExtensionRunner extensions) {
        return new BackupTools(staging, workers, settings, clock, mapper, extensions);
    }

    @Bean
    BundleWork backupWork(BackupTools tools, KeptManifests kept) {
        return new BackupWork(new FullBackup(), tools, kept::keep);
    }

    @Bean
    BundleWork incrementalBackupWork(PreviousManifests manifests, BackupTools tools, KeptManifests kept) {
        return new BackupWork(new IncrementalBackup(manifests), tools, kept::keep);
    }

    @Bean
    SizeScan sizeScan(InstantSource clock) {
        return new TreeSizeScan(clock);
    }

    @Bean
    Downloads downloads(
            Sessions sessions,
            DeliveredFiles files,
            Bundles bundles,
            Staging staging,
            Capacity capacity,
            Workers workers,
            PreviousManifests manifests) {
        var buffers = new Buffers(Capacity.DOWNLOAD_BUFFER, capacity.downloadBuffers());
        return new Downloads(sessions, files, bundles, staging, buffers, new AnnouncedContent(workers), manifests);
    }
}
