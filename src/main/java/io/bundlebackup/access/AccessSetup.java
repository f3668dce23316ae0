package io.bundlebackup.access;

import io.bundlebackup.limits.AccessLoss;
import java.nio.file.Path;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;

/** Provides the ways to know a caller. The tokens come from the configuration or, without tokens there, from the file that the service creates at its first start. */
@Configuration(proxyBeanMethods = false)
class AccessSetup {
    private static final Logger log = LoggerFactory.getLogger(AccessSetup.class);

    @Bean
    TokenSource tokenSource(@Value("${backup.data-directory:./data}") String dataDirectory) {
        return new TokenSource(Path.of(dataDirectory));
    }

    @Bean
    Tokens tokens(AccessProperties properties, TokenSource source) {
        return new Tokens(source.entries(properties.tokens()), InstantSource.system());
    }

    @Bean
    AccessWatch accessWatch(
            Tokens tokens,
            TokenSource source,
            AccessProperties properties,
            ConfigurableEnvironment environment,
            ObjectProvider<AccessLoss> listeners,
            ApplicationEventPublisher events) {
        return new AccessWatch(
                tokens,
                new TokenReload(environment, properties),
                source,
                () -> listeners.orderedStream().toList(),
                events);
    }

    @Bean
    Logins logins(Tokens tokens, SignedTokens signed, @Value("${backup.data-directory:./data}") String dataDirectory) {
        return new Logins(
                tokens,
                signed,
                SecretFile.in(Path.of(dataDirectory), "login-key").secret(),
                InstantSource.system());
    }

    @Bean
    Tickets tickets() {
        return new Tickets(System::nanoTime);
    }

    @Bean
    Listening listening(Environment environment) {
        return Listening.of(environment);
    }

    @Bean
    ApplicationListener<ApplicationReadyEvent> networkNotice(Listening listening) {
        return ready -> listening.warning().ifPresent(sentence -> log.warn("{}", sentence));
    }

    @Bean
    ApplicationListener<ApplicationReadyEvent> tokenNotice(Tokens tokens, TokenSource source) {
        return ready -> {
            if (source.file() instanceof SecretFile file) {
                logToken(file, ready.getApplicationContext().getEnvironment());
            }
        };
    }

    /** Never the token itself: logs are kept, and others read them. */
    private static void logToken(SecretFile file, Environment environment) {
        String address = Listening.of(environment).url();
        log.info(
                "The token of caller operator is kept in {}. The dashboard: {}/ Try: curl -H \"Authorization: Bearer $(cat '{}')\" {}/api/v1/status",
                file.file(),
                address,
                file.file(),
                address);
    }
}
