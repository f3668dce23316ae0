package io.bundlebackup.access;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The tokens that count: those of the configuration or, without tokens there, the one in the file that the service creates. */
final class TokenSource {
    private static final Caller OPERATOR = new Caller("operator", EnumSet.allOf(Authority.class));

    private final Path dataDirectory;
    private @Nullable SecretFile file;

    TokenSource(Path dataDirectory) {
        this.dataDirectory = dataDirectory;
    }

    synchronized List<Tokens.Entry> entries(List<AccessProperties.Token> configured) {
        if (!configured.isEmpty()) {
            return configured.stream()
                    .map(token -> new Tokens.Entry(token.hash(), token.caller()))
                    .toList();
        }
        if (file == null) {
            file = SecretFile.in(dataDirectory, "token");
        }
        return List.of(Tokens.Entry.of(file.secret(), OPERATOR));
    }

    /** The file with the service's own token, if this start uses it. */
    synchronized @Nullable SecretFile file() {
        return file;
    }
}
