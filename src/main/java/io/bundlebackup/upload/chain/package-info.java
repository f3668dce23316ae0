/** The backups that uploads form: their manifests, the newest generation, what is missing, and the publication. */
@NullMarked
@NamedInterface
package io.bundlebackup.upload.chain;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
