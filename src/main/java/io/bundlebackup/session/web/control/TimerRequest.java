package io.bundlebackup.session.web.control;

import io.bundlebackup.session.state.WorkTimer;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;

@Schema(name = "TimerRequest")
record TimerRequest(
        @NotNull
        @Min(0)
        @Max(WorkTimer.LONGEST_MILLIS)
        @Schema(description = "Milliseconds from now; 0 expires at once", example = "30000")
        Integer timeout) {}
