package io.bundlebackup.vault;

import io.bundlebackup.bundle.BundleName;
import io.bundlebackup.limits.CallerScope;
import io.bundlebackup.posix.FailureReason;
import io.bundlebackup.posix.Flushing;
import io.bundlebackup.posix.FreeSpace;
import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A directory with the repositories of bundles. Nothing is read or written before the first use. A file {@code vault-id} in the directory,
 * whose content the data directory knows, tells a vault from the empty directory of a disk that is not mounted. Thread-safe.
 */
public final class Vault {
    /** How long a client waits until it tries again. */
    private static final Duration LATER = Duration.ofSeconds(60);

    private static final Logger log = LoggerFactory.getLogger(Vault.class);
    private static final String ID = "vault-id";

    /** The source of the repositories: this service itself. */
    public static final String SOURCE = "local";

    private final VaultSettings.DeclaredVault declared;
    private final PasswordFile passwordFile;
    private final Path knownId;

    Vault(VaultSettings settings, VaultSettings.DeclaredVault declared) {
        this.declared = declared;
        this.passwordFile = new PasswordFile(
                settings.passwordFile(declared).toAbsolutePath().normalize());
        this.knownId = settings.dataDirectory().resolve("vaults").resolve(declared.name() + ".id");
    }

    public String name() {
        return declared.name();
    }

    /** The directory. */
    public Path location() {
        return declared.place();
    }

    public VaultSettings.DeclaredVault declared() {
        return declared;
    }

    /** Where the password is kept, if the service chose the place: the operator has to keep a copy elsewhere. */
    public Optional<Path> ownPasswordFile() {
        return declared.passwordFile() == null && Files.exists(passwordFile.file())
                ? Optional.of(passwordFile.file())
                : Optional.empty();
    }

    /** What the operator should do to be safe. */
    public Optional<String> notice() {
        return ownPasswordFile()
                .map(file -> "Keep a copy of " + file
                        + " elsewhere: without the password in it nothing in the vault can be read. Once"
                        + " password-file names the file, this notice is gone.");
    }

    /** Free bytes on the disk of the vault. */
    public long freeBytes() throws IOException {
        return FreeSpace.of(Files.getFileStore(location()));
    }

    /** The directory of a bundle's repository, whether there is one or not. */
    public Path repository(String bundle) {
        var name =
                BundleName.parse(bundle).orElseThrow(() -> new IllegalArgumentException("no bundle name: " + bundle));
        return location().resolve(SOURCE).resolve(name.directoryName());
    }

    /** Whether the vault was ever used. */
    public boolean isUsed() {
        return Files.exists(knownId) || Files.exists(location().resolve(ID));
    }

    /** The names of the bundles that have a repository and that the caller of this thread reaches, sorted; also of those that the service has no more. */
    public List<String> bundles() {
        if (!isUsed()) {
            return List.of();
        }
        requireThere();
        var limits = CallerScope.limits();
        var found = new ArrayList<String>();
        try (var directories = Files.newDirectoryStream(location().resolve(SOURCE), Files::isDirectory)) {
            for (var directory : directories) {
                var name = String.valueOf(directory.getFileName()).replace('+', ':');
                if (BundleName.isValid(name) && limits.reach(name)) {
                    found.add(name);
                }
            }
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException | DirectoryIteratorException e) {
            throw unavailable("The directory of the vault " + name() + " cannot be read", e);
        }
        found.sort(null);
        return found;
    }

    /**
     * The password. The first call makes the directory and the password.
     *
     * @throws ProblemException {@code vault-unavailable}
     */
    public synchronized String open() {
        try {
            if (isUsed()) {
                requireThere();
                return passwordFile.read().orElseThrow(this::noPassword);
            }
            return create();
        } catch (IOException e) {
            throw unavailable("The vault " + name() + " cannot be used", e);
        }
    }

    private String create() throws IOException {
        Files.createDirectories(location());
        var found = passwordFile.read();
        var password = found.isPresent() ? found.get() : passwordFile.make();
        if (found.isEmpty()) {
            log.warn(
                    "The vault {} at {} is sealed with the password in {}. Keep a copy of this file elsewhere: with the password and restic"
                            + " everything in the vault can be read, without the password nothing.",
                    name(),
                    location(),
                    passwordFile.file());
        } else if (passwordFile.isOpenToOthers()) {
            log.warn("Not only the owner can open {}. Run chmod 600 on this file.", passwordFile.file());
        }
        var id = UUID.randomUUID() + "\n";
        Flushing.write(location().resolve(ID), id.getBytes(StandardCharsets.UTF_8));
        remember(id);
        return password;
    }

    private void remember(String id) throws IOException {
        Files.createDirectories(Objects.requireNonNull(knownId.getParent()));
        Flushing.write(knownId, id.getBytes(StandardCharsets.UTF_8));
    }

    /** @throws ProblemException {@code vault-unavailable} if the directory is not the one that was used before */
    public void requireThere() {
        try {
            var marker = location().resolve(ID);
            if (!Files.exists(marker)) {
                throw unavailable("The vault " + name() + " is not in its directory"
                        + ": see whether the disk is mounted, and whether the service may read the directory");
            }
            var id = Files.readString(marker);
            if (!Files.exists(knownId)) {
                // Of another service, or of this one with another data directory.
                remember(id);
            } else if (!Files.readString(knownId).equals(id)) {
                throw unavailable("Another vault is in the directory of " + name()
                        + " than before; mount the right disk, or remove " + knownId.getFileName()
                        + " from the directory vaults of the data directory to use this one");
            }
        } catch (IOException e) {
            throw unavailable("The vault " + name() + " cannot be read", e);
        }
    }

    private ProblemException noPassword() {
        return unavailable("The password file of the vault " + name()
                + " is gone: put the copy of it back; what is in the vault cannot be read without the password");
    }

    /** A refusal because the vault cannot be used now. */
    public static ProblemException unavailable(String sentence) {
        return new ProblemException(ProblemType.VAULT_UNAVAILABLE, sentence + ".").retryAfter(LATER);
    }

    /** As {@link #unavailable(String)}, with the reason in the words of an operator. */
    public static ProblemException unavailable(String sentence, Exception cause) {
        return new ProblemException(
                        ProblemType.VAULT_UNAVAILABLE, sentence + ": " + FailureReason.of(cause) + ".", cause)
                .retryAfter(LATER);
    }
}
