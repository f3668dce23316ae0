package io.bundlebackup.document;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The section "Logs" of {@code docs/operations.md} has every WARN and ERROR line of the code, and quotes no line that the code does not
 * have. A quoted line is the format string of the code with {@code …} instead of each <code>{}</code>. Formats without a letter are left
 * out: their whole text is composed elsewhere.
 */
class LogLineTests {
    private static final String LITERALS = "(\"(?:[^\"\\\\\\n]|\\\\.)*+\"(?:\\s*\\+\\s*\"(?:[^\"\\\\\\n]|\\\\.)*+\")*)";
    private static final Pattern LITERAL = Pattern.compile(LITERALS);
    private static final Pattern LOGGED = Pattern.compile("\\blog\\s*\\.(warn|error)\\(\\s*" + LITERALS);
    private static final Pattern PIECE = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final Pattern QUOTED =
            Pattern.compile("(?m)^\\| (INFO|WARN|ERROR|standard error) \\| `+ ?(.*?) ?`+ \\|");
    private static final Pattern LETTER = Pattern.compile("\\p{L}");

    private static String page = "";
    private static String code = "";

    /** The part of the code that writes to the log itself. */
    private static String logging = "";

    @BeforeAll
    static void readPageAndCode() throws IOException {
        page = Files.readString(Path.of("docs/operations.md"));
        try (var files = Files.walk(Path.of("src/main/java"))) {
            var texts = new TreeSet<String>();
            for (var file :
                    files.filter(each -> each.toString().endsWith(".java")).toList()) {
                texts.add(Files.readString(file));
            }
            code = String.join("\n", texts);
            logging = texts.stream().filter(text -> text.contains("Logger log")).collect(joining("\n"));
        }
    }

    @Test
    void everyWarningAndErrorOfTheCodeIsOnThePage() {
        var missing = logged();
        missing.removeAll(quoted());

        assertThat(missing)
                .as("docs/operations.md, section Logs: add these lines with their meaning and what an operator does")
                .isEmpty();
    }

    @Test
    void everyLineOnThePageIsInTheCode() {
        var gone = quoted();
        gone.removeAll(logged());
        gone.removeIf(line -> (line.startsWith("INFO") || line.startsWith("standard-error"))
                && literals().contains(line.substring(line.indexOf(' ') + 1)));

        assertThat(quoted()).isNotEmpty();
        assertThat(gone)
                .as("docs/operations.md, section Logs: change or remove these lines, which the code does not have")
                .isEmpty();
    }

    private static Set<String> literals() {
        return LITERAL.matcher(code)
                .results()
                .map(literal -> text(literal.group()))
                .collect(Collectors.toSet());
    }

    private static Set<String> quoted() {
        return QUOTED.matcher(page)
                .results()
                .map(line -> line.group(1).replace(' ', '-') + " " + line.group(2))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> logged() {
        return LOGGED.matcher(logging)
                .results()
                .filter(line -> LETTER.matcher(text(line.group(2))).find())
                .map(line -> line.group(1).toUpperCase(Locale.ROOT) + " " + text(line.group(2)))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** What the concatenated literals say, with … for each placeholder. */
    private static String text(String literals) {
        return PIECE.matcher(literals)
                .results()
                .map(piece -> piece.group(1))
                .collect(joining())
                .replace("{}", "…")
                .replace("\\n", "")
                .replaceAll("\\\\(.)", "$1");
    }
}
