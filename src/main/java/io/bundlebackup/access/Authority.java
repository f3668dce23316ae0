package io.bundlebackup.access;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The authorities of a caller. Every operation except the open ones needs {@code BACKUP} and {@code SYSTEM}; those of vaults need {@code VAULT}
 * as well, and those that change what a vault keeps need {@code VAULT_ADMIN} too. They are checked in this order.
 */
public enum Authority {
    /** OpenHarmony's {@code ohos.permission.BACKUP}; a call without this authority is refused with 201. */
    BACKUP,
    /** OpenHarmony's "system application"; a call without this authority is refused with 202. */
    SYSTEM,
    /** See vaults and their runs, start backups into them, browse snapshots and restore from them. */
    VAULT,
    /** Change schedules, and delete, undelete, unpin and prune snapshots. */
    VAULT_ADMIN;

    /** The name in the configuration and on the wire, such as {@code vault-admin}. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The authority of this name, in any case of letters. */
    public static Optional<Authority> of(String wire) {
        return Arrays.stream(values())
                .filter(a -> a.wire().equalsIgnoreCase(wire))
                .findFirst();
    }

    /** All names as words of a sentence. */
    static String list() {
        return Arrays.stream(values()).map(a -> "'" + a.wire() + "'").collect(Collectors.joining(", "));
    }
}
