package io.bundlebackup.session.web;

import io.bundlebackup.session.ServiceState;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;

@Schema(name = "Status")
record StatusView(
        @Schema(allowableValues = {"running", "stopping"}) String state,

        Instant startedAt,

        @Schema(description = "What the service may still write where its data directory is")
        long freeBytes,

        @Schema(description = "Packed, waiting for clients") long stagedBytes,

        @Schema(description = "How much may be packed and wait")
        long stagingMaxBytes,

        @Schema(description = "Bundles worked on at once, at most")
        int slots,

        int slotsBusy,

        @Schema(description = "Bundles that have not begun, of all callers")
        int queued,

        @Schema(description = "Neither released nor expired, of all callers")
        int sessionsLive) {
    static StatusView of(ServiceState.View state, long stagingMaxBytes) {
        return new StatusView(
                state.state(),
                Times.of(state.startedAt()),
                state.freeBytes(),
                state.stagedBytes(),
                stagingMaxBytes,
                state.slots(),
                state.slotsBusy(),
                state.queued(),
                state.sessionsLive());
    }
}
