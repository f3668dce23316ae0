package io.bundlebackup.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What {@code backup.sh} and {@code restore.sh} have in common; each is one file, so that it can be copied. */
class ScriptsTests {
    /** A comment, a name, and all to the brace at the beginning of a line, or on the same. */
    private static final Pattern FUNCTION =
            Pattern.compile("(?m)(?:^#.*\\n)*^(\\w+)\\(\\) \\{(?:.*}|[^}][\\s\\S]*?\\n})$");

    /** Each script's own step of that name. */
    private static final String OWN = "begin|conclude";

    private static Map<String, String> functions(String script) throws IOException {
        var found = new TreeMap<String, String>();
        FUNCTION.matcher(Files.readString(Path.of("http-examples", script)))
                .results()
                .filter(function -> !function.group(1).matches(OWN))
                .forEach(function -> found.put(function.group(1), function.group()));
        return found;
    }

    @Test
    void functionsOfTheSameNameAreTheSame() throws IOException {
        var backup = functions("backup.sh");
        var restore = functions("restore.sh");

        backup.keySet().retainAll(restore.keySet());
        restore.keySet().retainAll(backup.keySet());

        assertThat(backup)
                .containsKeys("say", "die", "lock", "api", "problem", "field")
                .isEqualTo(restore);
    }
}
