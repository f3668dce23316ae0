package io.bundlebackup.access.web;

import io.bundlebackup.access.AccessProperties;
import io.bundlebackup.access.Authority;
import io.bundlebackup.access.Logins;
import io.bundlebackup.access.SignedTokens;
import io.bundlebackup.access.Tickets;
import io.bundlebackup.access.Tokens;
import io.bundlebackup.problem.web.CallerConnections;
import io.bundlebackup.problem.web.ProblemWriter;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Arrays;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.annotation.web.configurers.AuthorizeHttpRequestsConfigurer;
import org.springframework.security.config.annotation.web.configurers.HeadersConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.AnonymousAuthenticationFilter;
import org.springframework.security.web.context.RequestAttributeSecurityContextRepository;
import org.springframework.security.web.firewall.HttpFirewall;
import org.springframework.security.web.firewall.StrictHttpFirewall;
import org.springframework.security.web.header.HeaderWriterFilter;

/**
 * The only filter chain: no sessions and no forms; each request has its token, or the cookie of a login. No filter buffers a body, so downloads and event
 * streams are sent as they are written, and Tomcat's sendfile works.
 */
@Configuration(proxyBeanMethods = false)
class SecuritySetup {
    private static final String LOGIN = "/api/v1/login";

    private static final String AUDIT = "/api/v1/audit";

    private static final String[] OPEN = {
        "/api/v1/version",
        "/actuator/health/**",
        "/v3/api-docs/**",
        "/v3/api-docs.yaml",
        "/asyncapi.yaml",
        "/swagger-ui/**",
        "/swagger-ui.html",
        "/problems/**",
        "/error",
        // The dashboard.
        "/",
        "/index.html",
        "/app/**",
        "/style/**",
        "/vendor/**",
        "/icons.svg",
        "/favicon.svg",
        "/favicon.ico"
    };

    private static final String UNDELETE = "/api/v1/vaults/*/snapshots/*/undelete";

    private static final String[] ADMIN =
            Arrays.stream(Authority.values()).map(Authority::name).toArray(String[]::new);

    private static final String[] OF_VAULTS = {"/api/v1/vaults/**", "/api/v1/runs/**", "/api/v1/schedules/**"};

    /** Pages load scripts, styles and data from the service alone. */
    private static final String PAGES = "default-src 'none'; script-src 'self'; style-src 'self'; "
            + "img-src 'self'; font-src 'self'; connect-src 'self'; worker-src 'self'; "
            + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /** Swagger UI shows images of its own as data and sets styles. */
    private static final String SWAGGER_UI = PAGES.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'")
            .replace("img-src 'self'", "img-src 'self' data:");

    /** Callers come only from {@link CallerFilter}; without this bean Spring Boot would create a user with a password. */
    @Bean
    AuthenticationManager noPasswords() {
        return attempt -> {
            throw new BadCredentialsException("There are no passwords");
        };
    }

    @Bean
    AccessProblems refusal(ProblemWriter problems) {
        return new AccessProblems(problems);
    }

    /** Allows all methods: the handlers answer 405 with the allowed methods, and Tomcat refuses TRACE before. */
    @Bean
    HttpFirewall firewall() {
        var firewall = new StrictHttpFirewall();
        firewall.setUnsafeAllowAnyHttpMethod(true);
        return firewall;
    }

    @Bean
    SecurityFilterChain chain(
            HttpSecurity http,
            Tokens tokens,
            Tickets tickets,
            Logins logins,
            AccessProperties properties,
            CallerConnections connections,
            SignedTokens signed,
            AccessProblems refusal) {
        var origins = new Origins(properties.allowedOrigins());
        var contexts = new RequestAttributeSecurityContextRepository();
        return http.csrf(AbstractHttpConfigurer::disable)
                .formLogin(AbstractHttpConfigurer::disable)
                .httpBasic(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                // It would hide the Caller that CallerFilter makes the request's principal.
                .servletApi(AbstractHttpConfigurer::disable)
                .sessionManagement(sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .securityContext(context -> context.securityContextRepository(contexts))
                .headers(SecuritySetup::headers)
                .addFilterBefore(SecuritySetup::letPagesLoad, HeaderWriterFilter.class)
                .cors(cors -> cors.configurationSource(origins))
                .addFilterBefore(
                        new CallerFilter(tokens, tickets, logins, origins, contexts, connections, signed),
                        AnonymousAuthenticationFilter.class)
                .exceptionHandling(
                        refusals -> refusals.authenticationEntryPoint(refusal).accessDeniedHandler(refusal))
                .authorizeHttpRequests(SecuritySetup::authorize)
                .build();
    }

    private static void authorize(
            AuthorizeHttpRequestsConfigurer<HttpSecurity>.AuthorizationManagerRequestMatcherRegistry requests) {
        requests
                // These dispatches follow a request that was authorized, or carry the refusal.
                .dispatcherTypeMatchers(DispatcherType.ERROR, DispatcherType.ASYNC)
                .permitAll()
                .requestMatchers(OPEN)
                .permitAll()
                .requestMatchers(HttpMethod.POST, LOGIN)
                .permitAll()
                .requestMatchers(HttpMethod.DELETE, LOGIN)
                .permitAll()
                .requestMatchers(HttpMethod.POST, LOGIN + "/issuer", LOGIN + "/code")
                .permitAll()
                .requestMatchers(HttpMethod.GET, LOGIN + "/issuer")
                .permitAll()
                .requestMatchers(HttpMethod.GET, LOGIN)
                .authenticated()
                .requestMatchers("/actuator/prometheus", AUDIT)
                .hasAuthority(Authority.SYSTEM.name())
                .requestMatchers(HttpMethod.POST, "/api/v1/schedules/**", UNDELETE)
                .hasAllAuthorities(ADMIN)
                .requestMatchers(HttpMethod.PUT, "/api/v1/schedules/**")
                .hasAllAuthorities(ADMIN)
                .requestMatchers(HttpMethod.DELETE, "/api/v1/schedules/**", "/api/v1/vaults/**")
                .hasAllAuthorities(ADMIN)
                .requestMatchers(OF_VAULTS)
                .hasAllAuthorities(Authority.BACKUP.name(), Authority.SYSTEM.name(), Authority.VAULT.name())
                .anyRequest()
                .hasAllAuthorities(Authority.BACKUP.name(), Authority.SYSTEM.name());
    }

    /** Beside those that every answer has. */
    private static void headers(HeadersConfigurer<HttpSecurity> headers) {
        headers.defaultsDisabled().addHeaderWriter(SecuritySetup::forbidStoring);
    }

    /** At once: nothing is written any more when a forward has ended, such as that of {@code /} to a page that is unchanged. */
    private static void letPagesLoad(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        boolean swagger = ((HttpServletRequest) request).getServletPath().startsWith("/swagger-ui/");
        ((HttpServletResponse) response).setHeader("Content-Security-Policy", swagger ? SWAGGER_UI : PAGES);
        chain.doFilter(request, response);
    }

    /** JSON answers show a state that changes; answers with files set their own cache headers. */
    private static void forbidStoring(HttpServletRequest request, HttpServletResponse response) {
        String type = response.getContentType();
        boolean json = type != null && (type.startsWith("application/json") || type.startsWith("application/problem"));
        if (json && !response.containsHeader(HttpHeaders.CACHE_CONTROL)) {
            response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        }
    }
}
