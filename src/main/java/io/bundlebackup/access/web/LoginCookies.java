package io.bundlebackup.access.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;

/** Sets cookies that no script can read and that no other site's page sends. */
final class LoginCookies {
    private LoginCookies() {}

    /** @param lifetime zero removes the cookie */
    static void set(
            HttpServletRequest request, HttpServletResponse response, String name, String value, Duration lifetime) {
        var cookie = ResponseCookie.from(name, value)
                .httpOnly(true)
                .secure(request.isSecure())
                .sameSite("Strict")
                .path(request.getContextPath() + "/")
                .maxAge(lifetime)
                .build();
        response.addHeader(HttpHeaders.SET_COOKIE, cookie.toString());
    }
}
