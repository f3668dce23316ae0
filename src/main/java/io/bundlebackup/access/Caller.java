package io.bundlebackup.access;

import io.bundlebackup.limits.Limits;
import java.security.Principal;
import java.time.Instant;
import java.util.Set;

/**
 * The sender of a request. The request's {@link Principal} is always one of these, so a handler may ask for {@code Caller} or
 * for {@code Principal}; two callers are the same if they have the same name.
 *
 * @param name unique among the configured tokens; the owner of sessions
 * @param authorities what the caller may do
 * @param limits what the caller reaches, and how much of the service the caller may use
 * @param credential what the caller came with
 */
public record Caller(String name, Set<Authority> authorities, Limits limits, Credential credential)
        implements Principal {
    public Caller {
        authorities = Set.copyOf(authorities);
    }

    /** A caller without limits, whose credential does not end. */
    public Caller(String name, Set<Authority> authorities) {
        this(name, authorities, Limits.NONE, new Credential(null, Instant.MAX));
    }

    @Override
    public String getName() {
        return name;
    }

    /** Whether the caller has this authority. */
    public boolean has(Authority authority) {
        return authorities.contains(authority);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Caller caller && caller.name.equals(name);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    @Override
    public String toString() {
        return name;
    }
}
