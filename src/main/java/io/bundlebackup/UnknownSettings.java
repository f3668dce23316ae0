package io.bundlebackup;

import io.bundlebackup.problem.StartRefusedException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.Environment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.stereotype.Component;

/**
 * Keeps the service from starting when a key {@code backup.…} is set that no part of the service reads: with a mistyped key the service
 * would silently run with the default. Spring Boot cannot refuse such a key itself, because several records share the
 * prefix.
 *
 * <p>For an environment variable it only logs a warning: {@code BACKUP_URL} and {@code BACKUP_TOKEN} belong to the scripts.
 */
@Component
public final class UnknownSettings implements BeanFactoryPostProcessor {
    private static final Logger log = LoggerFactory.getLogger(UnknownSettings.class);

    private static final ConfigurationPropertyName PREFIX = ConfigurationPropertyName.of("backup");

    private static final Set<String> OF_THE_SCRIPTS = Set.of("backup.url", "backup.token", "backup.token.file");

    @Override
    public void postProcessBeanFactory(ConfigurableListableBeanFactory beans) {
        var known = new TreeSet<String>();
        for (var name : beans.getBeanNamesForAnnotation(ConfigurationProperties.class)) {
            var type = beans.getType(name, false);
            var prefix = type == null ? null : type.getAnnotation(ConfigurationProperties.class);
            if (type != null && type.isRecord() && prefix != null) {
                addKeys(prefix.value(), type, known);
            }
        }
        for (var source : ConfigurationPropertySources.get(beans.getBean(Environment.class))) {
            check(source, known);
        }
    }

    private static void check(ConfigurationPropertySource source, Set<String> known) {
        if (!(source instanceof IterableConfigurationPropertySource names)) {
            return;
        }
        var variables = source.getUnderlyingSource() instanceof SystemEnvironmentPropertySource;
        for (var name : names) {
            if (!PREFIX.isAncestorOf(name) || isKnown(name, known)) {
                continue;
            }
            if (!variables) {
                throw new StartRefusedException(sentence("The setting " + name, name, known));
            }
            if (!isVariableOf(name, known) && !OF_THE_SCRIPTS.contains(name.toString())) {
                log.warn("{}", sentence("The environment variable that means " + name, name, known));
            }
        }
    }

    private static String sentence(String subject, ConfigurationPropertyName name, Set<String> known) {
        return subject + " is unknown; the nearest setting is " + nearest(withoutIndexes(name), known) + ".";
    }

    /** Keys below a list of records or a map are checked where the list is bound. */
    private static boolean isKnown(ConfigurationPropertyName name, Set<String> known) {
        var key = uniform(withoutIndexes(name));
        return known.stream()
                .map(UnknownSettings::uniform)
                .anyMatch(setting -> key.equals(setting)
                        || setting.equals("backup.bundles[]") && key.startsWith(setting)
                        || setting.startsWith(key + "[]"));
    }

    /** Spring Boot reads {@code BACKUP_DATADIRECTORY} and {@code BACKUP_DATA_DIRECTORY}: an underscore can mean a dot or nothing. */
    private static boolean isVariableOf(ConfigurationPropertyName name, Set<String> known) {
        var letters = letters(withoutIndexes(name));
        return known.stream()
                .anyMatch(setting ->
                        letters.startsWith("backupbundles") || letters(setting).equals(letters));
    }

    private static String letters(String key) {
        return uniform(key).replaceAll("[^a-z0-9]", "");
    }

    private static String withoutIndexes(ConfigurationPropertyName name) {
        return name.toString().replaceAll("\\[\\d+]", "[]");
    }

    private static String uniform(String key) {
        return key.replace("-", "").toLowerCase(Locale.ROOT);
    }

    private static String nearest(String key, Set<String> known) {
        return known.stream()
                .min(Comparator.comparingInt(setting -> distance(key, setting)))
                .orElse("backup.data-directory");
    }

    /** How many characters have to be inserted, removed or replaced (Levenshtein). */
    private static int distance(String from, String to) {
        var row = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            var diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                var replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[to.length()];
    }

    private static void addKeys(String prefix, Class<?> record, Set<String> keys) {
        for (RecordComponent component : record.getRecordComponents()) {
            var key = prefix + "."
                    + component.getName().replaceAll("([a-z])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
            var element = element(component.getGenericType());
            if (component.getType().isRecord()) {
                addKeys(key, component.getType(), keys);
            } else if (element != null && element.isRecord()) {
                keys.add(key + "[]");
                addKeys(key + "[]", element, keys);
            } else {
                keys.add(key);
                if (element != null) {
                    keys.add(key + "[]");
                }
            }
        }
    }

    private static @Nullable Class<?> element(Type type) {
        return type instanceof ParameterizedType list
                        && list.getRawType() == List.class
                        && list.getActualTypeArguments()[0] instanceof Class<?> of
                ? of
                : null;
    }
}
