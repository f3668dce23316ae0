package io.bundlebackup.session.web;

import io.bundlebackup.session.Controls;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;

@Schema(name = "BundleQueue")
record QueueView(
        @Schema(description = "In the order in which the bundles will begin")
        List<Entry> queued) {
    @Schema(name = "QueuedBundle")
    record Entry(
            @Schema(description = "Position in the queue of all callers, from 1")
            int position,

            String sessionId,
            @Schema(example = "com.example.hiworld") String bundleName,
            int priority,
            Instant queuedAt) {
        static Entry of(Controls.Place place) {
            return new Entry(
                    place.position(),
                    place.sessionId(),
                    place.bundle().name(),
                    place.bundle().steering().priority(),
                    Times.of(place.bundle().appended().queuedAt()));
        }
    }

    static QueueView of(List<Controls.Place> places) {
        return new QueueView(places.stream().map(Entry::of).toList());
    }
}
