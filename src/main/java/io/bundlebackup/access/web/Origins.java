package io.bundlebackup.access.web;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.CorsConfigurationSource;

/**
 * From which pages a browser may use the service: the pages of the service itself, and those of {@code backup.security.allowed-origins}.
 * Thread-safe.
 */
final class Origins implements CorsConfigurationSource {
    private static final Set<String> SAFE = Set.of("GET", "HEAD");
    private static final Set<String> SITES_OF_THE_USER = Set.of("same-origin", "none");
    private static final List<String> EXPOSED = List.of(
            "ETag",
            "Location",
            "Retry-After",
            "Repr-Digest",
            "Content-Range",
            "Upload-Offset",
            "Upload-Complete",
            "Content-Disposition");

    private final Set<String> allowed;
    private final CorsConfiguration cors = new CorsConfiguration();

    Origins(List<String> allowed) {
        this.allowed = Set.copyOf(allowed);
        cors.setAllowedOrigins(allowed);
        cors.setAllowedMethods(List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"));
        cors.setAllowedHeaders(List.of(CorsConfiguration.ALL));
        cors.setExposedHeaders(EXPOSED);
        cors.setAllowCredentials(true);
        cors.setMaxAge(Duration.ofHours(1));
    }

    /** Nothing for other origins: their requests are answered as if they came from a program, and the browser keeps the answers from the page. */
    @Override
    public @Nullable CorsConfiguration getCorsConfiguration(HttpServletRequest request) {
        var origin = request.getHeader(HttpHeaders.ORIGIN);
        return origin != null && allowed.contains(origin) ? cors : null;
    }

    /**
     * Whether the cookie of a login counts in this request. A browser sends the cookie with requests of any page of the same site: without this rule
     * such a page could act for the user, and could read events by a WebSocket.
     */
    boolean allowCookie(HttpServletRequest request) {
        var origins = Collections.list(request.getHeaders(HttpHeaders.ORIGIN));
        if (!origins.isEmpty()) {
            var origin = origins.getFirst();
            return origins.size() == 1 && (allowed.contains(origin) || origin.equals(own(request)));
        }
        var site = request.getHeader("Sec-Fetch-Site");
        return SAFE.contains(request.getMethod())
                && !isHandshake(request)
                && site != null
                && SITES_OF_THE_USER.contains(site);
    }

    /** Whether the request asks for a WebSocket. */
    static boolean isHandshake(HttpServletRequest request) {
        return "websocket".equalsIgnoreCase(request.getHeader(HttpHeaders.UPGRADE));
    }

    private static String own(HttpServletRequest request) {
        var standard = request.getScheme().equals("https") ? 443 : 80;
        var port = request.getServerPort() == standard ? "" : ":" + request.getServerPort();
        return request.getScheme() + "://" + request.getServerName() + port;
    }
}
