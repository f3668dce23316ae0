package io.bundlebackup.access;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.PropertySourcesPlaceholdersResolver;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.env.DefaultPropertiesPropertySource;
import org.springframework.boot.origin.Origin;
import org.springframework.boot.origin.OriginLookup;
import org.springframework.boot.origin.TextResourceOrigin;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.Resource;

/**
 * Reads the tokens of the configuration again when its files have changed. The files are those from which Spring Boot has read the
 * configuration, and those that it would read at the next start. Used by one thread.
 */
final class TokenReload {
    private static final Logger log = LoggerFactory.getLogger(TokenReload.class);
    private static final String KEY = "backup.security.tokens";
    private static final List<String> EXTENSIONS = List.of(".yml", ".yaml", ".properties");

    private final ConfigurableEnvironment started;
    private final AccessProperties properties;
    private Set<Path> files;
    /** Of the files when they were read. */
    private Map<Path, String> read;
    /** Of the files at the last look: a file that is just being written is read at the next look. */
    private Map<Path, String> seen;

    TokenReload(ConfigurableEnvironment started, AccessProperties properties) {
        this.started = started;
        this.properties = properties;
        this.files = files(started);
        this.read = states();
        this.seen = read;
    }

    /** The tokens of the configuration, if its files have changed and are valid; else the log says once what is wrong. */
    Optional<List<AccessProperties.Token>> look() {
        var now = states();
        var still = now.equals(seen);
        seen = now;
        if (!still || now.equals(read)) {
            return Optional.empty();
        }
        read = now;
        try {
            var fresh = readAgain();
            files = files(fresh);
            read = states();
            seen = read;
            var tokens = new Binder(
                            ConfigurationPropertySources.get(fresh), new PropertySourcesPlaceholdersResolver(fresh))
                    .bind(
                            KEY,
                            Bindable.listOf(AccessProperties.Token.class),
                            new NoUnboundElementsBindHandler(BindHandler.DEFAULT))
                    .orElse(List.of());
            return Optional.of(new AccessProperties(tokens, properties.allowedOrigins()).tokens());
        } catch (RuntimeException e) {
            log.error(
                    "The configuration has changed and is not valid, so all callers stay as they are. Correct it: {}",
                    reason(e));
            return Optional.empty();
        }
    }

    private static String reason(Throwable e) {
        var cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage());
    }

    /** Everything but the files is as at the start: arguments, properties of Java, environment variables, profiles. */
    private ConfigurableEnvironment readAgain() {
        var fresh = new StandardEnvironment();
        var sources = fresh.getPropertySources();
        sources.stream().map(PropertySource::getName).toList().forEach(sources::remove);
        for (var source : started.getPropertySources()) {
            if (!isOfFile(source)
                    && !source.getName().equals("configurationProperties")
                    && !source.getName().equals(DefaultPropertiesPropertySource.NAME)) {
                sources.addLast(source);
            }
        }
        fresh.setActiveProfiles(started.getActiveProfiles());
        ConfigDataEnvironmentPostProcessor.applyTo(fresh);
        return fresh;
    }

    private static boolean isOfFile(PropertySource<?> source) {
        return source.getName().startsWith("Config resource ");
    }

    private static Set<Path> files(ConfigurableEnvironment environment) {
        var files = new LinkedHashSet<Path>();
        candidates(environment).forEach(files::add);
        resources(environment.getPropertySources()).forEach(resource -> {
            try {
                if (resource.isFile()) {
                    files.add(resource.getFile().toPath().toAbsolutePath());
                }
            } catch (IOException e) {
                log.debug("{} is no file", resource, e);
            }
        });
        return files;
    }

    private static Stream<Resource> resources(MutablePropertySources sources) {
        return sources.stream()
                .filter(TokenReload::isOfFile)
                .flatMap(source -> origin(source).stream())
                .filter(TextResourceOrigin.class::isInstance)
                .flatMap(origin -> Stream.ofNullable(((TextResourceOrigin) origin).getResource()));
    }

    /** All keys of a source come from one file. */
    @SuppressWarnings("unchecked")
    private static Optional<Origin> origin(PropertySource<?> source) {
        if (!(source instanceof OriginLookup<?>) || !(source instanceof EnumerablePropertySource<?> keys)) {
            return Optional.empty();
        }
        return Stream.of(keys.getPropertyNames())
                .flatMap(key -> Stream.ofNullable(((OriginLookup<String>) source).getOrigin(key)))
                .findFirst();
    }

    /** Files in Spring Boot's usual places, which need not exist. */
    private static List<Path> candidates(ConfigurableEnvironment environment) {
        var names = new ArrayList<String>();
        names.add("application");
        for (var profile : environment.getActiveProfiles()) {
            names.add("application-" + profile);
        }
        return Stream.of(Path.of(""), Path.of("config"))
                .flatMap(directory -> names.stream()
                        .flatMap(name -> EXTENSIONS.stream().map(extension -> directory.resolve(name + extension))))
                .map(Path::toAbsolutePath)
                .toList();
    }

    private Map<Path, String> states() {
        var states = new TreeMap<Path, String>();
        for (var file : files) {
            try {
                var found = Files.readAttributes(file, BasicFileAttributes.class);
                states.put(file, found.lastModifiedTime() + " " + found.size() + " " + found.fileKey());
            } catch (NoSuchFileException e) {
                states.put(file, "");
            } catch (IOException e) {
                states.put(file, new UncheckedIOException(e).getMessage());
            }
        }
        return states;
    }
}
