package io.bundlebackup.session.web;

import io.bundlebackup.session.BundleReports;
import io.bundlebackup.session.Sessions;
import io.bundlebackup.session.state.BundleId;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.RestController;

@RestController
class ReportController implements ReportApi {
    private final BundleReports reports;
    private final Sessions sessions;

    ReportController(BundleReports reports, Sessions sessions) {
        this.reports = reports;
        this.sessions = sessions;
    }

    @Override
    public ReportView report(
            String sessionId,
            String bundleName,
            int limit,
            @Nullable String after,
            int wait,
            HttpServletRequest request)
            throws InterruptedException {
        var behind = after == null ? 0 : Cursor.number(after);
        var query = new BundleReports.Query(behind, limit, Duration.ofSeconds(wait));
        return ReportView.of(reports.read(
                VaultRight.reader(request, sessions, sessionId), new BundleId(sessionId, bundleName), query));
    }
}
