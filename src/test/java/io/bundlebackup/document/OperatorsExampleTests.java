package io.bundlebackup.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.type.filter.AnnotationTypeFilter;

/** The operator's example at the top level, {@code application.yml}: says all there is to set, nothing else, and says it right. */
class OperatorsExampleTests {
    private static final Path EXAMPLE = Path.of("application.yml");

    /** A setting that is switched off: {@code #} and its name, or {@code #} and the indentation of what belongs to it. */
    private static final Pattern SWITCHED_OFF = Pattern.compile("#(?:[^ #].*|  +.*)");

    private static final Pattern INDEX = Pattern.compile("\\[\\d+]");

    /** Read by the framework, and the first thing that an operator looks for. */
    private static final Set<String> OF_THE_FRAMEWORK = Set.of("server.address", "server.port");

    /** Objects of the operator's own. */
    private static final Set<String> FREE = Set.of("backup.bundles[].extra-info", "backup.bundles[].extension");

    @Test
    void changesNothingAsItIs() throws IOException {
        assertThat(new YamlPropertySourceLoader().load("example", new FileSystemResource(EXAMPLE)))
                .isEmpty();
    }

    @Test
    void namesEverySettingThereIsAndNoOther() throws IOException {
        var expected = new TreeSet<>(OF_THE_FRAMEWORK);
        settings().forEach(record -> expected.addAll(keys(prefix(record), record)));

        var named = names(switchedOn()).stream().map(OperatorsExampleTests::key).collect(Collectors.toSet());

        assertThat(named).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void showsTheDefaultOfEverySettingThatHasOne() throws IOException {
        var example = binder(scalars(switchedOn()));
        var nothing = new Binder(new MapConfigurationPropertySource(Map.of()));

        assertThat(settings()).hasSizeGreaterThan(4);
        for (var record : settings()) {
            assertThat((Object) example.bindOrCreate(prefix(record), Bindable.of(record)))
                    .isEqualTo(nothing.bindOrCreate(prefix(record), Bindable.of(record)));
        }
    }

    @Test
    void showsTheAddressThatThePackagedSettingsHave() throws IOException {
        var example = binder(switchedOn());
        var packaged = binder(new YamlPropertySourceLoader()
                .load("packaged", new FileSystemResource("src/main/resources/application.yml"))
                .getFirst());

        for (var key : OF_THE_FRAMEWORK) {
            assertThat(example.bind(key, String.class).get())
                    .isEqualTo(packaged.bind(key, String.class).get());
        }
    }

    @Test
    void everySettingOfTheExampleIsValidWhenSwitchedOn() throws IOException {
        var example = binder(switchedOn());
        var strict = new NoUnboundElementsBindHandler(BindHandler.DEFAULT);

        settings().forEach(record -> example.bindOrCreate(prefix(record), Bindable.of(record)));
        var bundles = example.bind("backup.bundles", Bindable.listOf(declaredBundle()), strict);

        assertThat(bundles.get()).hasSize(1);
    }

    @Test
    void theExampleHasNoEffectInTests() {
        assertThat(System.getProperty("spring.config.location")).isEqualTo("classpath:/");
    }

    private static Binder binder(PropertySource<?> only) {
        var environment = new StandardEnvironment();
        environment.getPropertySources().stream()
                .map(PropertySource::getName)
                .toList()
                .forEach(environment.getPropertySources()::remove);
        environment.getPropertySources().addFirst(only);
        return Binder.get(environment);
    }

    private static PropertySource<?> switchedOn() throws IOException {
        var text = Files.readAllLines(EXAMPLE).stream()
                .map(line -> SWITCHED_OFF.matcher(line).matches() ? line.substring(1) : line)
                .collect(Collectors.joining("\n"));
        return new YamlPropertySourceLoader()
                .load("example", new ByteArrayResource(text.getBytes(StandardCharsets.UTF_8)))
                .getFirst();
    }

    /** Without the lists, of which the example shows one entry and the default is none. */
    private static PropertySource<?> scalars(PropertySource<?> all) {
        var map = names(all).stream()
                .filter(name -> !INDEX.matcher(name).find())
                .collect(Collectors.toMap(name -> name, name -> (Object) String.valueOf(all.getProperty(name))));
        return new MapPropertySource("scalars", map);
    }

    private static List<String> names(PropertySource<?> source) {
        return List.of(((EnumerablePropertySource<?>) source).getPropertyNames());
    }

    /** {@code backup.bundles[0].versionCode} is the setting {@code backup.bundles[].version-code}. */
    private static String key(String name) {
        var key = dashed(INDEX.matcher(name).replaceAll("[]"));
        return FREE.stream()
                .filter(free -> key.startsWith(free + "."))
                .findFirst()
                .orElse(key.endsWith("[]") ? key.substring(0, key.length() - 2) : key);
    }

    private static String dashed(String name) {
        return name.replaceAll("([a-z])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
    }

    private static List<Class<?>> settings() {
        var scanner = new ClassPathScanningCandidateComponentProvider(false);
        scanner.addIncludeFilter(new AnnotationTypeFilter(ConfigurationProperties.class));
        return scanner.findCandidateComponents("io.bundlebackup").stream()
                .<Class<?>>map(found -> type(String.valueOf(found.getBeanClassName())))
                .filter(Class::isRecord)
                .toList();
    }

    private static Class<?> type(String name) {
        try {
            return Class.forName(name);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Class<?> declaredBundle() {
        return type("io.bundlebackup.bundle.DeclaredBundle");
    }

    private static String prefix(Class<?> settings) {
        return settings.getAnnotation(ConfigurationProperties.class).value();
    }

    private static Set<String> keys(String prefix, Class<?> record) {
        var keys = new TreeSet<String>();
        for (RecordComponent component : record.getRecordComponents()) {
            var key = prefix + "." + dashed(component.getName());
            var element = element(component.getGenericType());
            if (component.getType().isRecord()) {
                keys.addAll(keys(key, component.getType()));
            } else if (element != null && element.isRecord()) {
                keys.addAll(keys(key + "[]", element));
            } else {
                keys.add(key);
            }
        }
        return keys;
    }

    private static @Nullable Class<?> element(Type type) {
        return type instanceof ParameterizedType list
                        && list.getRawType() == List.class
                        && list.getActualTypeArguments()[0] instanceof Class<?> of
                ? of
                : null;
    }
}
