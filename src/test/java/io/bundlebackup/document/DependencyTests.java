package io.bundlebackup.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The section "Dependencies" of {@code docs/design.md} has a row for each direct dependency of {@code pom.xml}, and no other. */
class DependencyTests {
    private static final Pattern DEPENDENCY =
            Pattern.compile("(?s)<dependency>.*?<artifactId>([^<]+)</artifactId>.*?</dependency>");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| (`[^|]+) \\|[^|]*\\| [^| ][^|]+ \\|$");
    private static final Pattern NAME = Pattern.compile("`([^`]+)`");

    @Test
    void everyDirectDependencyHasAReason() throws IOException {
        var pom = Files.readString(Path.of("pom.xml"));
        var direct = pom.substring(pom.indexOf("<dependencies>"), pom.indexOf("</dependencies>"));
        var page = Files.readString(Path.of("docs/design.md"));
        var section = page.substring(page.indexOf("\n## Dependencies\n"));

        var explained = ROW.matcher(section)
                .results()
                .flatMap(row -> NAME.matcher(row.group(1)).results().map(name -> name.group(1)))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(explained)
                .isNotEmpty()
                .isEqualTo(DEPENDENCY
                        .matcher(direct)
                        .results()
                        .map(dependency -> dependency.group(1))
                        .collect(Collectors.toCollection(TreeSet::new)));
    }
}
