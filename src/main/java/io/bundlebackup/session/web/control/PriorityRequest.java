package io.bundlebackup.session.web.control;

import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.NotNull;

@Schema(name = "PriorityRequest")
record PriorityRequest(
        @NotNull @Schema(description = "Larger values come first", example = "5")
        Integer priority) {}
