package io.bundlebackup.manifest;

import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The header of a manifest.
 *
 * @param bundle the bundle's name, a clone's with {@code :appIndex}
 * @param generation this manifest
 * @param parent the manifest of the previous backup, if this one is incremental
 * @param begunAt begin of the scan in milliseconds since the epoch, not negative; clocks may be wrong, so order generations
 *     by {@code parent}
 * @param failures the entries that could not be backed up; {@link FailedPaths#NONE} also if the manifest does not state them
 */
public record ManifestHeader(
        String bundle, UUID generation, @Nullable UUID parent, long begunAt, FailedPaths failures) {
    static final String COLUMNS =
            "path;mode;dir;size;mtime;hash;usertar;encodeFlag;mtimeNanos;ctime;ctimeNanos;inode;uid;gid;link;"
                    + "xattrs;fileName";

    private static final String FORM =
            "version=2.0&attrNum=17&bundle=<name>&generation=<uuid>&parent=<uuid or empty>&begunAt=<epoch ms>"
                    + "[&failed=<count>&failedPaths=<path>,<path>...]";
    private static final String UUID_FORM = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";
    private static final Pattern VERSION = Pattern.compile("version=([0-9.]{1,20})&");
    private static final Pattern FIRST_LINE = Pattern.compile("version=2\\.0&attrNum=17&bundle=([^&]*)&generation=("
            + UUID_FORM + ")&parent=(" + UUID_FORM + "|)&begunAt=([0-9]{1,18})"
            + "(?:&failed=([1-9][0-9]{0,17})&failedPaths=([ -%'-~]*))?");

    public ManifestHeader {
        if (!isBundleName(bundle)) {
            throw new IllegalArgumentException("the header does not name a bundle");
        }
        if (generation.equals(parent)) {
            throw new IllegalArgumentException("the generation names itself as its parent");
        }
        if (begunAt < 0) {
            throw new IllegalArgumentException("begunAt is negative");
        }
    }

    /** The header of a backup without failures. */
    public ManifestHeader(String bundle, UUID generation, @Nullable UUID parent, long begunAt) {
        this(bundle, generation, parent, begunAt, FailedPaths.NONE);
    }

    /** A copy with these failures. */
    public ManifestHeader with(FailedPaths failures) {
        return new ManifestHeader(bundle, generation, parent, begunAt, failures);
    }

    /** The two lines that every manifest begins with. */
    public byte[] lines() {
        String line = "version=2.0&attrNum=17&bundle=" + bundle + "&generation=" + generation + "&parent="
                + (parent == null ? "" : parent) + "&begunAt=" + begunAt
                + (failures.isNone() ? "" : "&failed=" + failures.count() + "&failedPaths=" + failures.text()) + "\n";
        return (line + COLUMNS + "\n").getBytes(StandardCharsets.US_ASCII);
    }

    /** Reads the first line; an {@link IllegalArgumentException} says what is wrong with it. */
    static ManifestHeader parse(String line) {
        Matcher version = VERSION.matcher(line);
        if (!version.lookingAt()) {
            throw new IllegalArgumentException("this is not the first line of a manifest");
        }
        if (!version.group(1).equals("2.0")) {
            throw new IllegalArgumentException(
                    "the manifest is of version " + version.group(1) + ", only 2.0 can be read");
        }
        Matcher fields = FIRST_LINE.matcher(line);
        if (!fields.matches()) {
            throw new IllegalArgumentException("the header is not " + FORM);
        }
        String parent = fields.group(3);
        return new ManifestHeader(
                fields.group(1),
                UUID.fromString(fields.group(2)),
                parent.isEmpty() ? null : UUID.fromString(parent),
                Long.parseLong(fields.group(4)),
                fields.group(5) == null
                        ? FailedPaths.NONE
                        : FailedPaths.parse(Long.parseLong(fields.group(5)), fields.group(6)));
    }

    /** Allows only characters that keep the header one unambiguous line. Other rules for bundle names are checked elsewhere. */
    private static boolean isBundleName(String name) {
        boolean good = !name.isEmpty() && name.length() <= 255;
        for (int i = 0; good && i < name.length(); i++) {
            char c = name.charAt(i);
            good = c >= 'a' && c <= 'z'
                    || c >= 'A' && c <= 'Z'
                    || c >= '0' && c <= '9'
                    || c == '_'
                    || c == '.'
                    || c == '-'
                    || c == ':';
        }
        return good;
    }
}
