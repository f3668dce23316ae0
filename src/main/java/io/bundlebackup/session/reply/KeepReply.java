package io.bundlebackup.session.reply;

import java.util.function.Function;

/**
 * Asks that the answer to an operation be kept with its transition, in the same transaction.
 *
 * @param key under which
 * @param render makes the answer from the operation's result. Called under the session's lock, so it must not wait
 */
public record KeepReply<T>(IdempotencyKey key, Function<T, StoredReply> render) {}
