/**
 * Uploads of restores and of earlier manifests. {@code receive} writes the bytes of one file, {@code chain} knows which backups the
 * files form, {@code store} keeps rows and files.
 */
@NullMarked
@ApplicationModule(
        allowedDependencies = {
            "session",
            "session::reply",
            "session::state",
            "session::store",
            "session::work",
            "bundle",
            "archive::tar",
            "archive::tree",
            "archive::unpack",
            "limits",
            "manifest",
            "problem",
            "problem::web",
            "capacity",
            "posix"
        })
package io.bundlebackup.upload;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
