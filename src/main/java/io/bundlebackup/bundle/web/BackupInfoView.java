package io.bundlebackup.bundle.web;

import io.bundlebackup.bundle.Bundle;
import io.swagger.v3.oas.annotations.media.Schema;

@Schema(name = "BackupInfo")
record BackupInfoView(
        @Schema(example = "com.example.hiworld") String bundleName,

        @Schema(description = "The application's free text") String backupInfo) {
    /** No application has an extension that could be asked, so there is never anything to say. */
    static BackupInfoView of(Bundle bundle) {
        return new BackupInfoView(bundle.name(), "");
    }
}
