package io.bundlebackup.session.web.control;

import io.swagger.v3.oas.annotations.media.Schema;

@Schema(name = "CancelResult")
record CancelView(
        @Schema(description = "OpenHarmony's result of `cancel`: always 0", example = "0")
        int result) {
    static final CancelView DONE = new CancelView(0);
}
