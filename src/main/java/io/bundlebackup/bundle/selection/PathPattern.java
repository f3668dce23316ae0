package io.bundlebackup.bundle.selection;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * One compiled pattern of a {@link PathSelection}, run as a nondeterministic automaton: a set of positions in the pattern moves along the
 * path, one symbol at a time. A symbol is a code point, or a byte that belongs to no valid UTF-8 sequence, so that no name is lost.
 */
final class PathPattern {
    /** Matches the root and so covers everything. */
    static final PathPattern ROOT = new PathPattern(List.of(), false);

    /** Symbols from here on are single bytes. */
    private static final int LONE_BYTE = 0x110000;

    /** The result of {@link #walk} if a directory above the path matched; never changed. */
    private static final BitSet COVERED = new BitSet(0);

    /** One element of a pattern. */
    sealed interface Token {
        /** Exactly this symbol, which may be the slash. */
        record Literal(int symbol) implements Token {}

        /** One symbol, listed in pairs of first and last; never the slash. */
        record OneOf(boolean negated, List<Integer> ranges) implements Token {
            boolean has(int symbol) {
                boolean listed = false;
                for (int i = 0; i < ranges.size(); i += 2) {
                    listed |= ranges.get(i) <= symbol && symbol <= ranges.get(i + 1);
                }
                return listed != negated;
            }
        }

        /** Any number of symbols; {@code across}: also slashes. */
        record Run(boolean across) implements Token {}

        /** Any number of whole segments, each with the slash behind it. */
        record Segments() implements Token {}
    }

    private final Token[] tokens;
    private final boolean directoriesOnly;

    PathPattern(List<Token> tokens, boolean directoriesOnly) {
        this.tokens = tokens.toArray(Token[]::new);
        this.directoriesOnly = directoriesOnly;
    }

    /** Whether the pattern matches the path or a directory above it. */
    boolean covers(int[] path, boolean directory) {
        BitSet positions = walk(path);
        return positions == COVERED || (positions.get(tokens.length) && (directory || !directoriesOnly));
    }

    /** Whether the pattern could cover something below the directory. */
    boolean mayMatchBelow(int[] directory) {
        BitSet positions = walk(directory);
        return positions == COVERED
                || positions.get(tokens.length)
                || !below(directory, positions).isEmpty();
    }

    /** Whether the pattern is certain to cover everything below the directory. */
    boolean coversAllBelow(int[] directory) {
        BitSet positions = walk(directory);
        // The end reached right behind a slash means that the rest of the pattern matches whatever name comes.
        // At the root it means only that: an asterisk needs no symbol, but it does not match the root.
        return positions == COVERED
                || (directory.length > 0 && positions.get(tokens.length))
                || (!directoriesOnly && below(directory, positions).get(tokens.length));
    }

    /** The positions after the path, or {@link #COVERED} when a directory above it matched. */
    private BitSet walk(int[] path) {
        if (tokens.length == 0) {
            return COVERED;
        }
        BitSet positions = new BitSet(tokens.length + 1);
        enter(0, positions);
        for (int i = 0; i < path.length && !positions.isEmpty(); i++) {
            if (path[i] == '/' && positions.get(tokens.length)) {
                return COVERED;
            }
            positions = step(positions, path[i]);
        }
        return positions;
    }

    private BitSet below(int[] directory, BitSet positions) {
        return directory.length == 0 ? positions : step(positions, '/');
    }

    private BitSet step(BitSet positions, int symbol) {
        BitSet next = new BitSet(tokens.length + 1);
        for (int at = positions.nextSetBit(0); at >= 0 && at < tokens.length; at = positions.nextSetBit(at + 1)) {
            switch (tokens[at]) {
                case Token.Literal literal -> {
                    if (literal.symbol() == symbol) {
                        enter(at + 1, next);
                    }
                }
                case Token.OneOf oneOf -> {
                    if (symbol != '/' && oneOf.has(symbol)) {
                        enter(at + 1, next);
                    }
                }
                case Token.Run run -> {
                    if (run.across() || symbol != '/') {
                        enter(at, next);
                    }
                }
                case Token.Segments segments -> {
                    if (symbol == '/') {
                        enter(at, next);
                    } else {
                        next.set(at); // inside a segment: what follows must wait for the slash
                    }
                }
            }
        }
        return next;
    }

    /** Adds a position, and those behind it that need no symbol. */
    private void enter(int position, BitSet positions) {
        int at = position;
        positions.set(at);
        while (at < tokens.length && (tokens[at] instanceof Token.Run || tokens[at] instanceof Token.Segments)) {
            at++;
            positions.set(at);
        }
    }

    /** Decodes a path: valid UTF-8 sequences become code points, every other byte itself. */
    static int[] symbols(byte[] path) {
        int[] symbols = new int[path.length];
        int count = 0;
        for (int i = 0; i < path.length; ) {
            int length = sequenceLength(path, i);
            symbols[count++] = length == 0 ? LONE_BYTE + (path[i] & 0xFF) : codePoint(path, i, length);
            i += Math.max(length, 1);
        }
        return Arrays.copyOf(symbols, count);
    }

    /** The length of the valid UTF-8 sequence that begins here, 0 when none does. */
    private static int sequenceLength(byte[] path, int at) {
        int first = path[at] & 0xFF;
        int length = first < 0x80 ? 1 : first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF5 ? 4 : 0;
        if (at + length > path.length) {
            return 0;
        }
        for (int i = 1; i < length; i++) {
            if ((path[at + i] & 0xC0) != 0x80) {
                return 0;
            }
        }
        int codePoint = length == 0 ? 0 : codePoint(path, at, length);
        boolean tooLong = length == 3 && codePoint < 0x800 || length == 4 && codePoint < 0x10000;
        boolean surrogate = codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
        return tooLong || surrogate || codePoint > Character.MAX_CODE_POINT ? 0 : length;
    }

    private static int codePoint(byte[] path, int at, int length) {
        int value = length == 1 ? path[at] : path[at] & (0x7F >> length);
        for (int i = 1; i < length; i++) {
            value = value << 6 | path[at + i] & 0x3F;
        }
        return value;
    }
}
