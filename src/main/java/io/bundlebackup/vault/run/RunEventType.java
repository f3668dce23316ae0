package io.bundlebackup.vault.run;

/** What happens in a run. */
public enum RunEventType {
    BEGIN("onRunBegin"),
    PROCESS("onProcess"),
    SNAPSHOT("onSnapshot"),
    RETENTION("onRetention"),
    END("onRunEnd");

    private final String wire;

    RunEventType(String wire) {
        this.wire = wire;
    }

    /** The name on the wire. */
    public String wire() {
        return wire;
    }
}
