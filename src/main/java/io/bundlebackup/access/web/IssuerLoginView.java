package io.bundlebackup.access.web;

import io.swagger.v3.oas.annotations.media.Schema;

@Schema(name = "SignIn")
record IssuerLoginView(
        @Schema(
                description = "Where the browser goes",
                example = "https://login.example.org/authorize?response_type=code&client_id=bundle-backup-dashboard&…")
        String location) {}
