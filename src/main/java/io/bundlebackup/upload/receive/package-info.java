/** Receives the bytes of uploads: one request writes one file, checks its digests, and goes on after a break. */
@NullMarked
@NamedInterface
package io.bundlebackup.upload.receive;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
