package io.bundlebackup.session.state;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** The URLs of a bundle's files: absolute paths without a host, as bodies and events contain them. */
public record Addresses(BundleId bundle) {
    private static final String SESSIONS = "/api/v1/sessions/";

    public static String session(String sessionId) {
        return SESSIONS + sessionId;
    }

    /** The URL that answers with these bytes, or with an error. */
    public String content(String uri, String sha256) {
        return file(uri) + "?sha256=" + sha256;
    }

    /** The URL that answers with the manifest of these bytes, or with an error. */
    public String manifest(String uri, String sha256) {
        return file(uri) + "/manifest?sha256=" + sha256;
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
