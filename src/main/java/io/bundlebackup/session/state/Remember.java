package io.bundlebackup.session.state;

import java.util.function.Function;

/**
 * Asks that the answer to an operation be kept with its transition, in the same transaction.
 *
 * @param key under which
 * @param render what the answer looks like, made from the operation's result
 */
public record Remember<T>(IdempotencyKey key, Function<T, Reply> render) {}
