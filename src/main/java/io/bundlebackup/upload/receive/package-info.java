/**
 * Receives the bytes of uploads: one request ({@code UploadWrite}) writes one file, checks its digests, and goes on after a break. An offset
 * is flushed before it is answered ({@code WriteLease.flush}).
 */
@NullMarked
@NamedInterface
package io.bundlebackup.upload.receive;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
