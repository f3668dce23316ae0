package io.bundlebackup;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.boot.origin.Origin;
import org.springframework.boot.origin.PropertySourceOrigin;
import org.springframework.boot.origin.TextResourceOrigin;
import org.springframework.boot.support.EnvironmentPostProcessorApplicationListener;
import org.springframework.context.ApplicationListener;
import org.springframework.context.aot.AbstractAotProcessor;
import org.springframework.core.Ordered;
import org.springframework.core.SpringProperties;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.util.ClassUtils;

/**
 * Has Spring start with the beans that the build has found ({@code spring-boot:process-aot}) instead of looking for them again, which is a
 * fifth of a start.
 *
 * <p>The build evaluates Spring Boot's conditions with the settings of the packaged {@code application.yml}. Whoever sets one of Spring
 * Boot's own keys that could decide a condition gets a start that looks for the beans.
 */
final class PreparedBeans implements ApplicationListener<ApplicationEnvironmentPreparedEvent>, Ordered {
    static final String ENABLED = "spring.aot.enabled";

    private static final List<ConfigurationPropertyName> DECIDE = names("management", "spring", "springdoc");

    /** Below the others: these only say where settings are, or are read when the service runs. */
    private static final List<ConfigurationPropertyName> DECIDE_NOTHING =
            names("spring.application", "spring.config", "spring.context", "spring.lifecycle", "spring.ssl");

    private static final Resource PACKAGED = new ClassPathResource("application.yml");

    @Override
    public int getOrder() {
        return EnvironmentPostProcessorApplicationListener.DEFAULT_ORDER + 1;
    }

    @Override
    public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
        if (SpringProperties.getProperty(ENABLED) == null
                && System.getProperty(AbstractAotProcessor.AOT_PROCESSING) == null
                && werePrepared(event.getSpringApplication().getMainApplicationClass())
                && fit(event.getEnvironment())) {
            SpringProperties.setFlag(ENABLED);
        }
    }

    /** Not in a development environment, for example. */
    private static boolean werePrepared(@Nullable Class<?> main) {
        return main != null
                && ClassUtils.isPresent(main.getName() + "__ApplicationContextInitializer", main.getClassLoader());
    }

    /** Whether the settings leave the conditions as they were when the service was built. */
    static boolean fit(ConfigurableEnvironment environment) {
        for (var source : ConfigurationPropertySources.get(environment)) {
            if (source instanceof IterableConfigurationPropertySource settings
                    && settings.stream().anyMatch(name -> decides(name) && !isPackaged(source, name))) {
                return false;
            }
        }
        return true;
    }

    private static boolean decides(ConfigurationPropertyName name) {
        return DECIDE.stream().anyMatch(each -> each.equals(name) || each.isAncestorOf(name))
                && DECIDE_NOTHING.stream().noneMatch(each -> each.isAncestorOf(name));
    }

    private static boolean isPackaged(ConfigurationPropertySource source, ConfigurationPropertyName name) {
        var origin = Origin.from(source.getConfigurationProperty(name));
        if (origin instanceof PropertySourceOrigin inSource) {
            origin = inSource.getOrigin();
        }
        return origin instanceof TextResourceOrigin text && isPackaged(text.getResource());
    }

    private static boolean isPackaged(@Nullable Resource resource) {
        try {
            return resource != null
                    && PACKAGED.getURL().toString().equals(resource.getURL().toString());
        } catch (IOException e) {
            // It has no address, so it is not in the package.
            return false;
        }
    }

    private static List<ConfigurationPropertyName> names(String... names) {
        return Stream.of(names).map(ConfigurationPropertyName::of).toList();
    }
}
