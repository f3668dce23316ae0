package io.bundlebackup.fuzz;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Changes of one token of JSON, or of a stretch of tokens. */
final class JsonMutation {
    private static final List<String> VALUES = List.of(
            "null",
            "true",
            "false",
            "{}",
            "[]",
            "[1]",
            "[[]]",
            "[null]",
            "[{}]",
            "{\"\":null}",
            "\"\"",
            "\"x\"",
            "\"\\u0000\"",
            "\"\\ud800\"",
            "\"\\\\\"",
            "\"\\\\xff\"",
            "\"..\"",
            "\"../x\"",
            "\"/\"",
            "\"a/b\"",
            "\"%00\"",
            "\"\\n\"",
            "[".repeat(600),
            "[".repeat(600) + "]".repeat(600),
            "{\"a\":".repeat(600),
            "\"" + "y".repeat(5_000) + "\"");

    private JsonMutation() {}

    private record Token(int from, int to, char first) {
        boolean isValue() {
            return ",:{}[]".indexOf(first) < 0;
        }
    }

    static byte[] once(byte[] bytes, Mutator mutator) {
        var tokens = tokens(bytes);
        if (tokens.isEmpty()) {
            return bytes;
        }
        var token = mutator.any(tokens);
        var other = mutator.any(tokens);
        var values = tokens.stream().filter(Token::isValue).toList();
        var value = values.isEmpty() ? token : mutator.any(values);
        return switch (mutator.random().nextInt(8)) {
            case 0, 1 -> replaced(bytes, value, Mutator.latin(mutator.any(VALUES)));
            case 2 -> replaced(bytes, value, Mutator.latin(mutator.number()));
            case 3 -> replaced(bytes, value, text(bytes, other));
            case 4 -> replaced(bytes, token, new byte[0]);
            case 5 -> Mutator.spliced(bytes, token.to, token.to, stretch(bytes, other, tokens, mutator));
            case 6 ->
                Mutator.spliced(bytes, Math.min(token.from, other.from), Math.max(token.from, other.from), new byte[0]);
            default -> {
                // A member or an element twice.
                byte[] twice = stretch(bytes, value, tokens, mutator);
                yield Mutator.spliced(bytes, value.from, value.from, joined(twice));
            }
        };
    }

    private static byte[] joined(byte[] element) {
        return Mutator.spliced(element, element.length, element.length, Mutator.latin(","));
    }

    private static byte[] replaced(byte[] bytes, Token token, byte[] instead) {
        return Mutator.spliced(bytes, token.from, token.to, instead);
    }

    private static byte[] text(byte[] bytes, Token token) {
        return Arrays.copyOfRange(bytes, token.from, token.to);
    }

    /** Some tokens from this one on. */
    private static byte[] stretch(byte[] bytes, Token from, List<Token> tokens, Mutator mutator) {
        int last = Math.min(
                tokens.size() - 1, tokens.indexOf(from) + mutator.random().nextInt(8));
        return Arrays.copyOfRange(bytes, from.from, tokens.get(last).to);
    }

    private static List<Token> tokens(byte[] bytes) {
        var tokens = new ArrayList<Token>();
        for (int at = 0; at < bytes.length; ) {
            int to = at + 1;
            char first = (char) (bytes[at] & 0xff);
            if (first == '"') {
                while (to < bytes.length && bytes[to] != '"') {
                    to += bytes[to] == '\\' ? 2 : 1;
                }
                to = Math.min(bytes.length, to + 1);
            } else if (",:{}[]".indexOf(first) < 0) {
                while (to < bytes.length && ",:{}[]\" \n".indexOf(bytes[to] & 0xff) < 0) {
                    to++;
                }
            }
            if (first > ' ') {
                tokens.add(new Token(at, to, first));
            }
            at = to;
        }
        return tokens;
    }
}
