package io.bundlebackup.bundle;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The name of a bundle: that of its application, and for a clone (a second installation of the same application) its number.
 *
 * <p>On the wire a clone is {@code name:appIndex}; as the name of a directory the colon is written {@code +}, because a colon means
 * something else in too many tools. Both forms are safe as one segment of a path.
 *
 * @param application 1 to 128 ASCII letters, digits, {@code _}, {@code .}, {@code -}, starting with a letter
 * @param appIndex 0 for the application itself, from 1 for its clones
 */
public record BundleName(String application, int appIndex) implements Comparable<BundleName> {
    /** The form on the wire, for Bean Validation and OpenAPI. */
    public static final String PATTERN = "[A-Za-z][A-Za-z0-9_.-]{0,127}(:[1-9][0-9]{0,8})?";

    private static final Pattern FORM = Pattern.compile(PATTERN);

    public BundleName {
        if (appIndex < 0
                || !FORM.matcher(appIndex == 0 ? application : application + ":" + appIndex)
                        .matches()) {
            throw new IllegalArgumentException("Not the name of a bundle");
        }
        if (application.indexOf(':') >= 0) {
            throw new IllegalArgumentException("The number of a clone is not part of its application's name");
        }
    }

    /** Whether {@code text} is the name of a bundle as it stands on the wire. */
    public static boolean isValid(String text) {
        return FORM.matcher(text).matches();
    }

    /** Reads the form on the wire; empty when {@code text} is no name of a bundle. */
    public static Optional<BundleName> parse(String text) {
        if (!isValid(text)) {
            return Optional.empty();
        }
        int colon = text.indexOf(':');
        return Optional.of(
                colon < 0
                        ? new BundleName(text, 0)
                        : new BundleName(text.substring(0, colon), Integer.parseInt(text.substring(colon + 1))));
    }

    /** Reads the name of a directory; empty when it is none of a bundle. */
    public static Optional<BundleName> ofDirectory(String name) {
        return name.indexOf(':') >= 0 ? Optional.empty() : parse(name.replace('+', ':'));
    }

    /** The name as that of a directory or a folder: {@code name+1} for the first clone. */
    public String directoryName() {
        return toString().replace(':', '+');
    }

    /** The form on the wire: {@code name}, or {@code name:appIndex} for a clone. */
    @Override
    public String toString() {
        return appIndex == 0 ? application : application + ":" + appIndex;
    }

    @Override
    public int compareTo(BundleName other) {
        return toString().compareTo(other.toString());
    }
}
