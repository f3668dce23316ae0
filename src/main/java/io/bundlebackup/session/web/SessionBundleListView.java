package io.bundlebackup.session.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.bundlebackup.session.run.BundleFigures;
import io.bundlebackup.session.state.BundleSnapshot;
import io.bundlebackup.session.state.SessionSnapshot;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "SessionBundleList")
record SessionBundleListView(
        List<SessionBundleView> bundles,

        @Schema(description = "Pass as `after` to get the next page; absent on the last page") @Nullable
        String next) {
    /** @param after the cursor: the last name of the page before; bundles are never taken out of a session */
    static SessionBundleListView page(
            SessionSnapshot session, int limit, @Nullable String after, BundleFigures figures) {
        var all = session.all();
        var rest = after == null ? all : all.subList(behind(session, Cursor.read(after)), all.size());
        var page = rest.subList(0, Math.min(limit, rest.size()));
        var next = page.size() < rest.size() ? Cursor.of(page.getLast().name()) : null;
        return new SessionBundleListView(views(session, page, figures), next);
    }

    private static int behind(SessionSnapshot session, String name) {
        var place = session.all().stream().map(BundleSnapshot::name).toList().indexOf(name);
        if (place < 0) {
            throw Cursor.foreign();
        }
        return place + 1;
    }

    /** What was just appended. */
    static SessionBundleListView of(SessionSnapshot session, List<String> names, BundleFigures figures) {
        var appended = session.all().stream()
                .filter(bundle -> names.contains(bundle.name()))
                .toList();
        return new SessionBundleListView(views(session, appended, figures), null);
    }

    private static List<SessionBundleView> views(
            SessionSnapshot session, List<BundleSnapshot> bundles, BundleFigures figures) {
        return bundles.stream()
                .map(bundle -> SessionBundleView.of(session, bundle, figures))
                .toList();
    }
}
