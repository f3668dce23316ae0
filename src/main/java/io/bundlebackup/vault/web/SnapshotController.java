package io.bundlebackup.vault.web;

import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import io.bundlebackup.vault.Vaults;
import io.bundlebackup.vault.snapshot.SnapshotCatalog;
import io.bundlebackup.vault.snapshot.SnapshotFilter;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.RestController;

@RestController
class SnapshotController implements SnapshotApi {
    private final Vaults vaults;
    private final SnapshotCatalog catalog;

    SnapshotController(Vaults vaults, SnapshotCatalog catalog) {
        this.vaults = vaults;
        this.catalog = catalog;
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
        return SnapshotListView.of(catalog.page(vaults.get(vault), filter, skip, limit + 1), skip, limit);
    }

    @Override
    public SnapshotView snapshot(String vault, String snapshotId) {
        return SnapshotView.of(catalog.get(vaults.get(vault), id(snapshotId)));
    }

    @Override
    public SnapshotView change(String vault, String snapshotId, SnapshotChange change, HttpServletRequest request) {
        var pinned = change.pinned();
        if (Boolean.FALSE.equals(pinned)) {
            AdminRight.require(request);
        }
        var note = change.note();
        return SnapshotView.of(catalog.mark(
                vaults.get(vault),
                id(snapshotId),
                marks -> marks.with(
                        pinned == null ? marks.pinned() : pinned,
                        note == null ? marks.note() : note.isEmpty() ? null : note)));
    }

    @Override
    public SnapshotView delete(String vault, String snapshotId, boolean force, HttpServletRequest request) {
        AdminRight.require(request);
        return SnapshotView.of(catalog.delete(vaults.get(vault), id(snapshotId), force));
    }

    @Override
    public SnapshotView undelete(String vault, String snapshotId, HttpServletRequest request) {
        AdminRight.require(request);
        return SnapshotView.of(catalog.undelete(vaults.get(vault), id(snapshotId)));
    }

    private static UUID id(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw new ProblemException(ProblemType.NO_SUCH_SNAPSHOT, "There is no such snapshot.", e);
        }
    }
}
