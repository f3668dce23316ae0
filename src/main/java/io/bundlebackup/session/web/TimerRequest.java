package io.bundlebackup.session.web;

import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;

@Schema(name = "TimerRequest")
record TimerRequest(
        @NotNull
        @Min(0)
        @Max(BundleToAppend.LONGEST_TIMEOUT)
        @Schema(description = "Milliseconds from now; 0 expires at once", example = "30000")
        Integer timeout) {}
