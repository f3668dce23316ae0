package io.bundlebackup.restore.exchange;

import org.jspecify.annotations.Nullable;

/** An earlier state as it is recorded on disk; {@code size} is {@code null} if it was not measured. */
record KeptState(String id, StateMetadata facts, @Nullable Long size) {
    PreviousState shown() {
        return new PreviousState(id, facts.replacedAt(), facts.sessionId(), size);
    }
}
