package io.bundlebackup.vault.run;

import io.bundlebackup.archive.tree.PlatformThreads;
import io.bundlebackup.backup.ApplicationHold;
import io.bundlebackup.backup.BackupTools;
import io.bundlebackup.backup.ScanReport;
import io.bundlebackup.bundle.Application;
import io.bundlebackup.bundle.Capabilities;
import io.bundlebackup.manifest.ManifestHeader;
import io.bundlebackup.posix.Directory;
import io.bundlebackup.repository.RepositoryWriter;
import io.bundlebackup.repository.tree.Chunker;
import io.bundlebackup.session.state.SessionType;
import io.bundlebackup.session.work.BundleFailedException;
import io.bundlebackup.session.work.BundleTask;
import io.bundlebackup.vault.Vault;
import io.bundlebackup.vault.snapshot.NewSnapshot;
import io.bundlebackup.vault.snapshot.Repositories;
import io.bundlebackup.vault.snapshot.SnapshotCatalog;
import io.bundlebackup.vault.snapshot.SnapshotFigures;
import io.bundlebackup.vault.snapshot.VaultProblems;
import io.bundlebackup.vault.snapshot.VaultSnapshot;
import io.bundlebackup.vault.work.SnapshotFacts;
import io.bundlebackup.vault.work.SnapshotSource;
import io.bundlebackup.vault.work.SnapshotStore;
import io.bundlebackup.vault.work.SnapshotWork;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Makes snapshots in the repositories of vaults: holds the application while its data is read, then lists the snapshot. Holds no state of
 * its own.
 */
final class RepositorySnapshots implements SnapshotMaker {
    private final Repositories repositories;
    private final SnapshotCatalog catalog;
    private final BackupTools tools;
    private final Capabilities capabilities;

    RepositorySnapshots(
            Repositories repositories, SnapshotCatalog catalog, BackupTools tools, Capabilities capabilities) {
        this.repositories = repositories;
        this.catalog = catalog;
        this.tools = tools;
        this.capabilities = capabilities;
    }

    @Override
    public MadeSnapshot make(BundleTask task, Vault vault, Run run, Progress progress)
            throws IOException, InterruptedException, BundleFailedException {
        var bundle = task.bundle().name();
        try (var use = repositories.openOrCreate(vault, bundle)) {
            var before = catalog.of(vault, bundle).stream()
                    .filter(snapshot -> run.id().equals(snapshot.figures().runId()))
                    .findFirst();
            if (before.isPresent()) {
                // The service was killed when the snapshot was listed and the run did not know yet.
                return made(before.get(), progress);
            }
            try (var writer = writer(use, vault, bundle)) {
                return new Making(task, vault, run, use, writer, progress).run();
            }
        }
    }

    private static RepositoryWriter writer(Repositories.Use use, Vault vault, String bundle)
            throws InterruptedException {
        try {
            return use.repository().writer();
        } catch (IOException e) {
            throw VaultProblems.of(vault, bundle, e);
        }
    }

    private static MadeSnapshot made(VaultSnapshot snapshot, Progress progress) throws InterruptedException {
        var figures = snapshot.figures();
        var done = new RunFigures(
                figures.files(),
                figures.bytes(),
                figures.files(),
                figures.bytes(),
                figures.storedBytes(),
                Math.max(0, figures.bytes() - figures.addedBytes()));
        progress.read(done);
        return new MadeSnapshot(snapshot.snapshotId(), snapshot.resticId().toString(), snapshot.complete(), done);
    }

    /** One snapshot. Used by the thread of the bundle. */
    private final class Making {
        private final BundleTask task;
        private final Vault vault;
        private final Run run;
        private final Repositories.Use use;
        private final RepositoryWriter writer;
        private final Progress progress;

        private Making(
                BundleTask task,
                Vault vault,
                Run run,
                Repositories.Use use,
                RepositoryWriter writer,
                Progress progress) {
            this.task = task;
            this.vault = vault;
            this.run = run;
            this.use = use;
            this.writer = writer;
            this.progress = progress;
        }

        private MadeSnapshot run() throws IOException, InterruptedException, BundleFailedException {
            var bundle = task.bundle();
            var parent = catalog.newestComplete(vault, bundle.name());
            var begunAt = tools.clock().instant();
            var header = new ManifestHeader(
                    bundle.name(),
                    UUID.randomUUID(),
                    parent.map(VaultSnapshot::snapshotId).orElse(null),
                    begunAt.toEpochMilli());
            var facts = read(header, parent);
            var made = PlatformThreads.call(
                    "snapshot-" + bundle.name(),
                    () -> catalog.add(
                            vault, bundle.name(), writer, use.repository(), snapshot(header, facts, parent, begunAt)));
            return made(made, progress);
        }

        /** Everything for which the tree has to keep still. */
        private SnapshotFacts read(ManifestHeader header, Optional<VaultSnapshot> parent)
                throws IOException, InterruptedException, BundleFailedException {
            var staged = tools.staging().open(task.id(), "");
            try (var root = Directory.openResolved(task.bundle().directory());
                    var hold = new ApplicationHold(task, SessionType.VAULT, tools.extensions(), staged)) {
                hold.begin();
                var source = new SnapshotSource(
                        root,
                        ScanReport.filter(task),
                        header,
                        tools.mapper()
                                .writeValueAsBytes(capabilities.knownOf(
                                        Set.of(task.bundle().name()))),
                        parent.map(VaultSnapshot::tree).orElse(null));
                var chunker = new Chunker(use.repository().secret("chunker"));
                var store = new SnapshotStore(use.repository().reader(), writer, chunker);
                var work = new SnapshotWork(
                        source, store, tools.workers(), staged.files(), new RunListener(task, root, progress));
                var facts = PlatformThreads.call("snapshot-" + task.bundle().name(), work::run);
                hold.end();
                return facts;
            }
        }

        private NewSnapshot snapshot(
                ManifestHeader header, SnapshotFacts facts, Optional<VaultSnapshot> parent, Instant begunAt) {
            @Nullable Application application = task.bundle().application();
            var figures = new SnapshotFigures(
                    application == null ? 0 : application.versionCode(),
                    application == null ? "" : application.versionName(),
                    parent.map(VaultSnapshot::snapshotId).orElse(null),
                    run.id(),
                    facts.files(),
                    facts.bytes(),
                    facts.addedBytes(),
                    facts.storedBytes(),
                    facts.changed(),
                    facts.removed(),
                    facts.failedCount());
            return new NewSnapshot(
                    header.generation(),
                    parent.map(VaultSnapshot::resticId).orElse(null),
                    facts.tree(),
                    begunAt,
                    figures);
        }
    }
}
