package io.bundlebackup.session.web.control;

import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;

@Schema(name = "SendRateRequest")
record SendRateRequest(
        @NotNull
        @Min(0)
        @Schema(description = "Announcements a second; 0 pauses them, values above 800 count as 800", example = "300")
        Integer sendRate) {}
