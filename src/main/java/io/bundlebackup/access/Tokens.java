package io.bundlebackup.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The tokens of all callers, kept only as hashes. The time of a look-up reveals nothing: all hashes are compared, each in constant
 * time. Immutable and thread-safe.
 */
public final class Tokens {
    /** A caller, and what stands for the caller's token. */
    record Entry(byte[] sha256, Caller caller) {}

    private final List<Entry> entries = new ArrayList<>();

    Tokens(List<AccessProperties.Token> configured) {
        for (AccessProperties.Token token : configured) {
            entries.add(new Entry(token.hash(), token.caller()));
        }
    }

    /** One token in plain text. */
    Tokens(String token, Caller caller) {
        entries.add(new Entry(sha256(token), caller));
    }

    /** The caller of this token, if there is one. */
    public Optional<Caller> callerOf(String token) {
        return entryOf(token).map(Entry::caller);
    }

    Optional<Entry> entryOf(String token) {
        byte[] hash = sha256(token);
        @Nullable Entry found = null;
        for (Entry entry : entries) {
            if (MessageDigest.isEqual(entry.sha256(), hash)) {
                found = entry;
            }
        }
        return Optional.ofNullable(found);
    }

    /** The token of the caller with this name: a name has one token. */
    Optional<Entry> entryNamed(String name) {
        return entries.stream()
                .filter(entry -> entry.caller().name().equals(name))
                .findFirst();
    }

    private static byte[] sha256(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
