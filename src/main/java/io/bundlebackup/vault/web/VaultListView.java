package io.bundlebackup.vault.web;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;

@Schema(name = "VaultList")
record VaultListView(
        @Schema(description = "In the order of the configuration")
        List<VaultView> vaults) {}
