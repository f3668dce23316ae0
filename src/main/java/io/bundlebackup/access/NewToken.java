package io.bundlebackup.access;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The command {@code token new NAME}: makes a random token of 256 bits, which is kept nowhere, and the lines of the configuration that let
 * its caller in.
 */
public final class NewToken {
    private static final Set<String> OPTIONS = Set.of("--authorities", "--bundles", "--session-types", "--expires");
    private static final String KEY = "backup.security.tokens[0].";

    private NewToken() {}

    /**
     * Makes a token.
     *
     * @param arguments those behind {@code token new}: a name, and options with their values, {@code --bundles X} or {@code --bundles=X}
     * @return the token and the lines, for the operator's eyes
     * @throws IllegalArgumentException with a sentence for the operator
     */
    public static String make(List<String> arguments) {
        if (arguments.isEmpty() || arguments.getFirst().startsWith("-")) {
            throw new IllegalArgumentException("The name of the caller is missing: token new NAME.");
        }
        var options = options(arguments.subList(1, arguments.size()));
        var secret = SecretFile.random();
        var token = new AccessProperties.Token(
                arguments.getFirst(),
                HexFormat.of().formatHex(Tokens.sha256(secret)),
                list(options.getOrDefault("--authorities", "backup,system")),
                expires(options.get("--expires")),
                list(options.get("--bundles")),
                list(options.get("--session-types")),
                null);
        check(token);
        return "The token of caller " + token.name() + ", shown this once:\n\n" + secret
                + "\n\nThe lines for application.yml, below the callers that are there already:\n\n" + lines(token);
    }

    private static void check(AccessProperties.Token token) {
        try {
            new AccessProperties(List.of(token), null);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    String.valueOf(e.getMessage())
                            .replace(KEY + "name", "The name")
                            .replace(KEY, "--"),
                    e);
        }
    }

    private static Map<String, String> options(List<String> arguments) {
        var options = new HashMap<String, String>();
        for (int i = 0; i < arguments.size(); i++) {
            var parts = arguments.get(i).split("=", 2);
            if (!OPTIONS.contains(parts[0])) {
                throw new IllegalArgumentException("The argument \"" + parts[0] + "\" is unknown.");
            }
            boolean joined = parts.length == 2;
            if (!joined && i + 1 == arguments.size()) {
                throw new IllegalArgumentException("The option " + parts[0] + " needs a value.");
            }
            options.put(parts[0], joined ? parts[1] : arguments.get(++i));
        }
        return options;
    }

    private static @Nullable List<String> list(@Nullable String text) {
        return text == null ? null : List.of(text.split(" *, *"));
    }

    /** The begin of a day in UTC, or a time. */
    private static @Nullable Instant expires(@Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            return text.contains("T")
                    ? Instant.parse(text)
                    : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "--expires must be a day such as 2027-01-01, or a time such as 2027-01-01T12:00:00Z.", e);
        }
    }

    private static String lines(AccessProperties.Token token) {
        var lines = new StringBuilder("backup.security.tokens:\n  - name: ").append(quoted(token.callerName()));
        lines.append("\n    sha256: ").append(quoted(HexFormat.of().formatHex(token.hash())));
        append(lines, "authorities", token.authorities());
        append(lines, "bundles", token.bundles());
        append(lines, "session-types", token.sessionTypes());
        if (token.expires() != null) {
            lines.append("\n    expires: ").append(token.expires());
        }
        return lines.toString();
    }

    private static void append(StringBuilder lines, String key, @Nullable List<String> values) {
        if (values != null) {
            var quoted = values.stream().map(NewToken::quoted).toList();
            lines.append("\n    ").append(key).append(": ").append(quoted);
        }
    }

    /** None of the values can have a quote in it. */
    private static String quoted(String value) {
        return '"' + value + '"';
    }
}
