/** Which snapshots of a repository stay and which go: rules, what stays whatever the rules say, and clocks that are not to be trusted. */
@NullMarked
@NamedInterface
package io.bundlebackup.vault.retention;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
