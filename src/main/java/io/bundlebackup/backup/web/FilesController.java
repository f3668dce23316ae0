package io.bundlebackup.backup.web;

import io.bundlebackup.backup.Downloads;
import io.bundlebackup.backup.Downloads.Wanted;
import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import io.bundlebackup.problem.web.ClientTimeouts;
import io.bundlebackup.problem.web.ContentTransfer;
import io.bundlebackup.problem.web.GzipCoding;
import io.bundlebackup.session.DeliveredFiles;
import io.bundlebackup.session.DeliveredFiles.Query;
import io.bundlebackup.session.state.BundleId;
import io.bundlebackup.session.state.FileState;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.Principal;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.RestController;

@RestController
class FilesController implements FilesApi {
    private static final Pattern URI = Pattern.compile("[A-Za-z0-9_.]{1,255}");

    private final DeliveredFiles files;
    private final Downloads downloads;

    FilesController(DeliveredFiles files, Downloads downloads) {
        this.files = files;
        this.downloads = downloads;
    }

    @Override
    public FileListView sessionFiles(
            Principal caller, String sessionId, @Nullable String state, int limit, String after, int wait)
            throws InterruptedException {
        var query = query(null, state, limit, after, wait);
        return FileListView.of(sessionId, files.page(caller.getName(), sessionId, query));
    }

    @Override
    public FileListView files(
            Principal caller,
            String sessionId,
            String bundleName,
            @Nullable String state,
            int limit,
            String after,
            int wait)
            throws InterruptedException {
        var query = query(bundleName, state, limit, after, wait);
        return FileListView.of(sessionId, files.page(caller.getName(), sessionId, query));
    }

    private static Query query(@Nullable String bundle, @Nullable String state, int limit, String after, int wait) {
        var only = state == null ? null : state.equals(FileState.READY.wire()) ? FileState.READY : FileState.CLOSED;
        return new Query(bundle, only, Long.parseLong(after), limit, Duration.ofSeconds(wait));
    }

    @Override
    public void content(
            Principal caller,
            String sessionId,
            String bundleName,
            String uri,
            @Nullable String sha256,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        var wanted = wanted(caller, new BundleId(sessionId, bundleName), uri, sha256);
        try (var content = downloads.open(wanted)) {
            new ContentTransfer(new DeliveredContent(content), request, response)
                    .send(bytes -> downloads.onItsWay(wanted, bytes));
        }
    }

    @Override
    public void manifest(
            Principal caller,
            String sessionId,
            String bundleName,
            String uri,
            @Nullable String sha256,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        ClientTimeouts.awaitReader(request);
        var wanted = wanted(caller, new BundleId(sessionId, bundleName), uri, sha256);
        var manifest = downloads.manifest(wanted);
        try (var text = manifest.text()) {
            response.setContentType("text/plain;charset=utf-8");
            response.setHeader("X-Content-Type-Options", "nosniff");
            if (!DictionaryCoding.send(
                    text,
                    manifest.size(),
                    (digest, most) -> downloads.baseline(wanted, digest, most),
                    request,
                    response)) {
                GzipCoding.send(text, request, response);
            }
        }
    }

    @Override
    public void close(Principal caller, String sessionId, String bundleName, String uri, @Nullable String sha256) {
        downloads.close(wanted(caller, new BundleId(sessionId, bundleName), uri, sha256));
    }

    /** No name from an address gets anywhere unless it is the name of a delivered file. */
    private static Wanted wanted(Principal caller, BundleId bundle, String uri, @Nullable String sha256) {
        if (!URI.matcher(uri).matches() || uri.equals(".") || uri.equals("..")) {
            throw new ProblemException(
                    ProblemType.INVALID_ARGUMENT,
                    "The uri of a file is 1 to 255 letters, digits, underscores and dots, and not . or .. alone.");
        }
        return new Wanted(caller.getName(), bundle, uri, sha256);
    }
}
