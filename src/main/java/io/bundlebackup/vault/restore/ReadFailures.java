package io.bundlebackup.vault.restore;

import io.bundlebackup.archive.unpack.ContentLostException;
import io.bundlebackup.posix.Errno;
import io.bundlebackup.posix.PosixException;
import io.bundlebackup.problem.ProblemType;
import io.bundlebackup.restore.snapshot.SnapshotUnavailableException;
import io.bundlebackup.vault.Vault;
import io.bundlebackup.vault.snapshot.VaultProblems;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;

/** Tells failures of a repository apart: content that is lost, and a vault that is not there. */
record ReadFailures(Vault vault, String bundle) {
    /** The failure as a restore knows it. */
    IOException of(IOException failure) {
        return switch (failure) {
            case ContentLostException lost -> lost;
            case SnapshotUnavailableException unavailable -> unavailable;
            case ClosedByInterruptException interrupt -> interrupt;
            case PosixException posix
            when posix.errno() == Errno.EIO ->
                new ContentLostException("cannot be read in the vault " + vault.name() + ": I/O error", posix);
            default -> translated(failure);
        };
    }

    private IOException translated(IOException failure) {
        var problem = VaultProblems.of(vault, bundle, failure);
        if (problem.type() == ProblemType.VAULT_DAMAGED) {
            return new ContentLostException(
                    "is damaged in the vault " + vault.name() + ": " + failure.getMessage(), failure);
        }
        var sentence = String.valueOf(problem.detail());
        return new SnapshotUnavailableException(
                sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence, failure);
    }

    /** @param reason a clause whose subject is the content: "is missing" */
    ContentLostException lost(String reason) {
        return new ContentLostException(reason + " in the vault " + vault.name(), null);
    }
}
