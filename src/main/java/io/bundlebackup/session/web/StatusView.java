package io.bundlebackup.session.web;

import io.bundlebackup.session.ServiceState;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;

@Schema(name = "ServiceStatus")
record StatusView(
        @Schema(allowableValues = {"running", "stopping"}) String state,

        Instant startedAt,

        @Schema(description = "Bytes that the service can still write to the disk of its data directory")
        long freeBytes,

        @Schema(description = "Bytes of packed files that wait for clients")
        long stagedBytes,

        @Schema(description = "The limit of `stagedBytes`") long stagingMaxBytes,

        @Schema(description = "How many bundles are worked on at once")
        int slots,

        int slotsBusy,

        @Schema(description = "Queued bundles of all callers")
        int queued,

        @Schema(description = "Sessions of all callers that are neither released nor expired")
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
