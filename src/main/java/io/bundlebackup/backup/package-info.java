/**
 * The work on one bundle of a backup: {@code BackupWork} begins a backup or goes on with it after a kill, {@code TreeBackup} scans, packs,
 * announces and waits for the client. {@code ApplicationHold} runs the commands that hold an application and let it go; {@code
 * HeldApplications} lets applications go that a killed service left held.
 */
@NullMarked
@ApplicationModule(
        allowedDependencies = {
            "problem",
            "problem::web",
            "session",
            "session::state",
            "session::store",
            "session::work",
            "upload::chain",
            "bundle",
            "bundle::command",
            "bundle::selection",
            "archive::pack",
            "archive::scan",
            "archive::tree",
            "manifest",
            "posix",
            "capacity"
        })
package io.bundlebackup.backup;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
