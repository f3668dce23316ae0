/**
 * Restores. {@code tree} makes a new tree from what was uploaded, or from a {@code snapshot}, and verifies it, {@code exchange} puts it in
 * place of the present one at once.
 */
@NullMarked
@ApplicationModule(
        allowedDependencies = {
            "upload",
            "upload::chain",
            "upload::receive",
            "upload::store",
            "session",
            "session::reply",
            "session::state",
            "session::work",
            "bundle",
            "bundle::command",
            "bundle::selection",
            "archive::tar",
            "archive::tree",
            "archive::unpack",
            "limits",
            "manifest",
            "posix",
            "problem",
            "problem::web"
        })
package io.bundlebackup.restore;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
