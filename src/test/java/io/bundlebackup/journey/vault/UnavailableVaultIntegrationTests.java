package io.bundlebackup.journey.vault;

import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.journey.Client;
import io.bundlebackup.journey.RunningService;
import io.bundlebackup.journey.SourceTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Vaults that cannot be used: the service starts and says why, and other vaults work. */
class UnavailableVaultIntegrationTests {
    @TempDir
    Path folder = Path.of("");

    private static JsonNode backUp(Client client, String vault, String bundle) {
        var run = client.post(
                        "/api/v1/vaults/" + vault + "/runs", "{\"kind\":\"backup\",\"bundles\":[\"" + bundle + "\"]}")
                .is(202)
                .json()
                .path("runs")
                .path(0);
        return client.get("/api/v1/runs/" + run.path("runId").asString() + "?wait=20")
                .is(200)
                .json();
    }

    private static void assertFailed(JsonNode run, String sentence) {
        assertThat(run.path("outcome").asString()).as(run.toString()).isEqualTo("failed");
        assertThat(run.path("err").path("code").asInt()).isEqualTo(13600001);
        assertThat(run.path("err").path("message").asString()).startsWith(sentence);
    }

    @Test
    void otherVaultsWorkAndEachSaysWhatIsWrong() throws Exception {
        var file = Files.writeString(folder.resolve("file"), "");
        try (var service = RunningService.start(List.of(
                "backup.vaults[0].name=main",
                "backup.vaults[0].location=" + folder.resolve("main"),
                "backup.vaults[1].name=broken",
                "backup.vaults[1].location=" + file.resolve("vault")))) {
            var bundle = service.bundle(SourceTree.file("a.txt", "content"));
            try (var alice = service.client(RunningService.ALICE)) {
                assertFailed(
                        backUp(alice, "broken", bundle),
                        "The vault broken cannot be used: a file or link is where a directory has to be");
                assertThat(backUp(alice, "main", bundle).path("outcome").asString())
                        .isEqualTo("completed");
            }
            loseTheDisk(service, bundle);
            mistakeThePassword(service, bundle);
        }
    }

    private void loseTheDisk(RunningService service, String bundle) throws IOException {
        service.stop();
        Files.move(folder.resolve("main"), folder.resolve("elsewhere"));
        Files.createDirectory(folder.resolve("main"));
        service.restart();
        try (var alice = service.client(RunningService.ALICE)) {
            assertFailed(backUp(alice, "main", bundle), "The vault main is not in its directory: ");
            alice.get("/api/v1/vaults/main/snapshots").isProblem(503, "vault-unavailable", 13600001);
            var vault = alice.get("/api/v1/vaults/main").is(200).json();
            assertThat(vault.path("problem").asString()).startsWith("The vault main is not in its directory: ");
            assertThat(vault.path("snapshots").asLong()).isEqualTo(1);
        }
        Files.delete(folder.resolve("main"));
        Files.move(folder.resolve("elsewhere"), folder.resolve("main"));
    }

    private void mistakeThePassword(RunningService service, String bundle) throws IOException {
        service.stop();
        Files.writeString(service.data().resolve("vaults/main.password"), "another");
        service.restart();
        try (var alice = service.client(RunningService.ALICE)) {
            assertFailed(
                    backUp(alice, "main", bundle), "The password of the vault main does not open the repository of ");
            assertThat(alice.get("/api/v1/vaults/main/snapshots")
                            .is(200)
                            .json()
                            .path("snapshots")
                            .size())
                    .isEqualTo(1);
        }
    }
}
