package io.bundlebackup.session.state;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** Where the files of one bundle of one session are found: absolute paths without a host, as they stand in bodies and events. */
public record Addresses(BundleId bundle) {
    private static final String SESSIONS = "/api/v1/sessions/";

    public static String session(String sessionId) {
        return SESSIONS + sessionId;
    }

    /** The address that gives these bytes or none. */
    public String content(String uri, String sha256) {
        return file(uri) + "?sha256=" + sha256;
    }

    public String manifest(String uri) {
        return file(uri) + "/manifest";
    }

    /** A delivered file as lists and {@code onFileReady} show it. */
    public Map<String, Object> describe(DeliveredFile file, FileState state) {
        var view = new LinkedHashMap<String, Object>();
        view.put("bundleName", bundle.name());
        view.put("uri", file.uri());
        view.put("kind", file.kind().wire());
        view.put("size", file.size());
        view.put("sha256", file.sha256());
        view.put("state", state.wire());
        view.put("contentUrl", content(file.uri(), file.sha256()));
        view.put("manifestUrl", manifest(file.uri()));
        view.put("manifestSha256", file.manifestSha256());
        return view;
    }

    public String upload(String uri) {
        return base() + "/uploads/" + uri;
    }

    public String uploadManifest(String uri) {
        return upload(uri) + "/manifest";
    }

    public String report() {
        return base() + "/report";
    }

    private String file(String uri) {
        return base() + "/files/" + uri;
    }

    private String base() {
        return session(bundle.sessionId()) + "/bundles/" + URLEncoder.encode(bundle.name(), StandardCharsets.UTF_8);
    }
}
