package io.bundlebackup.manifest;

/**
 * The grammar of the names of delivered files. A part is {@code part.<number>.tar}, the index is {@code manage.json}, and any
 * other name is that of a big file. In an incremental backup each name begins with a prefix: the epoch of the backup (1 to 18
 * digits, milliseconds since 1970) and an underscore. Clients choose the names of their uploads, so any text may be tested.
 */
public final class DeliveredName {
    /** The name of the index of a full backup. */
    public static final String INDEX = "manage.json";

    private static final String PART = "part.";
    private static final String TAR = ".tar";
    private static final int MOST_DIGITS = 18;

    private DeliveredName() {}

    /** The prefix of all names of an incremental backup; names of a full backup have the prefix "". */
    public static String prefix(long epoch) {
        return epoch + "_";
    }

    public static String part(String prefix, int number) {
        return prefix + PART + number + TAR;
    }

    public static String index(String prefix) {
        return prefix + INDEX;
    }

    /** The prefix of a name; empty if the name has none. */
    public static String prefixOf(String name) {
        return name.substring(0, prefixLength(name));
    }

    /** The epoch that a name begins with; 0 if it begins with none. */
    public static long epochOf(String name) {
        int length = prefixLength(name);
        return length == 0 ? 0 : Long.parseLong(name, 0, length - 1, 10);
    }

    private static int prefixLength(String name) {
        int digits = digits(name, 0);
        return digits >= 1 && digits <= MOST_DIGITS && name.startsWith("_", digits) && name.length() > digits + 1
                ? digits + 1
                : 0;
    }

    /** The number of digits from a position on. */
    private static int digits(String name, int from) {
        int to = from;
        while (to < name.length() && name.charAt(to) >= '0' && name.charAt(to) <= '9') {
            to++;
        }
        return to - from;
    }

    public static boolean isIndex(String name) {
        return name.length() == prefixLength(name) + INDEX.length() && name.endsWith(INDEX);
    }

    /** Whether the name is that of a part, as backups name parts. */
    public static boolean isPart(String name) {
        int number = prefixLength(name) + PART.length();
        int digits = digits(name, number);
        return digits > 0
                && name.startsWith(PART, number - PART.length())
                && name.length() == number + digits + TAR.length()
                && isTar(name);
    }

    /** Whether the name is that of a tar: a part, or a big file that is a tar of the application. */
    public static boolean isTar(String name) {
        return name.endsWith(TAR);
    }
}
