package io.bundlebackup.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every relative link in the documents leads to a file that exists, and to a heading of that file if the link names one. So does every
 * citation of a document in code, scripts and settings: {@code docs/semantics.md, Events}.
 */
class LinkTests {
    private static final Pattern CITATION = Pattern.compile("\\b(docs/[\\w/-]+\\.md)(?:, (?:section )?([A-Z]\\w+))?");
    private static final Pattern LINK = Pattern.compile("\\]\\((?!https?://)([^)#]*)(?:#([^)]*))?\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");

    static List<Path> pages() throws IOException {
        try (var docs = Files.walk(Path.of("docs"));
                var top = Files.list(Path.of(""))) {
            return Stream.concat(top, docs)
                    .filter(path -> path.toString().endsWith(".md"))
                    .sorted()
                    .toList();
        }
    }

    /** The files that are no pages. */
    static List<Path> sources() throws IOException {
        try (var code = Files.walk(Path.of("src"));
                var scripts = Files.list(Path.of("http-examples"))) {
            return Stream.of(
                            code,
                            scripts,
                            Stream.of(Path.of("application.yml"), Path.of("src/main/resources/static/asyncapi.yaml")))
                    .flatMap(files -> files)
                    .filter(file -> file.toString().matches(".*\\.(java|sql|yml|yaml|sh|http)"))
                    .toList();
        }
    }

    @Test
    void everyDocumentAndHeadingThatCodeCitesExists() throws IOException {
        var cited = 0;
        for (var source : sources()) {
            for (var citation :
                    CITATION.matcher(Files.readString(source)).results().toList()) {
                var page = Path.of(citation.group(1));
                assertThat(page).as("cited in %s", source).exists();
                if (citation.group(2) != null) {
                    assertThat(headings(page)).as("cited in %s", source).contains(anchor(citation.group(2)));
                }
                cited++;
            }
        }
        assertThat(cited).isPositive();
    }

    /** Documents have headings, and no numbered sections. */
    @Test
    void noFileCitesANumberedSection() throws IOException {
        for (var file : Stream.concat(sources().stream(), pages().stream()).toList()) {
            assertThat(Files.readString(file)).as("%s", file).doesNotContain("\u00a7");
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyRelativeLinkExists(Path page) throws IOException {
        assertThat(LINK.matcher(Files.readString(page)).results())
                .as("links of %s that lead nowhere", page)
                .allSatisfy(link -> {
                    var target = link.group(1).isEmpty()
                            ? page
                            : page.resolveSibling(link.group(1)).normalize();
                    assertThat(target).exists();
                    if (link.group(2) != null) {
                        assertThat(headings(target))
                                .as("headings of %s", target)
                                .contains(link.group(2));
                    }
                });
    }

    /** The headings as GitHub names them in addresses. */
    private static List<String> headings(Path page) throws IOException {
        return HEADING.matcher(Files.readString(page))
                .results()
                .map(heading -> anchor(heading.group(1)))
                .toList();
    }

    private static String anchor(String heading) {
        return heading.toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N} _-]", "")
                .replace(' ', '-');
    }
}
