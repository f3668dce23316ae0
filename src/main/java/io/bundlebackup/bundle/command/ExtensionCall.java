package io.bundlebackup.bundle.command;

import io.bundlebackup.bundle.Bundle;
import io.bundlebackup.bundle.Extension.Scenario;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One running of a command.
 *
 * @param bundle whose
 * @param scenario which
 * @param tree in which directory: the bundle's data, or the new tree of a restore
 * @param asked by which session; null if by none
 */
public record ExtensionCall(
        Bundle bundle,
        Scenario scenario,
        Path tree,
        @Nullable Session session) {
    /**
     * The session for which a command runs, and what its client has for the application. The latter is given on standard input alone:
     * it is the client's, and arguments and environment are the operator's.
     *
     * @param parameters the seed's {@code BackupParams.parameters}
     * @param info the seed's {@code infos[i]}, JSON text
     */
    public record Session(
            String sessionId,
            String sessionType,
            @Nullable String parameters,
            @Nullable String info) {}

    Optional<List<String>> command() {
        var application = bundle.application();
        return application == null ? Optional.empty() : application.extension().command(scenario);
    }

    /** For the log. */
    String speaker() {
        return scenario.wire() + " of " + bundle.name();
    }
}
