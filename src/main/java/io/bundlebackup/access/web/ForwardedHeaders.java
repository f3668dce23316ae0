package io.bundlebackup.access.web;

import jakarta.servlet.DispatcherType;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.web.filter.ForwardedHeaderFilter;

/**
 * Spring Boot's filter for {@code server.forward-headers-strategy: framework}. Spring Boot decides by a condition, so when the service is
 * built; here the start decides.
 */
@Configuration(proxyBeanMethods = false)
class ForwardedHeaders {
    @Bean
    FilterRegistrationBean<ForwardedHeaderFilter> forwardedHeaderFilter(
            @Value("${server.forward-headers-strategy:none}") String strategy,
            @Value("${server.tomcat.use-relative-redirects:false}") boolean relativeRedirects) {
        var filter = new ForwardedHeaderFilter();
        filter.setRelativeRedirects(relativeRedirects);
        var registration = new FilterRegistrationBean<>(filter);
        registration.setDispatcherTypes(DispatcherType.REQUEST, DispatcherType.ASYNC, DispatcherType.ERROR);
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
        registration.setEnabled(strategy.equalsIgnoreCase("framework"));
        return registration;
    }
}
