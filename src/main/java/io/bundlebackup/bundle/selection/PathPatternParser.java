package io.bundlebackup.bundle.selection;

import io.bundlebackup.bundle.selection.PathPattern.Token;
import java.util.ArrayList;
import java.util.List;

/** Parses the text of a pattern. Used once, by one thread. Messages are clauses for the operator. */
final class PathPatternParser {
    private static final int MAX_LENGTH = 4_096;

    private final int[] text;
    private final int end;
    private final boolean directoriesOnly;
    private final List<Token> tokens = new ArrayList<>();
    private int at;

    private PathPatternParser(String pattern) {
        text = pattern.codePoints().toArray();
        check(text.length > 0, "it is empty");
        check(text.length <= MAX_LENGTH, "it is longer than " + MAX_LENGTH + " characters");
        for (int symbol : text) {
            check(symbol != 0, "it has a NUL character");
            check(symbol < Character.MIN_SURROGATE || symbol > Character.MAX_SURROGATE, "it is not valid Unicode");
        }
        if (text[0] == '/') {
            at = 1;
        } else if (text[0] == '.' && text.length > 1 && text[1] == '/') {
            at = 2;
        }
        directoriesOnly = text.length > at && text[text.length - 1] == '/' && !endsEscaped();
        end = directoriesOnly ? text.length - 1 : text.length;
    }

    /** Whether the last character stands behind a backslash that is itself not escaped. */
    private boolean endsEscaped() {
        int backslashes = 0;
        for (int i = text.length - 2; i >= at && text[i] == '\\'; i--) {
            backslashes++;
        }
        return backslashes % 2 == 1;
    }

    /** @throws IllegalArgumentException with a clause that says what is wrong */
    static PathPattern parse(String pattern) {
        return new PathPatternParser(pattern).pattern();
    }

    private PathPattern pattern() {
        if (at == text.length || (end - at == 1 && text[at] == '.')) {
            return PathPattern.ROOT;
        }
        while (true) {
            segment();
            if (at >= end) {
                return new PathPattern(tokens, directoriesOnly);
            }
            at++; // the slash
            if (!(tokens.getLast() instanceof Token.Segments)) {
                tokens.add(new Token.Literal('/'));
            }
        }
    }

    private void segment() {
        int begin = at;
        int next = begin;
        while (next < end && text[next] == '*') {
            next++;
        }
        if (next - begin >= 2 && next < end && text[next] == '/') {
            if (tokens.isEmpty() || !(tokens.getLast() instanceof Token.Segments)) {
                tokens.add(new Token.Segments()); // two in a row mean the same as one, and would make matching slow
            }
            at = next;
            return;
        }
        while (at < end && text[at] != '/') {
            token();
        }
        String segment = new String(text, begin, at - begin);
        check(!segment.isEmpty(), "it has an empty segment");
        check(!segment.equals(".") && !segment.equals(".."), "it has a segment \"" + segment + "\"");
    }

    private void token() {
        int symbol = text[at];
        switch (symbol) {
            case '*' -> {
                int begin = at;
                while (at < end && text[at] == '*') {
                    at++;
                }
                tokens.add(new Token.Run(at - begin > 1));
            }
            case '?' -> {
                at++;
                tokens.add(new Token.OneOf(true, List.of()));
            }
            case '[' -> tokens.add(oneOf());
            default -> tokens.add(new Token.Literal(character()));
        }
    }

    private Token oneOf() {
        at++;
        boolean negated = at < end && (text[at] == '!' || text[at] == '^');
        at += negated ? 1 : 0;
        List<Integer> ranges = new ArrayList<>();
        while (at < end && (text[at] != ']' || ranges.isEmpty())) {
            boolean posixClass = text[at] == '[' && at + 1 < end && ":.=".indexOf(text[at + 1]) >= 0;
            check(!posixClass, "classes such as [:alpha:] are not supported");
            int first = character();
            int last = first;
            if (at + 1 < end && text[at] == '-' && text[at + 1] != ']') {
                at++;
                last = character();
            }
            check(first <= last, "a range in [...] runs backwards");
            check(first != '/' && last != '/', "a slash stands in [...]");
            ranges.add(first);
            ranges.add(last);
        }
        check(at < end, "a [ is not closed");
        at++;
        return new Token.OneOf(negated, List.copyOf(ranges));
    }

    /** One character that stands for itself, perhaps behind a backslash. */
    private int character() {
        if (text[at] == '\\') {
            at++;
            check(at < end, "it ends with a backslash");
            check(text[at] != '/', "a slash stands behind a backslash");
        }
        return text[at++];
    }

    private static void check(boolean right, String otherwise) {
        if (!right) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
