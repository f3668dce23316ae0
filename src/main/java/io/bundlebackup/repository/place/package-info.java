/** Where the files of a repository lie. */
@NullMarked
@NamedInterface
package io.bundlebackup.repository.place;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
