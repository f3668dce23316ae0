package io.bundlebackup.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;

class VaultTests {
    @TempDir
    Path root = Path.of("");

    private Vault vault(String data, String location) {
        var declared = new VaultSettings.DeclaredVault(
                "main", root.resolve(location), null, DataSize.ofMegabytes(64), 1, Duration.ofDays(7), 2);
        var settings = new VaultSettings(root.resolve(data), List.of(declared));
        return new Vaults(settings).get("main");
    }

    private Vault vault() {
        return vault("state", "vault");
    }

    private static void unavailable(String sentence, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(ProblemException.class, problem -> {
            assertThat(problem.type()).isEqualTo(ProblemType.VAULT_UNAVAILABLE);
            assertThat(problem.retryAfter()).isPresent();
            assertThat(problem.detail()).startsWith(sentence).endsWith(".");
        });
    }

    @Test
    void nothingIsWrittenBeforeTheFirstUse() {
        var vault = vault();

        assertThat(vault.bundles()).isEmpty();
        assertThat(vault.isUsed()).isFalse();
        assertThat(root).isEmptyDirectory();
    }

    @Test
    void theFirstUseMakesAPasswordThatOnlyTheOwnerReads() throws IOException {
        var password = vault().open();

        var file = root.resolve("state/vaults/main.password");
        assertThat(Files.readString(file)).isEqualTo(password + "\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(vault().open()).isEqualTo(password);
        assertThat(vault().ownPasswordFile()).contains(file);
    }

    @Test
    void spaceAroundAPasswordDoesNotCount() throws IOException {
        var file = Files.createDirectories(root.resolve("state/vaults")).resolve("main.password");
        Files.writeString(file, " open sésame\r\n\n");

        assertThat(vault().open()).isEqualTo("open sésame");
    }

    @Test
    void aPasswordThatIsTooLongIsNotCutOff() throws IOException {
        var file = Files.createDirectories(root.resolve("state/vaults")).resolve("main.password");
        Files.writeString(file, "x".repeat(4_097));

        unavailable("The vault main cannot be used: the password file has more than 4096 bytes", () -> vault().open());
    }

    @Test
    void aDirectoryThatIsNotMountedIsNoNewVault() throws IOException {
        vault().open();
        Files.move(root.resolve("vault"), root.resolve("unmounted"));

        unavailable("The vault main is not in its directory: ", () -> vault().open());
        Files.createDirectory(root.resolve("vault"));
        unavailable("The vault main is not in its directory: ", () -> vault().open());
        unavailable("The vault main is not in its directory: ", () -> vault().bundles());
        assertThat(root.resolve("vault")).isEmptyDirectory();
    }

    @Test
    void saysThatAFileIsWhereTheDirectoryHasToBe() throws IOException {
        var file = Files.writeString(root.resolve("file"), "");

        unavailable(
                "The vault main cannot be used: a file or link is where a directory has to be;"
                        + " move the file or link away (" + file,
                () -> vault("state", "file").open());
        unavailable(
                "The vault main cannot be used: a file or link is where a directory has to be",
                () -> vault("state", "file/vault").open());
    }

    @Test
    void theDirectoryOfAnotherVaultIsRefused() throws IOException {
        vault().open();
        Files.move(root.resolve("vault"), root.resolve("aside"));
        vault("other", "vault").open();

        unavailable("Another vault is in the directory of main ", () -> vault().open());
    }

    @Test
    void aPasswordThatIsGoneIsNotMadeAnew() throws IOException {
        vault().open();
        Files.delete(root.resolve("state/vaults/main.password"));

        unavailable("The password file of the vault main is gone", () -> vault().open());
        // As a service with a new data directory would.
        unavailable(
                "The password file of the vault main is gone",
                () -> vault("new", "vault").open());
    }

    @Test
    void repositoriesAreListedWhateverTheConfigurationSays() throws IOException {
        var vault = vault();
        vault.open();
        Files.createDirectories(vault.repository("com.example.b:2"));
        Files.createDirectories(vault.repository("com.example.a"));

        assertThat(vault.bundles()).containsExactly("com.example.a", "com.example.b:2");
        assertThat(root.resolve("vault/local/com.example.b+2")).isDirectory();
    }
}
