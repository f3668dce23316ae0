/** The HTTP side of {@link io.bundlebackup.upload}: three dialects over one offset. */
@NullMarked
package io.bundlebackup.upload.web;

import org.jspecify.annotations.NullMarked;
