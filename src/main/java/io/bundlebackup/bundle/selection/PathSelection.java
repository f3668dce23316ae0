package io.bundlebackup.bundle.selection;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Which entries of a bundle's tree are taken: one matcher for full backups, incremental backups, restores and size scans. Immutable.
 *
 * <p>Paths are the raw bytes of names joined by {@code /}, relative to the data directory, without {@code ./} before or {@code /} behind
 * them; the root is the empty path or {@code .}, and always taken. Names are bytes, not text: they are compared as they are, upper and
 * lower case apart, without Unicode normalisation.
 *
 * <p>A pattern is anchored at the data directory: {@code *.log} matches only at the top, {@code **&#47;*.log} at any depth. In it
 *
 * <ul>
 *   <li>{@code *} matches any number of characters within a segment, also a leading dot;
 *   <li>{@code ?} matches one character within a segment: a UTF-8 sequence, or a byte that belongs to none;
 *   <li>{@code […]} matches one of the characters listed, with ranges, {@code [!…]} and {@code [^…]} one that is not listed;
 *   <li>{@code **} as a whole segment matches any number of segments, none too, and as the last one everything below (not the directory
 *       itself); beside other characters it matches any number of characters across segments;
 *   <li>{@code \} takes the next character as it is; braces have no meaning;
 *   <li>one leading {@code /} or {@code ./} means nothing; a trailing {@code /} restricts the pattern to directories.
 * </ul>
 *
 * A pattern that matches a directory covers everything under it. Excludes win over includes, however deep. Matching takes time linear in
 * the length of the path (times that of the pattern): no pattern makes it explode.
 */
public final class PathSelection {
    /** How many includes, and how many excludes, a bundle may have. */
    public static final int MAX_PATTERNS = 1_000;

    private static final PathSelection EVERYTHING =
            new PathSelection(List.of(PathPattern.ROOT), List.of(), List.of(), List.of());
    private static final PathSelection NOTHING = new PathSelection(List.of(), List.of(), List.of(), List.of());

    private final List<PathPattern> includes;
    private final List<PathPattern> excludes;
    private final List<PathPattern> changing;
    private final List<byte[]> skipped;

    private PathSelection(
            List<PathPattern> includes, List<PathPattern> excludes, List<PathPattern> changing, List<byte[]> skipped) {
        this.includes = includes;
        this.excludes = excludes;
        this.changing = changing;
        this.skipped = skipped;
    }

    /** Takes the whole tree. */
    public static PathSelection everything() {
        return EVERYTHING;
    }

    /** Takes nothing, not even the root: for a bundle that cannot be used. */
    public static PathSelection nothing() {
        return NOTHING;
    }

    /**
     * @param includes what is taken; empty means everything
     * @param excludes what is not taken
     * @throws IllegalArgumentException when a pattern is invalid; the message is a sentence for the operator
     */
    public static PathSelection of(List<String> includes, List<String> excludes) {
        List<PathPattern> taken = includes.isEmpty() ? EVERYTHING.includes : compile("includes", includes);
        List<PathPattern> left = compile("excludes", excludes);
        if (left.contains(PathPattern.ROOT)) {
            throw new IllegalArgumentException("\"excludes\" leaves out the whole tree");
        }
        return new PathSelection(taken, left, List.of(), List.of());
    }

    /**
     * The same, in which these files may change while they are read.
     *
     * @throws IllegalArgumentException as {@link #of}
     */
    public PathSelection changing(List<String> patterns) {
        return patterns.isEmpty()
                ? this
                : new PathSelection(includes, excludes, compile("changing", patterns), skipped);
    }

    private static List<PathPattern> compile(String member, List<String> patterns) {
        if (patterns.size() > MAX_PATTERNS) {
            throw new IllegalArgumentException("\"" + member + "\" has more than " + MAX_PATTERNS + " patterns");
        }
        List<PathPattern> compiled = new ArrayList<>(patterns.size());
        for (int i = 0; i < patterns.size(); i++) {
            try {
                compiled.add(PathPatternParser.parse(patterns.get(i)));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        "the pattern \"" + member + "\"[" + i + "] is invalid: " + e.getMessage(), e);
            }
        }
        return List.copyOf(compiled);
    }

    /** The same without these trees, whatever includes them: the service's own directories. */
    public PathSelection skipping(List<byte[]> paths) {
        List<byte[]> all = new ArrayList<>(skipped);
        paths.forEach(path -> all.add(path.clone()));
        return new PathSelection(includes, excludes, changing, List.copyOf(all));
    }

    /**
     * Whether the entry is taken. A directory that is not taken may have taken entries below it, see {@link #mayContain}.
     *
     * @param path the entry
     * @param directory whether the entry is a directory (not: a link to one)
     */
    public boolean covers(byte[] path, boolean directory) {
        if (isRoot(path)) {
            return this != NOTHING;
        }
        int[] symbols = PathPattern.symbols(path);
        return !isSkipped(path)
                && includes.stream().anyMatch(pattern -> pattern.covers(symbols, directory))
                && excludes.stream().noneMatch(pattern -> pattern.covers(symbols, directory));
    }

    /**
     * Whether anything below the directory could be taken; {@code false} is certain, {@code true} is not. A walk descends into a directory
     * if and only if this is so, whether or not the directory itself is taken.
     */
    public boolean mayContain(byte[] directory) {
        int[] symbols = isRoot(directory) ? new int[0] : PathPattern.symbols(directory);
        return !isSkipped(directory)
                && includes.stream().anyMatch(pattern -> pattern.mayMatchBelow(symbols))
                && excludes.stream().noneMatch(pattern -> pattern.coversAllBelow(symbols));
    }

    /** Whether a file may change while it is read, and is taken as it is read then. */
    public boolean mayChange(byte[] path) {
        if (changing.isEmpty()) {
            return false;
        }
        int[] symbols = PathPattern.symbols(path);
        return changing.stream().anyMatch(pattern -> pattern.covers(symbols, false));
    }

    /** Whether everything is taken but the service's own directories. */
    public boolean coversEverything() {
        return includes.equals(EVERYTHING.includes) && excludes.isEmpty();
    }

    private boolean isSkipped(byte[] path) {
        for (byte[] tree : skipped) {
            boolean within = path.length == tree.length || (path.length > tree.length && path[tree.length] == '/');
            if (within && Arrays.equals(path, 0, tree.length, tree, 0, tree.length)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isRoot(byte[] path) {
        return path.length == 0 || (path.length == 1 && path[0] == '.');
    }
}
