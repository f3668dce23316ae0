package io.bundlebackup.session.reply;

import org.jspecify.annotations.Nullable;

/**
 * The answer to a {@code POST}, kept for a repetition under the same {@link IdempotencyKey}.
 *
 * @param status HTTP status below 400
 * @param location the {@code Location}, if there was one
 * @param body JSON
 */
public record StoredReply(int status, @Nullable String location, String body) {}
