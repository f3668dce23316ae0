package io.bundlebackup.session.web.control;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.bundlebackup.session.run.BundleFigures;
import io.bundlebackup.session.state.BundleSnapshot;
import io.bundlebackup.session.web.Times;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "TimerResult")
record TimerView(
        @Schema(description = "`false`: the bundle is not between `onBundleBegin` and `onBundleEnd`, nothing changed")
        boolean result,

        @Schema(description = "Milliseconds", example = "30000") @Nullable
        Long timeout,

        @Nullable Instant deadlineAt) {
    static TimerView of(String sessionId, Optional<BundleSnapshot> bundle, BundleFigures figures) {
        return bundle.map(changed -> new TimerView(
                        true,
                        changed.steering().timer().limit().toMillis(),
                        Times.ofNullable(figures.deadline(sessionId, changed))))
                .orElse(new TimerView(false, null, null));
    }
}
