package io.bundlebackup.problem.web;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.jspecify.annotations.Nullable;

/**
 * Header fields that every answer has, whoever writes it: a browser takes no answer for something else than its type says, and shows none in
 * a page of another origin. Pages get another {@code Content-Security-Policy} later, which lets them load their own scripts.
 */
final class AnswerHeaders {
    private static final Map<String, String> ALWAYS = always();

    /** A year. Only for the host itself: nothing is known of its sub-domains. */
    private static final String ONLY_TLS = "max-age=31536000";

    private AnswerHeaders() {}

    private static Map<String, String> always() {
        var headers = new LinkedHashMap<String, String>();
        headers.put("X-Content-Type-Options", "nosniff");
        headers.put("X-Frame-Options", "DENY");
        headers.put("Referrer-Policy", "no-referrer");
        headers.put("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
        headers.put("Cross-Origin-Resource-Policy", "same-origin");
        headers.put("Cross-Origin-Opener-Policy", "same-origin");
        headers.put(
                "Permissions-Policy",
                "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()");
        return headers;
    }

    static void set(Request request, Response response) {
        ALWAYS.forEach(response::setHeader);
        if (request.isSecure() && !isLocalhost(request.getServerName())) {
            response.setHeader("Strict-Transport-Security", ONLY_TLS);
        }
    }

    /** There it would keep browsers from the other services of the machine, whatever their port. */
    private static boolean isLocalhost(@Nullable String host) {
        return "localhost".equalsIgnoreCase(host);
    }

    /** As lines of a head. */
    static String lines() {
        var lines = new StringBuilder();
        ALWAYS.forEach(
                (name, value) -> lines.append(name).append(": ").append(value).append("\r\n"));
        return lines.toString();
    }
}
