package io.bundlebackup.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The tokens of all callers, kept only as hashes. The time of a look-up reveals nothing: all hashes are compared, each in constant
 * time. A token that has expired is not found. Thread-safe.
 */
public final class Tokens {
    /** A caller, and what stands for the caller's token. */
    record Entry(byte[] sha256, Caller caller) {
        private static final int TELLING_BYTES = 8;

        /** Of a token that does not end. */
        static Entry of(String token, Caller caller) {
            var hash = Tokens.sha256(token);
            return new Entry(
                    hash,
                    new Caller(caller.name(), caller.authorities(), caller.limits(), credential(hash, Instant.MAX)));
        }

        static Credential credential(byte[] sha256, Instant expires) {
            return new Credential(HexFormat.of().formatHex(sha256, 0, TELLING_BYTES), expires);
        }

        private boolean sameAs(Entry other) {
            return MessageDigest.isEqual(sha256, other.sha256)
                    && caller.authorities().equals(other.caller.authorities())
                    && caller.limits().equals(other.caller.limits())
                    && caller.credential().equals(other.caller.credential());
        }
    }

    private final InstantSource clock;
    private volatile List<Entry> entries;

    Tokens(List<Entry> entries, InstantSource clock) {
        this.entries = List.copyOf(entries);
        this.clock = clock;
    }

    /**
     * From now on these tokens count.
     *
     * @return what has changed, for the log; empty if nothing has
     */
    List<String> replace(List<Entry> replacement) {
        var before = entries;
        entries = List.copyOf(replacement);
        var changes = new ArrayList<String>();
        for (var entry : replacement) {
            var old = named(before, entry.caller().name());
            if (old.isEmpty()) {
                changes.add(entry.caller() + " was added");
            } else if (!old.get().sameAs(entry)) {
                changes.add(entry.caller() + " was changed");
            }
        }
        for (var entry : before) {
            if (named(replacement, entry.caller().name()).isEmpty()) {
                changes.add(entry.caller() + " was removed");
            }
        }
        return changes;
    }

    /** The caller of this token, if there is one. */
    public Optional<Caller> callerOf(String token) {
        return entryOf(token).map(Entry::caller);
    }

    /** A caller of an earlier request as it is now; empty if its token was removed or changed, or has ended. */
    public Optional<Caller> current(Caller earlier) {
        if (earlier.credential().expired(clock.instant())) {
            return Optional.empty();
        }
        var token = earlier.credential().token();
        return token == null
                ? Optional.of(earlier)
                : entryNamed(earlier.name())
                        .map(Entry::caller)
                        .filter(caller -> token.equals(caller.credential().token()));
    }

    Optional<Entry> entryOf(String token) {
        byte[] hash = sha256(token);
        @Nullable Entry found = null;
        for (Entry entry : entries) {
            if (MessageDigest.isEqual(entry.sha256(), hash)) {
                found = entry;
            }
        }
        return Optional.ofNullable(found).filter(this::isValid);
    }

    /** The token of the caller with this name: a name has one token. */
    Optional<Entry> entryNamed(String name) {
        return named(entries, name).filter(this::isValid);
    }

    private boolean isValid(Entry entry) {
        return !entry.caller().credential().expired(clock.instant());
    }

    private static Optional<Entry> named(List<Entry> entries, String name) {
        return entries.stream()
                .filter(entry -> entry.caller().name().equals(name))
                .findFirst();
    }

    static byte[] sha256(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
