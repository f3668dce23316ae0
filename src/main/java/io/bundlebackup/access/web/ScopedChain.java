package io.bundlebackup.access.web;

import io.bundlebackup.limits.CallerScope;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Answers a request in the scope of its caller. */
final class ScopedChain {
    private ScopedChain() {}

    static void proceed(CallerScope scope, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        Exception failure = scope.call(() -> proceed(request, response, chain));
        switch (failure) {
            case null -> {}
            case IOException e -> throw e;
            case ServletException e -> throw e;
            default -> throw new IllegalStateException(failure);
        }
    }

    /** The failure, because a scope passes on one type of exception only. */
    private static @Nullable Exception proceed(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain) {
        try {
            chain.doFilter(request, response);
            return null;
        } catch (IOException | ServletException e) {
            return e;
        }
    }
}
