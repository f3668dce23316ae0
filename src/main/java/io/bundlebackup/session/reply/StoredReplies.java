package io.bundlebackup.session.reply;

import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import io.bundlebackup.session.store.DatabaseWrites;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Answers to {@code POST}s with an {@code Idempotency-Key}. An answer that a transition brought about is kept with it, in its
 * transaction ({@link KeepReply}); any other is kept here once it is known. Thread-safe.
 */
public final class StoredReplies {
    private record Scope(String caller, String method, String path, String key) {
        static Scope of(IdempotencyKey key) {
            return new Scope(key.caller(), key.method(), key.path(), key.key());
        }
    }

    private static final Logger log = LoggerFactory.getLogger(StoredReplies.class);

    private final JdbcClient readers;
    private final DatabaseWrites writer;
    private final InstantSource clock;
    private final Set<Scope> inFlight = ConcurrentHashMap.newKeySet();

    public StoredReplies(JdbcClient readers, DatabaseWrites writer, InstantSource clock) {
        this.readers = readers;
        this.writer = writer;
        this.clock = clock;
    }

    /**
     * Claims a key for a request about to be carried out; {@link #release} follows in any case.
     *
     * @return the kept answer, if the request was answered before; then nothing is claimed
     * @throws ProblemException {@code key-reused} for another body, {@code key-in-flight} while the first is under way
     */
    public Optional<StoredReply> claim(IdempotencyKey key) {
        if (!inFlight.add(Scope.of(key))) {
            throw new ProblemException(
                    ProblemType.KEY_IN_FLIGHT,
                    "The first request with this Idempotency-Key has not been answered yet.");
        }
        try {
            var kept = find(key);
            if (kept.isPresent()) {
                release(key);
            }
            return kept;
        } catch (RuntimeException e) {
            release(key);
            throw e;
        }
    }

    private Optional<StoredReply> find(IdempotencyKey key) {
        record Kept(String bodySha256, StoredReply reply) {}
        var kept = readers.sql("select * from reply where caller = ? and method = ? and path = ? and key = ?")
                .params(key.caller(), key.method(), key.path(), key.key())
                .query((row, n) -> new Kept(
                        row.getString("body_sha256"),
                        new StoredReply(row.getInt("status"), row.getString("location"), row.getString("body"))))
                .optional();
        if (kept.isPresent() && !kept.get().bodySha256.equals(key.bodySha256())) {
            throw IdempotencyKey.reused();
        }
        return kept.map(Kept::reply);
    }

    /**
     * Keeps an answer, unless it was kept with its transition. The request has been carried out: if its answer cannot be kept, the log says
     * so, and a repetition of the request is carried out anew.
     */
    public void keep(IdempotencyKey key, StoredReply reply) {
        try {
            insert(key, reply);
        } catch (RuntimeException e) {
            log.warn(
                    "The answer to {} {} could not be kept for a repetition under its Idempotency-Key; look at the disk of the data directory: {}",
                    key.method(),
                    key.path(),
                    e.getMessage());
        }
    }

    private void insert(IdempotencyKey key, StoredReply reply) {
        writer.write(database -> database.sql(
                        "insert into reply (caller, method, path, key, body_sha256, status, location, body, kept_at)"
                                + " values (:caller, :method, :path, :key, :sha256, :status, :location, :body, :at)"
                                + " on conflict do nothing")
                .param("caller", key.caller())
                .param("method", key.method())
                .param("path", key.path())
                .param("key", key.key())
                .param("sha256", key.bodySha256())
                .param("status", reply.status())
                .param("location", reply.location())
                .param("body", reply.body())
                .param("at", clock.instant().toEpochMilli())
                .update());
    }

    public void release(IdempotencyKey key) {
        inFlight.remove(Scope.of(key));
    }
}
