package io.bundlebackup.restore.exchange;

import io.bundlebackup.posix.Directory;
import java.io.IOException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The metadata of an earlier state. They are written before the exchange that makes the state an earlier one, so that no failure after the
 * exchange can lose them.
 *
 * @param replacedAt when it ceased to be the present state
 * @param sessionId the restore that kept it
 * @param order the higher, the later it ceased to be the present state, whatever the clock said
 * @param undoings the requests that exchanged this state, newest first, as far as they had a key: the answer to such a request may be
 *     lost after the exchange, and its repetition must not exchange again
 */
public record StateMetadata(Instant replacedAt, String sessionId, long order, List<Undoing> undoings) {
    private static final Logger log = LoggerFactory.getLogger(StateMetadata.class);
    private static final int MOST_UNDOINGS = 16;

    /**
     * A request with an {@code Idempotency-Key}.
     *
     * @param key lower-case hex: SHA-256 of the key and of what it belongs to
     * @param body lower-case hex: SHA-256 of the request's body
     */
    public record Undoing(String key, String body) {
        private String text() {
            return key + ":" + body;
        }

        private static Undoing parse(String text) {
            var colon = text.indexOf(':');
            return new Undoing(text.substring(0, Math.max(colon, 0)), text.substring(colon + 1));
        }
    }

    /** The state that ceased last to be the present one is the first. */
    static final Comparator<StateMetadata> NEWEST_FIRST = Comparator.comparingLong(StateMetadata::order)
            .thenComparing(StateMetadata::replacedAt)
            .reversed();

    private static final String FACTS = "facts";
    /** The metadata that an earlier state gets with the next exchange. */
    private static final String NEXT = "facts.next";

    /** Metadata without undoings. */
    StateMetadata(Instant replacedAt, String sessionId, long order) {
        this(replacedAt, sessionId, order, List.of());
    }

    /** The metadata after one more exchange. */
    StateMetadata exchangedBy(@Nullable Undoing undoing, List<Undoing> earlier) {
        var all = Stream.concat(Stream.ofNullable(undoing), earlier.stream());
        return new StateMetadata(
                replacedAt, sessionId, order, all.limit(MOST_UNDOINGS).toList());
    }

    private String text() {
        var fixed = Stream.of(Long.toString(replacedAt.toEpochMilli()), sessionId, Long.toString(order));
        return String.join(
                " ", Stream.concat(fixed, undoings.stream().map(Undoing::text)).toList());
    }

    /** Empty if the text is damaged: a state without metadata must not hide the others, or stop restores of its bundle. */
    private static Optional<StateMetadata> parse(String text) {
        var words = text.split(" ", -1);
        try {
            return Optional.of(new StateMetadata(
                    Instant.ofEpochMilli(Long.parseLong(words[0])),
                    words.length > 1 ? words[1] : "",
                    words.length > 2 ? Long.parseLong(words[2]) : 0,
                    Stream.of(words).skip(3).map(Undoing::parse).toList()));
        } catch (NumberFormatException e) {
            log.debug("The record about an earlier state is damaged: {}", text, e);
            return Optional.empty();
        }
    }

    static StateMetadata of(Directory state) throws IOException {
        var next = AtomicFile.read(state, NEXT);
        var facts = (next.isPresent() ? next : written(state)).flatMap(StateMetadata::parse);
        return facts.isPresent()
                ? facts.get()
                : new StateMetadata(Instant.ofEpochSecond(state.stat().mtimeSeconds()), "", 0);
    }

    /** The requests whose exchanges have certainly taken place, without the one that may be under way. */
    static List<Undoing> undoings(Directory state) throws IOException {
        return written(state)
                .flatMap(StateMetadata::parse)
                .map(StateMetadata::undoings)
                .orElse(List.of());
    }

    /** The text of the metadata, for comparing. */
    static Optional<String> written(Directory state) throws IOException {
        return AtomicFile.read(state, FACTS);
    }

    /** Writes the metadata of a new state, which no list shows before the exchange. */
    void write(Directory state) throws IOException {
        AtomicFile.write(state, FACTS, text());
    }

    /** Writes the metadata that a previous state gets with the coming exchange; lists may read the state meanwhile. */
    void announce(Directory state) throws IOException {
        AtomicFile.write(state, NEXT, text());
    }

    /** Makes announced metadata valid if the exchange has taken place, or removes them. Repeatable. */
    static void settle(Directory state, boolean tookPlace) throws IOException {
        if (!AtomicFile.isThere(state, NEXT)) {
            return;
        }
        if (tookPlace) {
            state.changes().replace(DataLocation.bytes(NEXT), state, DataLocation.bytes(FACTS));
        } else {
            AtomicFile.removeIfThere(state, NEXT);
        }
        state.sync();
    }
}
