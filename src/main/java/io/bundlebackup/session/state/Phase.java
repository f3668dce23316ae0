package io.bundlebackup.session.state;

/** What a running bundle is doing, or what it waits for. */
public enum Phase {
    WAITING_FOR_SLOT("waitingForSlot", false),
    EXTENSION("extension", true),
    SCANNING("scanning", true),
    PACKING("packing", true),
    WAITING_FOR_CLIENT("waitingForClient", false),
    UPLOADING("uploading", false),
    VERIFYING("verifying", true),
    APPLYING("applying", true);

    private final String wire;
    private final boolean work;

    Phase(String wire, boolean work) {
        this.wire = wire;
        this.work = work;
    }

    public String wire() {
        return wire;
    }

    /** Nothing happens until its client does something. */
    public boolean waitsForClient() {
        return this == WAITING_FOR_CLIENT || this == UPLOADING;
    }

    /** The service itself works: a slot is held and the default timer runs. */
    public boolean work() {
        return work;
    }
}
