package io.bundlebackup.bundle.web;

import io.bundlebackup.bundle.Bundles;
import io.bundlebackup.limits.CallerScope;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Map;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Refuses every operation on a bundle in the URL that the caller does not reach, whatever the operation would do: also the content of
 * bundles in sessions that the caller made while it reached them. What such a session says of the bundle can be read.
 */
@Component
final class BundleReach implements WebMvcConfigurer, HandlerInterceptor {
    /** The name of the variable in the URLs of all operations on a bundle. */
    static final String VARIABLE = "bundleName";

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(this);
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (request.getAttribute(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE) instanceof Map<?, ?> variables
                && variables.get(VARIABLE) instanceof String name
                && !CallerScope.limits().reach(name)
                && !isAskedOfSession(request.getMethod(), variables)) {
            throw Bundles.notHere(RequestedName.check(name));
        }
        return true;
    }

    /** What a session says of a bundle, such as why the bundle was rejected, is the caller's own; content has a name of its own. */
    private static boolean isAskedOfSession(String method, Map<?, ?> variables) {
        return (method.equals("GET") || method.equals("HEAD"))
                && variables.containsKey("sessionId")
                && !variables.containsKey("uri");
    }
}
