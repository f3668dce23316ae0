package io.bundlebackup.restore;

import io.bundlebackup.posix.Directory;
import java.io.IOException;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;

/**
 * What is written of a state that is not the present one. It is written before the exchange that makes it so: when that has taken place,
 * nothing is left to fail that would lose it.
 *
 * @param replacedAt when it ceased to be the present state
 * @param sessionId the restore that kept it
 * @param order the higher, the later it ceased to be the present state, whatever the clock said
 */
record StateFacts(Instant replacedAt, String sessionId, long order) {
    /** The state that ceased last to be the present one is the first. */
    static final Comparator<StateFacts> NEWEST_FIRST = Comparator.comparingLong(StateFacts::order)
            .thenComparing(StateFacts::replacedAt)
            .reversed();

    private static final String FACTS = "facts";
    /** What becomes true of a previous state with the exchange that is about to come. */
    private static final String NEXT = "facts.next";

    private String text() {
        return replacedAt.toEpochMilli() + " " + sessionId + " " + order;
    }

    private static StateFacts parse(String text) {
        var words = text.split(" ", -1);
        return new StateFacts(
                Instant.ofEpochMilli(Long.parseLong(words[0])),
                words.length > 1 ? words[1] : "",
                words.length > 2 ? Long.parseLong(words[2]) : 0);
    }

    static StateFacts of(Directory state) throws IOException {
        var next = SmallFile.read(state, NEXT);
        var facts = next.isPresent() ? next : written(state);
        return facts.isPresent()
                ? parse(facts.get())
                : new StateFacts(Instant.ofEpochSecond(state.stat().mtimeSeconds()), "", 0);
    }

    /** As they stand there, for comparing. */
    static Optional<String> written(Directory state) throws IOException {
        return SmallFile.read(state, FACTS);
    }

    /** Of a new state, which is told nobody about before it was exchanged. */
    void write(Directory state) throws IOException {
        SmallFile.write(state, FACTS, text());
    }

    /** Of a previous state, which is looked at meanwhile. */
    void announce(Directory state) throws IOException {
        SmallFile.write(state, NEXT, text());
    }

    /** The exchange that something was announced for has taken place, or not. Repeatable. */
    static void settle(Directory state, boolean tookPlace) throws IOException {
        if (!SmallFile.isThere(state, NEXT)) {
            return;
        }
        if (tookPlace) {
            state.changes().replace(Place.bytes(NEXT), state, Place.bytes(FACTS));
        } else {
            SmallFile.removeIfThere(state, Place.bytes(NEXT));
        }
        state.sync();
    }
}
