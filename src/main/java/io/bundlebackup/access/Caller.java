package io.bundlebackup.access;

import java.security.Principal;
import java.util.Set;

/**
 * The sender of a request. The request's {@link Principal} is always one of these, so a handler may ask for {@code Caller} or
 * for {@code Principal}; two callers are the same if they have the same name.
 *
 * @param name unique among the configured tokens; the owner of sessions
 * @param authorities what the caller may do
 */
public record Caller(String name, Set<Authority> authorities) implements Principal {
    public Caller {
        authorities = Set.copyOf(authorities);
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
