package io.bundlebackup.vault.restore;

import io.bundlebackup.bundle.RemoteCapabilities;
import io.bundlebackup.manifest.RawPath;
import io.bundlebackup.manifest.RawText;
import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import io.bundlebackup.repository.tree.Node;
import io.bundlebackup.repository.tree.SnapshotTree;
import io.bundlebackup.restore.snapshot.StoredSnapshot;
import io.bundlebackup.restore.snapshot.StoredSnapshots;
import io.bundlebackup.session.state.SnapshotRef;
import io.bundlebackup.vault.Vaults;
import io.bundlebackup.vault.snapshot.Repositories;
import io.bundlebackup.vault.snapshot.SnapshotCatalog;
import io.bundlebackup.vault.snapshot.VaultProblems;
import io.bundlebackup.vault.work.SnapshotData;
import io.bundlebackup.vault.work.SnapshotWork;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** The snapshots of the vaults, as restores read them. Holds no state of its own. */
@Component
final class VaultSnapshots implements StoredSnapshots {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int LARGEST_CAPABILITIES = 1 << 20;

    private final Vaults vaults;
    private final SnapshotCatalog catalog;
    private final Repositories repositories;

    VaultSnapshots(Vaults vaults, SnapshotCatalog catalog, Repositories repositories) {
        this.vaults = vaults;
        this.catalog = catalog;
        this.repositories = repositories;
    }

    @Override
    public @Nullable RemoteCapabilities capabilities(SnapshotRef ref, String bundle, List<RawPath> paths) {
        var vault = vaults.get(ref.vault());
        var snapshot = catalog.get(vault, ref.snapshotId());
        if (!snapshot.bundleName().equals(bundle)) {
            throw new ProblemException(
                    ProblemType.INVALID_ARGUMENT,
                    "The snapshot " + ref.snapshotId() + " is of the bundle " + snapshot.bundleName() + ", not of "
                            + bundle + "; \"restoreTo\" names another bundle that gets the data.");
        }
        try (var use = repositories.open(vault, bundle)) {
            var blobs = use.repository().reader();
            var data = SnapshotData.find(blobs, use.repository().loadSnapshot(snapshot.resticId()));
            if (data.refusal() != null) {
                throw new ProblemException(
                        ProblemType.INVALID_ARGUMENT,
                        "The snapshot " + ref.snapshotId() + " is not the data of one bundle: " + data.refusal()
                                + ". Restore it with restic.");
            }
            requirePaths(new SnapshotTree(blobs, data.directory()), paths);
            return data.manifest() == null ? null : capabilities(new SnapshotTree(blobs, snapshot.tree()), ref);
        } catch (IOException e) {
            throw VaultProblems.of(vault, bundle, e);
        }
    }

    private static void requirePaths(SnapshotTree tree, List<RawPath> paths) throws IOException {
        for (var path : paths) {
            if (!path.isRoot() && tree.find(path.bytes()).isEmpty()) {
                throw new ProblemException(
                        ProblemType.NO_SUCH_PATH, "The snapshot has no entry " + RawText.shown(path.bytes()) + ".");
            }
        }
    }

    private static RemoteCapabilities capabilities(SnapshotTree tree, SnapshotRef ref) throws IOException {
        var file = tree.find(SnapshotWork.CAPABILITIES).filter(Node::isFile);
        if (file.isEmpty() || file.get().size() > LARGEST_CAPABILITIES) {
            throw new ProblemException(
                    ProblemType.INVALID_ARGUMENT,
                    "The snapshot " + ref.snapshotId()
                            + " has a manifest, and no capability file. Restore it with restic.");
        }
        try (var in = tree.content(file.get())) {
            return RemoteCapabilities.read(JSON.readValue(in, Map.class));
        } catch (JacksonException e) {
            throw new ProblemException(
                    ProblemType.VAULT_DAMAGED,
                    "The capability file of the snapshot " + ref.snapshotId() + " is damaged.",
                    e);
        }
    }

    @Override
    public StoredSnapshot open(SnapshotRef ref) {
        var vault = vaults.get(ref.vault());
        var snapshot = catalog.get(vault, ref.snapshotId());
        var use = repositories.open(vault, snapshot.bundleName());
        try {
            return new OpenSnapshot(vault, snapshot, use.repository().loadSnapshot(snapshot.resticId()), use);
        } catch (IOException e) {
            use.close();
            throw VaultProblems.of(vault, snapshot.bundleName(), e);
        }
    }
}
