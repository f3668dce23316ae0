package io.bundlebackup.access;

/** The authorities of a caller. Every operation needs both; they are checked in this order. */
public enum Authority {
    /** OpenHarmony's {@code ohos.permission.BACKUP}; a call without this authority is refused with 201. */
    BACKUP,
    /** OpenHarmony's "system application"; a call without this authority is refused with 202. */
    SYSTEM
}
