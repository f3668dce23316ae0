package io.bundlebackup.vault.web;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;

@Schema(name = "VaultBundleList")
record VaultBundleListView(
        @Schema(description = "Sorted by name") List<VaultBundleView> bundles) {}
