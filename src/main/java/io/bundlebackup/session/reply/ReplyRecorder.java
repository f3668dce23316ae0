package io.bundlebackup.session.reply;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Keeps answers under the {@code Idempotency-Key} of their request, in the transaction of the transition that they describe. The view is
 * made once, so the answer that is sent is the one that was kept. Thread-safe.
 */
public final class ReplyRecorder {
    private final JsonMapper json;

    public ReplyRecorder(JsonMapper json) {
        this.json = json;
    }

    /** An operation that keeps its answer if asked to. */
    public interface Operation<T> {
        T run(@Nullable KeepReply<T> remember);
    }

    /**
     * How an operation's result is answered.
     *
     * @param status HTTP status below 400
     * @param location what {@code Location} is, if there is one
     */
    public record Answer<T, V>(int status, Function<T, V> view, Function<T, @Nullable String> location) {
        public static <T, V> Answer<T, V> of(int status, Function<T, V> view) {
            return new Answer<>(status, view, result -> null);
        }
    }

    /** Runs an operation, and returns the view of its result. */
    public <T, V> V record(@Nullable IdempotencyKey key, Answer<T, V> answer, Operation<T> operation) {
        if (key == null) {
            return answer.view.apply(operation.run(null));
        }
        var made = new AtomicReference<@Nullable V>();
        var result = operation.run(new KeepReply<>(key, decided -> {
            var view = answer.view.apply(decided);
            made.set(view);
            return new StoredReply(answer.status, answer.location.apply(decided), json.writeValueAsString(view));
        }));
        // Without a transition nothing was kept, and the filter keeps what is sent.
        var kept = made.get();
        return kept == null ? answer.view.apply(result) : kept;
    }
}
