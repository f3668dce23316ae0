package io.bundlebackup.session.web.control;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.bundlebackup.session.state.BundleSnapshot;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "PriorityResult")
record PriorityView(
        @Schema(description = "`false`: the bundle has begun or ended, nothing changed")
        boolean result,

        @Schema(example = "5") @Nullable Integer priority) {
    static PriorityView of(Optional<BundleSnapshot> bundle) {
        return bundle.map(changed -> new PriorityView(true, changed.steering().priority()))
                .orElse(new PriorityView(false, null));
    }
}
