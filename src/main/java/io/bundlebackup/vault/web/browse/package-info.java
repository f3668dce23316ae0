/** The HTTP side of looking into snapshots. */
@NullMarked
package io.bundlebackup.vault.web.browse;

import org.jspecify.annotations.NullMarked;
