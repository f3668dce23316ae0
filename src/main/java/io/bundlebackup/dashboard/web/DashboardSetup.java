package io.bundlebackup.dashboard.web;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.springframework.boot.autoconfigure.web.WebProperties;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.Resource;
import org.springframework.http.CacheControl;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Sends the files of the dashboard. A browser keeps them, but asks each time whether they are still the same: after an update of the service
 * it never runs old scripts against new ones. The answer goes by the content, because all files of a build that can be reproduced have the
 * same date.
 */
@Configuration(proxyBeanMethods = false)
class DashboardSetup implements WebMvcConfigurer {
    private final WebProperties.Resources resources;

    DashboardSetup(WebProperties properties) {
        this.resources = properties.getResources();
    }

    @Override
    public void addResourceHandlers(ResourceHandlerRegistry registry) {
        registry.addResourceHandler("/**")
                .addResourceLocations(resources.getStaticLocations())
                .setCacheControl(CacheControl.noCache())
                .setUseLastModified(false)
                .setEtagGenerator(DashboardSetup::etag);
    }

    /** Weak, because Tomcat compresses no answer with a strong tag. The files are few and small, so their digests need no memory. */
    private static String etag(Resource file) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(file.getContentAsByteArray());
            return "W/\"" + HexFormat.of().formatHex(digest, 0, 16) + '"';
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
