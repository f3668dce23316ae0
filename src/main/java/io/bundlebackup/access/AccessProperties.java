package io.bundlebackup.access;

import io.bundlebackup.limits.Limits;
import io.bundlebackup.limits.NamePatterns;
import io.bundlebackup.limits.Shares;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Who may call ({@code backup.security}). Invalid settings keep the service from starting: an ignored token would lock its owner out, and a
 * shared token would mix up the sessions of two callers.
 *
 * @param tokens the callers' tokens; without any the service creates a token and keeps it in its data directory
 * @param allowedOrigins the origins of other pages that may use the service in a browser, as browsers send them in {@code Origin}:
 *     {@code https://admin.example.org}
 */
@ConfigurationProperties("backup.security")
public record AccessProperties(
        @Nullable List<Token> tokens, @Nullable List<String> allowedOrigins) {
    /** The caller of the sessions that the service makes for its vaults. */
    private static final String SERVICE = "vault";

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.@-]{0,63}");
    private static final Pattern ORIGIN = Pattern.compile("https?://(?:[a-z0-9._-]+|\\[[0-9a-f:.]+])(?::[0-9]{1,5})?");
    private static final Pattern SHA256 = Pattern.compile("[0-9a-fA-F]{64}");

    public AccessProperties {
        tokens = tokens == null ? List.of() : List.copyOf(tokens);
        Set<String> names = new HashSet<>();
        Set<String> hashes = new HashSet<>();
        for (int i = 0; i < tokens.size(); i++) {
            Token token = tokens.get(i);
            String key = "backup.security.tokens[" + i + "]";
            token.check(key);
            require(
                    !token.callerName().equals(SERVICE),
                    key + ".name: '" + SERVICE + "' is the name under which the service backs up into its vaults.");
            require(names.add(token.callerName()), key + ".name: the name '" + token.name() + "' is used twice.");
            require(
                    hashes.add(HexFormat.of().formatHex(token.hash())),
                    key + ".sha256: another caller has the same token.");
        }
        allowedOrigins = allowedOrigins == null ? List.of() : List.copyOf(allowedOrigins);
        for (String origin : allowedOrigins) {
            require(
                    ORIGIN.matcher(origin).matches(),
                    "backup.security.allowed-origins: '" + origin
                            + "' is not an origin such as https://admin.example.org or http://127.0.0.1:8000: lower case, no path.");
        }
    }

    @Override
    public List<String> allowedOrigins() {
        return allowedOrigins == null ? List.of() : allowedOrigins;
    }

    @Override
    public List<Token> tokens() {
        return tokens == null ? List.of() : tokens;
    }

    /**
     * One caller's token. The token itself is not kept anywhere: {@code printf %s "$TOKEN" | sha256sum} gives the hash.
     *
     * @param name the caller, 1 to 64 of letters, digits, {@code _ . @ -}; unique
     * @param sha256 SHA-256 of the token, 64 hexadecimal digits
     * @param authorities {@code backup} and {@code system}, which every operation except the open ones needs; {@code vault}, {@code vault-admin}
     * @param expires when the token ends; without it the token does not end
     * @param bundles patterns of the names of the bundles that the caller reaches; all bundles if absent
     * @param sessionTypes the types of sessions that the caller may create; all if absent
     * @param limits the caller's share of the service
     */
    public record Token(
            @Nullable String name,
            @Nullable String sha256,
            @Nullable List<String> authorities,
            @Nullable Instant expires,
            @Nullable List<String> bundles,
            @Nullable List<String> sessionTypes,
            @Nullable ShareSettings limits) {
        private void check(String key) {
            require(
                    name != null && NAME.matcher(name).matches(),
                    key
                            + ".name must be 1 to 64 letters, digits, '_', '.', '@' or '-', beginning with a letter or digit.");
            require(
                    sha256 != null && SHA256.matcher(sha256).matches(),
                    key + ".sha256 must be the SHA-256 of the token as 64 hexadecimal digits.");
            require(authorities != null, key + ".authorities is missing: give it 'backup' and 'system'.");
            for (String authority : authorities == null ? List.<String>of() : authorities) {
                require(
                        Authority.of(authority).isPresent(),
                        key + ".authorities: '" + authority + "' is unknown; there are " + Authority.list() + ".");
            }
            for (String pattern : bundles == null ? List.<String>of() : bundles) {
                require(
                        pattern != null && NamePatterns.isPattern(pattern),
                        key + ".bundles: '" + pattern + "' " + NamePatterns.RULE + ".");
            }
            for (String type : sessionTypes == null ? List.<String>of() : sessionTypes) {
                require(
                        Limits.SESSION_TYPES.contains(type),
                        key + ".session-types: '" + type
                                + "' is unknown; there are 'backup', 'incrementalBackup', 'restore'.");
            }
            if (limits != null) {
                limits.check(key + ".limits");
            }
        }

        Caller caller() {
            var reach = new Limits(
                    bundles == null ? NamePatterns.ALL : new NamePatterns(bundles),
                    sessionTypes == null ? Limits.SESSION_TYPES : Set.copyOf(sessionTypes),
                    limits == null ? Shares.UNLIMITED : limits.shares());
            return new Caller(
                    callerName(),
                    granted(),
                    reach,
                    Tokens.Entry.credential(hash(), expires == null ? Instant.MAX : expires));
        }

        String callerName() {
            return name == null ? "" : name;
        }

        byte[] hash() {
            return HexFormat.of().parseHex(sha256 == null ? "" : sha256);
        }

        private Set<Authority> granted() {
            Set<Authority> granted = EnumSet.noneOf(Authority.class);
            for (String authority : authorities == null ? List.<String>of() : authorities) {
                Authority.of(authority).ifPresent(granted::add);
            }
            return granted;
        }
    }

    private static void require(boolean holds, String sentence) {
        if (!holds) {
            throw new IllegalArgumentException(sentence);
        }
    }
}
