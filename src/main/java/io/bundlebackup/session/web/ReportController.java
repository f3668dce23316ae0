package io.bundlebackup.session.web;

import io.bundlebackup.session.BundleReports;
import io.bundlebackup.session.state.BundleId;
import java.security.Principal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.RestController;

@RestController
class ReportController implements ReportApi {
    private final BundleReports reports;

    ReportController(BundleReports reports) {
        this.reports = reports;
    }

    @Override
    public ReportView report(
            String sessionId, String bundleName, int limit, @Nullable String after, int wait, Principal caller)
            throws InterruptedException {
        var behind = after == null ? 0 : Cursor.number(after);
        var query = new BundleReports.Query(behind, limit, Duration.ofSeconds(wait));
        return ReportView.of(reports.read(caller.getName(), new BundleId(sessionId, bundleName), query));
    }
}
