package io.bundlebackup.limits;

import java.util.List;
import java.util.regex.Pattern;

/**
 * A set of bundles, told by the patterns of their names: {@code *} stands for any characters and {@code ?} for one. A clone is
 * {@code name:appIndex}. Immutable.
 */
public record NamePatterns(List<String> patterns) {
    /** Every bundle. */
    public static final NamePatterns ALL = new NamePatterns(List.of("*"));

    /** What {@link #isPattern} allows, as words of a sentence. */
    public static final String RULE =
            "must be the name of a bundle, in which * stands for any characters and ? for one";

    /** What a pattern consists of. */
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_.:*?-]{1,138}");

    public NamePatterns {
        patterns = List.copyOf(patterns);
    }

    /** Whether the text can be a pattern. */
    public static boolean isPattern(String text) {
        return FORM.matcher(text).matches();
    }

    /** Whether the bundle of this name is one of the set. */
    public boolean match(String name) {
        return patterns.stream().anyMatch(pattern -> matches(pattern, name));
    }

    /**
     * Whether the set has every bundle that a pattern can mean. Never true by mistake; false for a pattern that only several patterns of the
     * set together include.
     */
    public boolean include(String pattern) {
        // The asterisk of the text is a character like others: only an asterisk takes it, not a question mark.
        return patterns.stream().anyMatch(each -> matches(each, pattern));
    }

    /** Goes back to the last asterisk only, so that no pattern takes long. */
    private static boolean matches(String pattern, String name) {
        int p = 0;
        int n = 0;
        int asterisk = -1;
        int tried = 0;
        while (n < name.length()) {
            char c = p < pattern.length() ? pattern.charAt(p) : 0;
            if (c == '*') {
                asterisk = p++;
                tried = n;
            } else if ((c == '?' && name.charAt(n) != '*') || c == name.charAt(n)) {
                p++;
                n++;
            } else if (asterisk >= 0) {
                p = asterisk + 1;
                n = ++tried;
            } else {
                return false;
            }
        }
        return pattern.substring(p).chars().allMatch(c -> c == '*');
    }
}
