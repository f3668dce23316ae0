package example;

import com.fasterxml.jackson.core.type.TypeReference;
import io.bundlebackup.sdk.ApiClient;
import io.bundlebackup.sdk.ApiException;
import io.bundlebackup.sdk.Pair;
import io.bundlebackup.sdk.api.FilesApi;
import io.bundlebackup.sdk.api.SessionBundlesApi;
import io.bundlebackup.sdk.api.SessionsApi;
import io.bundlebackup.sdk.api.UploadsApi;
import io.bundlebackup.sdk.model.BundleReport;
import io.bundlebackup.sdk.model.DeliveredFile;
import io.bundlebackup.sdk.model.FileState;
import io.bundlebackup.sdk.model.Problem;
import io.bundlebackup.sdk.model.PublishOptions;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.apache.hc.client5.http.impl.classic.CloseableHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.InputStreamEntity;

/** The generated client, with what a generator cannot do: wait out a bad connection, go on with a transfer, work through lists. */
final class Service extends ApiClient {
    static final int TRIES = 10;

    final String url = System.getenv().getOrDefault("BACKUP_URL", "http://127.0.0.1:8080").replaceAll("/+$", "");
    final String token;
    final SessionsApi sessions = new SessionsApi(this);
    final SessionBundlesApi bundles = new SessionBundlesApi(this);
    final FilesApi files = new FilesApi(this);
    final UploadsApi uploads = new UploadsApi(this);
    private Path target = Path.of("");

    interface Take<T> {
        void accept(T value) throws ApiException, IOException;
    }

    /** A file of which only the rest is sent. */
    static final class Rest extends File {
        private final long offset;

        Rest(Path file, long offset) {
            super(file.toString());
            this.offset = offset;
        }
    }

    Service() throws IOException {
        var given = System.getenv("BACKUP_TOKEN");
        var file = Path.of(System.getenv().getOrDefault("BACKUP_TOKEN_FILE", "data/token"));
        token = given != null ? given : Files.readString(file).strip();
        setBasePath(url);
        setBearerToken(token);
    }

    /** Where the content of the next downloads goes: it is appended, so that what an earlier connection brought is of use. */
    void downloadTo(Path file) {
        target = file;
    }

    @Override
    protected File downloadFileFromResponse(CloseableHttpResponse response) throws IOException {
        var how = response.getCode() == 206 ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING;
        try (var out = FileChannel.open(target, StandardOpenOption.CREATE, StandardOpenOption.WRITE, how)) {
            try {
                response.getEntity().getContent().transferTo(Channels.newOutputStream(out));
            } finally {
                out.force(true);
            }
        }
        return target.toFile();
    }

    @Override
    public HttpEntity serialize(Object body, Map<String, Object> form, ContentType type) throws ApiException {
        if (!(body instanceof Rest rest)) {
            return super.serialize(body, form, type);
        }
        try {
            InputStream in = Files.newInputStream(rest.toPath());
            in.skipNBytes(rest.offset);
            return new InputStreamEntity(in, rest.length() - rest.offset, type);
        } catch (IOException e) {
            throw new ApiException(e);
        }
    }

    /** Every call that is not a transfer may be repeated: if the connection breaks, and if the service says "later". */
    @Override
    public <T> T invokeAPI(String path, String method, List<Pair> query, List<Pair> collections, String deep, Object body,
            Map<String, String> headers, Map<String, String> cookies, Map<String, Object> form, String accept, String contentType,
            String[] auth, TypeReference<T> type) throws ApiException {
        for (int attempt = 1; ; attempt++) {
            try {
                return super.invokeAPI(path, method, query, collections, deep, body, headers, cookies, form, accept, contentType, auth, type);
            } catch (ApiException e) {
                boolean isTransfer = body instanceof Rest || type != null && type.getType() == File.class;
                if (isTransfer || attempt == TRIES || !(e.getCause() instanceof IOException || List.of(429, 502, 503, 504).contains(e.getCode()))) {
                    throw e;
                }
                pause(100L * attempt);
            }
        }
    }

    static void pause(long milliseconds) {
        try {
            Thread.sleep(milliseconds);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** The problem that the service answered with, if it is one of these; any other error is thrown. */
    Problem problemOf(ApiException e, String... names) throws ApiException, IOException {
        if (e.getResponseBody() != null) {
            var problem = getObjectMapper().readValue(e.getResponseBody(), Problem.class);
            if (List.of(names).contains(problem.getType().replace("/problems/", ""))) {
                return problem;
            }
        }
        throw e;
    }

    /** Calls {@code take} with each file that is ready, until no more files come. A file that changed meanwhile comes again. */
    void forEachFile(String sessionId, Take<DeliveredFile> take) throws ApiException, IOException {
        boolean more = true;
        while (more) {
            var page = files.listSessionFiles(sessionId, FileState.READY, null, null, 30);
            for (var file : page.getFiles()) {
                try {
                    take.accept(file);
                } catch (ApiException e) {
                    problemOf(e, "file-changed", "receipt-mismatch", "file-closed");
                }
            }
            more = page.getMore();
        }
    }

    /** Publishes a restore: sends the files that the service names as missing, until it has all. Answers how the restore ended. */
    BundleReport publish(String sessionId, String bundleName, Take<String> send) throws ApiException, IOException {
        while (true) {
            try {
                uploads.publish(sessionId, bundleName, null, new PublishOptions());
                return end(sessionId, bundleName);
            } catch (ApiException e) {
                for (var missing : problemOf(e, "upload-incomplete").getMissing()) {
                    send.accept(missing.getUri());
                }
            }
        }
    }

    /** Waits until the bundle has ended; answers how. */
    BundleReport end(String sessionId, String bundleName) throws ApiException {
        var report = bundles.getReport(sessionId, bundleName, null, null, 30);
        while (report.getOutcome() == null) {
            report = bundles.getReport(sessionId, bundleName, null, null, 30);
        }
        return report;
    }
}
