package io.bundlebackup.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The pages for developers name classes that exist: after renaming a class, change its name on these pages too. */
class ClassNameTests {
    /** A capitalized word in code type, with or without package and member. */
    private static final Pattern NAME = Pattern.compile("`(?:[a-z]+\\.)*([A-Z][A-Za-z]*[a-z][A-Za-z]*)(?:\\.\\w+)?`");

    private static final List<Path> SOURCES = List.of(Path.of("src/main/java"), Path.of("src/test/java"));

    @ParameterizedTest
    @ValueSource(strings = {"docs/design.md", "docs/concurrency.md", "CONTRIBUTING.md"})
    void everyClassThatAPageNamesExists(Path page) throws IOException {
        var named = NAME.matcher(Files.readString(page))
                .results()
                .map(name -> name.group(1))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(named).as("names in %s", page).isNotEmpty();
        named.removeAll(classes());
        assertThat(named).as("names in %s that no class has", page).isEmpty();
    }

    private static Set<String> classes() throws IOException {
        var found = new TreeSet<String>();
        for (var sources : SOURCES) {
            try (Stream<Path> files = Files.walk(sources)) {
                files.map(file -> file.getFileName().toString())
                        .filter(name -> name.endsWith(".java"))
                        .forEach(name -> found.add(name.substring(0, name.length() - ".java".length())));
            }
        }
        return found;
    }
}
