package io.bundlebackup.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The pages for developers name classes and members that exist: after renaming one, change its name on these pages too. */
class ClassNameTests {
    /** A capitalized word in code type, with or without package and member. */
    private static final Pattern NAME = Pattern.compile("`(?:[a-z]+\\.)*([A-Z][A-Za-z]*[a-z][A-Za-z]*)(?:\\.(\\w+))?`");

    private static final List<Path> SOURCES = List.of(Path.of("src/main/java"), Path.of("src/test/java"));

    @ParameterizedTest
    @ValueSource(strings = {"docs/design.md", "docs/concurrency.md", "docs/threat-model.md", "CONTRIBUTING.md"})
    void everyClassThatAPageNamesExists(Path page) throws IOException {
        var named = NAME.matcher(Files.readString(page))
                .results()
                .map(name -> name.group(1))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(named).as("names in %s", page).isNotEmpty();
        named.removeAll(classes().keySet());
        assertThat(named).as("names in %s that no class has", page).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"docs/design.md", "docs/concurrency.md", "CONTRIBUTING.md"})
    void everyMemberThatAPageNamesIsInItsClass(Path page) throws IOException {
        var classes = classes();

        assertThat(NAME.matcher(Files.readString(page)).results().filter(name -> name.group(2) != null))
                .as("members in %s", page)
                .isNotEmpty()
                .allSatisfy(name -> assertThat(Files.readString(classes.get(name.group(1))))
                        .as("the class of %s", name.group())
                        .containsPattern("\\b" + name.group(2) + "\\b"));
    }

    private static Map<String, Path> classes() throws IOException {
        var found = new TreeMap<String, Path>();
        for (var sources : SOURCES) {
            try (Stream<Path> files = Files.walk(sources)) {
                files.filter(file -> file.toString().endsWith(".java"))
                        .forEach(file -> found.put(file.getFileName().toString().replace(".java", ""), file));
            }
        }
        return found;
    }
}
