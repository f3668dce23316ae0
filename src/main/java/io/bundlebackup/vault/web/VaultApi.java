package io.bundlebackup.vault.web;

import io.bundlebackup.problem.ProblemType;
import io.bundlebackup.problem.web.ProblemResponses;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;

@Tag(name = "Vaults", description = "The places in which the service keeps snapshots itself")
@RequestMapping(path = "/api/v1/vaults", produces = MediaType.APPLICATION_JSON_VALUE)
interface VaultApi {
    @Operation(
            operationId = "listVaults",
            summary = "List all vaults",
            description = "A vault that cannot be used now has a `problem`, and the figures that were known last.")
    @ApiResponse(responseCode = "200", description = "All vaults")
    @GetMapping
    VaultListView vaults();

    @Operation(
            operationId = "getVault",
            summary = "Get a vault",
            description = "With what its snapshots hold and take up.")
    @ApiResponse(responseCode = "200", description = "The vault")
    @ProblemResponses(ProblemType.NO_SUCH_VAULT)
    @GetMapping("/{vault}")
    VaultView vault(@PathVariable String vault);

    @Operation(
            operationId = "listVaultBundles",
            summary = "List the bundles that a vault has snapshots of",
            description = "Also those that the service has no more: their snapshots stay.")
    @ApiResponse(
            responseCode = "200",
            description = "All bundles with a repository in the vault, and those without one that are overdue")
    @ProblemResponses({ProblemType.NO_SUCH_VAULT, ProblemType.VAULT_UNAVAILABLE, ProblemType.VAULT_DAMAGED})
    @GetMapping("/{vault}/bundles")
    VaultBundleListView bundles(@PathVariable String vault);
}
