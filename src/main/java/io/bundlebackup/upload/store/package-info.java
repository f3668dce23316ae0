/** The rows and files of uploads, and the names and locks by which they are found. */
@NullMarked
@NamedInterface
package io.bundlebackup.upload.store;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
