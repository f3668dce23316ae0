/** Answers to requests with an {@code Idempotency-Key}: each is stored once and sent again when the request is repeated. */
@NullMarked
@NamedInterface
package io.bundlebackup.session.reply;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
