package io.bundlebackup.vault.web;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;

@Schema(name = "NextRuns")
record NextRunsView(
        @Schema(description = "When the next runs begin, with `jitter`; as if the schedule were not paused")
        List<Instant> times) {}
