package io.bundlebackup.vault.snapshot;

import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import io.bundlebackup.repository.MissingRepositoryException;
import io.bundlebackup.repository.RepositoryLockedException;
import io.bundlebackup.repository.UnsupportedVersionException;
import io.bundlebackup.repository.crypto.BrokenSealException;
import io.bundlebackup.repository.crypto.WrongPasswordException;
import io.bundlebackup.repository.pack.MissingBlobException;
import io.bundlebackup.repository.place.DamagedFileException;
import io.bundlebackup.repository.place.PlaceUnavailableException;
import io.bundlebackup.repository.tree.InvalidTreeException;
import io.bundlebackup.vault.Vault;
import java.io.IOException;

/** Failures of repositories in the words of problems. */
public final class VaultProblems {
    private VaultProblems() {}

    /** A failure while a repository was opened, read or written: {@code vault-unavailable} or {@code vault-damaged}. */
    public static ProblemException of(Vault vault, String bundle, IOException failure) {
        var where = "of " + bundle + " in the vault " + vault.name();
        return switch (failure) {
            case WrongPasswordException _ ->
                Vault.unavailable("The password of the vault " + vault.name() + " does not open the repository " + where
                        + "; put the right password into its file");
            case RepositoryLockedException _ ->
                Vault.unavailable("Another program has locked the repository " + where
                        + "; wait for its end, or remove the lock with \"restic unlock\"");
            case UnsupportedVersionException _ ->
                Vault.unavailable("The repository " + where + " has a version that this service does not know");
            case PlaceUnavailableException _ ->
                Vault.unavailable("The repository " + where
                        + " is not there, or cannot be read; see whether the disk is mounted");
            case MissingRepositoryException _ ->
                Vault.unavailable("The repository " + where + " is not complete; see whether the disk is mounted");
            case DamagedFileException damaged ->
                damaged(vault, bundle, "the file " + damaged.file() + " has other content than was written", damaged);
            case BrokenSealException broken -> damaged(vault, bundle, "something in it was changed", broken);
            case MissingBlobException missing -> damaged(vault, bundle, "content is missing", missing);
            case InvalidTreeException invalid -> damaged(vault, bundle, "a directory of it cannot be read", invalid);
            default -> Vault.unavailable("The repository " + where + " cannot be used", failure);
        };
    }

    private static ProblemException damaged(Vault vault, String bundle, String what, IOException cause) {
        return new ProblemException(
                ProblemType.VAULT_DAMAGED,
                "The repository of " + bundle + " in the vault " + vault.name() + " is damaged: " + what
                        + "; \"restic check --read-data\" says what can be saved.",
                cause);
    }
}
