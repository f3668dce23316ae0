package io.bundlebackup.vault.schedule;

import java.util.List;
import java.util.regex.Pattern;

/** Which bundles a schedule means: names in which {@code *} stands for any characters and {@code ?} for one. Immutable. */
record NamePatterns(List<String> patterns) {
    /** What a pattern consists of. */
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_.:*?-]{1,138}");

    static boolean isPattern(String text) {
        return FORM.matcher(text).matches();
    }

    boolean match(String name) {
        return patterns.stream().anyMatch(pattern -> matches(pattern, name));
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
            } else if (c == '?' || c == name.charAt(n)) {
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
