package io.bundlebackup.session.state;

import java.util.Arrays;
import java.util.Optional;

/** The types of events: OpenHarmony's callbacks ({@code GeneralCallbacks}). */
public enum EventType {
    ON_BUNDLE_BEGIN("onBundleBegin"),
    ON_FILE_READY("onFileReady"),
    ON_PROCESS("onProcess"),
    ON_RESULT_REPORT("onResultReport"),
    ON_BUNDLE_END("onBundleEnd"),
    ON_ALL_BUNDLES_END("onAllBundlesEnd"),
    ON_BACKUP_SIZE_REPORT("onBackupSizeReport"),
    ON_BACKUP_SERVICE_DIED("onBackupServiceDied");

    private final String wire;

    EventType(String wire) {
        this.wire = wire;
    }

    public String wire() {
        return wire;
    }

    public static Optional<EventType> of(String wire) {
        return Arrays.stream(values()).filter(t -> t.wire.equals(wire)).findFirst();
    }
}
