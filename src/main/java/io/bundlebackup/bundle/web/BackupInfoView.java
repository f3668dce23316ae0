package io.bundlebackup.bundle.web;

import io.swagger.v3.oas.annotations.media.Schema;

@Schema(name = "BackupInfo")
record BackupInfoView(
        @Schema(example = "com.example.hiworld") String bundleName,

        @Schema(description = "The application's text; empty if there is none")
        String backupInfo) {}
