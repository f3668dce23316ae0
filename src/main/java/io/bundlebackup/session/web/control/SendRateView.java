package io.bundlebackup.session.web.control;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.bundlebackup.session.state.BundleSnapshot;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "SendRateResult")
record SendRateView(
        @Schema(description = "`false`: the bundle is not between `onBundleBegin` and `onBundleEnd`, nothing changed")
        boolean result,

        @Schema(description = "The rate that applies now, announcements a second", example = "300") @Nullable
        Integer sendRate) {
    static SendRateView of(Optional<BundleSnapshot> bundle) {
        return bundle.map(changed -> new SendRateView(true, changed.steering().sendRate()))
                .orElse(new SendRateView(false, null));
    }
}
