package io.bundlebackup.vault.web;

import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import io.bundlebackup.vault.Vaults;
import io.bundlebackup.vault.keeping.SnapshotKeeping;
import io.bundlebackup.vault.retention.RetentionDecision;
import io.bundlebackup.vault.snapshot.SnapshotCatalog;
import io.bundlebackup.vault.snapshot.SnapshotFilter;
import io.bundlebackup.vault.snapshot.VaultSnapshot;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.HashMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.RestController;

@RestController
class SnapshotController implements SnapshotApi {
    private final Vaults vaults;
    private final SnapshotCatalog catalog;
    private final SnapshotKeeping keeping;

    SnapshotController(Vaults vaults, SnapshotCatalog catalog, SnapshotKeeping keeping) {
        this.vaults = vaults;
        this.catalog = catalog;
        this.keeping = keeping;
    }

    @Override
    public SnapshotListView snapshots(
            String vault,
            @Nullable String bundleName,
            @Nullable Instant from,
            @Nullable Instant to,
            @Nullable Boolean complete,
            @Nullable Boolean pinned,
            @Nullable Boolean deleted,
            int limit,
            @Nullable String after) {
        var filter = new SnapshotFilter(bundleName, from, to, complete, pinned, deleted);
        var skip = after == null ? 0 : ListCursor.before(after);
        var place = vaults.get(vault);
        var decisions = new HashMap<String, RetentionDecision>();
        return SnapshotListView.of(
                catalog.page(place, filter, skip, limit + 1),
                skip,
                limit,
                snapshot -> SnapshotView.of(
                        snapshot,
                        decisions.computeIfAbsent(snapshot.bundleName(), bundle -> keeping.decide(place, bundle))));
    }

    @Override
    public SnapshotView snapshot(String vault, String snapshotId) {
        return view(catalog.get(vaults.get(vault), id(snapshotId)));
    }

    @Override
    public SnapshotView change(String vault, String snapshotId, SnapshotChange change, HttpServletRequest request) {
        var pinned = change.pinned();
        if (Boolean.FALSE.equals(pinned)) {
            AdminRight.require(request);
        }
        var note = change.note();
        return view(catalog.mark(
                vaults.get(vault),
                id(snapshotId),
                marks -> marks.with(
                        pinned == null ? marks.pinned() : pinned,
                        note == null ? marks.note() : note.isEmpty() ? null : note)));
    }

    @Override
    public SnapshotView delete(String vault, String snapshotId, boolean force) {
        return view(catalog.delete(vaults.get(vault), id(snapshotId), force));
    }

    @Override
    public SnapshotView undelete(String vault, String snapshotId) {
        return view(catalog.undelete(vaults.get(vault), id(snapshotId)));
    }

    private SnapshotView view(VaultSnapshot snapshot) {
        return SnapshotView.of(snapshot, keeping.decide(vaults.get(snapshot.vault()), snapshot.bundleName()));
    }

    private static UUID id(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw new ProblemException(ProblemType.NO_SUCH_SNAPSHOT, "There is no such snapshot.", e);
        }
    }
}
