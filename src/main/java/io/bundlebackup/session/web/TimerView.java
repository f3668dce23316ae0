package io.bundlebackup.session.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.bundlebackup.session.state.BundleSnapshot;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "Timer")
record TimerView(
        @Schema(description = "`false`: the bundle is not between `onBundleBegin` and `onBundleEnd`, nothing changed")
        boolean result,

        @Schema(description = "Milliseconds", example = "30000") @Nullable
        Long timeout,

        @Nullable Instant deadlineAt) {
    static TimerView of(Optional<BundleSnapshot> bundle) {
        return bundle.map(changed -> changed.steering().timer())
                .map(timer -> new TimerView(true, timer.limit().toMillis(), Times.ofNullable(timer.deadline())))
                .orElse(new TimerView(false, null, null));
    }
}
