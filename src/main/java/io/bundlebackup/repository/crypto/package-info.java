/** Keys, and how content is sealed: AES-256-CTR with Poly1305-AES, scrypt for passwords. */
@NullMarked
@NamedInterface
package io.bundlebackup.repository.crypto;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
