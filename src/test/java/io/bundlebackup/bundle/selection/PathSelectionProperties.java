package io.bundlebackup.bundle.selection;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Random patterns on random paths, against a slow oracle made of regular expressions. */
class PathSelectionProperties {
    private static final String[] SEGMENT_PARTS = {"a", "b", "*", "?", "[ab]", "[!a]", "ä", "**"};

    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);

    @Test
    void agreesWithRegularExpressions() {
        for (int i = 0; i < 20_000; i++) {
            String include = pattern();
            String exclude = pattern();
            String path = path();
            boolean directory = random.nextBoolean();

            boolean covered =
                    PathSelection.of(List.of(include), List.of(exclude)).covers(bytes(path), directory);

            assertThat(covered)
                    .as("seed %d: +%s -%s %s directory %s", seed, include, exclude, path, directory)
                    .isEqualTo(matches(include, path, directory) && !matches(exclude, path, directory));
        }
    }

    @Test
    void aWalkReachesEveryCoveredPath() {
        for (int i = 0; i < 20_000; i++) {
            String include = pattern();
            String exclude = pattern();
            String path = path();
            PathSelection selection = PathSelection.of(List.of(include), List.of(exclude));
            if (!selection.covers(bytes(path), false)) {
                continue;
            }
            assertThat(selection.mayContain(bytes(""))).isTrue();
            for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
                assertThat(selection.mayContain(bytes(path.substring(0, slash))))
                        .as("seed %d: +%s -%s %s", seed, include, exclude, path)
                        .isTrue();
            }
        }
    }

    private String pattern() {
        StringBuilder pattern = new StringBuilder();
        int segments = 1 + random.nextInt(3);
        for (int s = 0; s < segments; s++) {
            pattern.append(s == 0 ? "" : "/");
            int parts = 1 + random.nextInt(3);
            for (int p = 0; p < parts; p++) {
                pattern.append(SEGMENT_PARTS[random.nextInt(SEGMENT_PARTS.length)]);
            }
        }
        return pattern.append(random.nextInt(4) == 0 ? "/" : "").toString();
    }

    private String path() {
        StringBuilder path = new StringBuilder();
        int segments = 1 + random.nextInt(4);
        for (int s = 0; s < segments; s++) {
            path.append(s == 0 ? "" : "/");
            int letters = 1 + random.nextInt(3);
            for (int p = 0; p < letters; p++) {
                path.append("abä".charAt(random.nextInt(3)));
            }
        }
        return path.toString();
    }

    private static boolean matches(String pattern, String path, boolean directory) {
        boolean directoriesOnly = pattern.endsWith("/");
        Pattern regex = regex(directoriesOnly ? pattern.substring(0, pattern.length() - 1) : pattern);
        for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
            if (regex.matcher(path.substring(0, slash)).matches()) {
                return true;
            }
        }
        return regex.matcher(path).matches() && (directory || !directoriesOnly);
    }

    private static Pattern regex(String pattern) {
        StringBuilder regex = new StringBuilder();
        String rest = pattern;
        boolean atStart = true;
        while (!rest.isEmpty()) {
            int stars = rest.length() - rest.replaceFirst("^\\*+", "").length();
            if (stars >= 2 && atStart && rest.startsWith("/", stars)) {
                regex.append("(?:[^/]+/)*");
                rest = rest.substring(stars + 1);
                continue;
            }
            if (stars > 0) {
                regex.append(stars > 1 ? ".*" : "[^/]*");
                rest = rest.substring(stars);
            } else if (rest.startsWith("[")) {
                regex.append(rest.startsWith("[!") ? "[^a/]" : "[ab]");
                rest = rest.substring(rest.indexOf(']') + 1);
            } else {
                regex.append(rest.charAt(0) == '?' ? "[^/]" : rest.substring(0, 1));
                atStart = rest.charAt(0) == '/';
                rest = rest.substring(1);
                continue;
            }
            atStart = false;
        }
        return Pattern.compile(regex.toString());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
