package io.bundlebackup.access;

/** What a caller may do. Every operation needs both; they are checked in this order. */
public enum Authority {
    /** The seed's {@code ohos.permission.BACKUP}; without it a call is refused with 201. */
    BACKUP,
    /** The seed's "system application"; without it a call is refused with 202. */
    SYSTEM
}
