package io.bundlebackup.upload;

import io.bundlebackup.archive.tree.Workers;
import io.bundlebackup.capacity.Buffers;
import io.bundlebackup.capacity.Capacity;
import io.bundlebackup.session.IncrementalBundles;
import io.bundlebackup.session.IncrementalSessions;
import io.bundlebackup.session.RestoreSessions;
import io.bundlebackup.session.RestoringBundles;
import io.bundlebackup.session.state.BundleId;
import io.bundlebackup.session.store.DataDirectory;
import io.bundlebackup.session.store.DatabaseWrites;
import io.bundlebackup.upload.chain.Generations;
import io.bundlebackup.upload.chain.KeepSettings;
import io.bundlebackup.upload.chain.KeptManifestRows;
import io.bundlebackup.upload.chain.KeptManifests;
import io.bundlebackup.upload.chain.ManifestRows;
import io.bundlebackup.upload.chain.Manifests;
import io.bundlebackup.upload.chain.PreviousManifestRows;
import io.bundlebackup.upload.chain.PreviousManifests;
import io.bundlebackup.upload.chain.Publishing;
import io.bundlebackup.upload.receive.UploadHandles;
import io.bundlebackup.upload.receive.UploadLimits;
import io.bundlebackup.upload.receive.UploadListener;
import io.bundlebackup.upload.receive.UploadSpace;
import io.bundlebackup.upload.receive.UploadTools;
import io.bundlebackup.upload.receive.WriteLeases;
import io.bundlebackup.upload.store.BundleLocks;
import io.bundlebackup.upload.store.Database;
import io.bundlebackup.upload.store.UnnamedFiles;
import io.bundlebackup.upload.store.UploadFiles;
import io.bundlebackup.upload.store.UploadRows;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.function.SingletonSupplier;

/** Assembles the classes that receive uploads. */
@Configuration(proxyBeanMethods = false)
public class UploadConfiguration {

    @Bean
    Parts uploadParts(
            @Qualifier("readers") DataSource readers,
            DatabaseWrites writes,
            DataDirectory directory,
            UploadSpace space,
            KeepSettings keep,
            RestoreSessions restores,
            Workers workers,
            Capacity capacity,
            InstantSource clock)
            throws IOException {
        var root = directory.uploads();
        Files.createDirectories(root);
        var files = new UploadFiles(root, space.minFree().toBytes(), clock.millis(), FileChannel::open);
        var buffers = new Buffers(Capacity.UPLOAD_BUFFER, capacity.uploadBuffers());
        var database = new Database(readers, writes);
        var kept = new KeptManifests(directory.generations(), new KeptManifestRows(database), keep.keepManifests());
        var parts = new Parts(database, files, kept, restores, workers, buffers);
        parts.clean();
        return parts;
    }

    @Bean
    Uploads uploads(Parts parts, ObjectProvider<UploadListener> listeners) {
        return new Uploads(parts.tools, known(listeners));
    }

    @Bean
    UploadHandles handles(Parts parts) {
        return new UploadHandles(parts.tools);
    }

    @Bean
    Manifests manifests(Parts parts, UploadLimits limits, ObjectProvider<UploadListener> listeners) {
        return parts.manifests(limits.manifestSize().toBytes(), known(listeners));
    }

    @Bean
    PreviousManifests previousManifests(
            Parts parts, UploadLimits limits, IncrementalSessions increments, InstantSource clock) {
        return parts.previousManifests(increments, limits.manifestSize().toBytes(), clock);
    }

    @Bean
    KeptManifests keptManifests(Parts parts) {
        return parts.kept;
    }

    @Bean
    Generations generations(Parts parts) {
        return parts.generations;
    }

    @Bean
    Publishing publishing(Parts parts) {
        return parts.publishing;
    }

    /** Looks the listeners up at the first notification, because they may need the uploads. */
    private static Supplier<List<UploadListener>> known(ObjectProvider<UploadListener> listeners) {
        return SingletonSupplier.of(() -> listeners.orderedStream().toList());
    }

    /** The objects of this package, which share rows, locks and leases. */
    public static final class Parts implements AutoCloseable {
        public final UploadTools tools;
        public final Generations generations;
        public final Publishing publishing;
        public final KeptManifests kept;
        private final ManifestRows manifests;
        private final PreviousManifestRows previous;

        Parts(
                Database database,
                UploadFiles files,
                KeptManifests kept,
                RestoringBundles bundles,
                Workers workers,
                Buffers buffers) {
            this.kept = kept;
            var rows = new UploadRows(database);
            var locks = new BundleLocks();
            var leases = new WriteLeases();
            manifests = new ManifestRows(database);
            previous = new PreviousManifestRows(database);
            tools = new UploadTools(rows, files, leases, locks, bundles, buffers, workers);
            generations = new Generations(rows, manifests, files, leases);
            publishing = new Publishing(bundles, locks, leases, generations);
        }

        Manifests manifests(long mostBytes, Supplier<List<UploadListener>> listeners) {
            return new Manifests(tools, manifests, mostBytes, listeners);
        }

        PreviousManifests previousManifests(IncrementalBundles incremental, long mostBytes, InstantSource clock) {
            return new PreviousManifests(tools, previous, kept, incremental, mostBytes, clock);
        }

        /** Removes files of an earlier process that no row names. */
        void clean() throws IOException {
            tools.rows().removeLeftovers();
            previous.removeLeftovers();
            kept.clean();
            new UnnamedFiles(tools.files(), this::named).remove();
        }

        /** The names on disk that rows of a bundle have. */
        Set<String> named(BundleId bundle) {
            var named = new HashSet<>(tools.rows().files(bundle));
            named.addAll(previous.files(bundle));
            return named;
        }

        @Override
        public void close() {
            tools.files().close();
        }
    }
}
