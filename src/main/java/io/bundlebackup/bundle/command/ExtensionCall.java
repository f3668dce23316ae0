package io.bundlebackup.bundle.command;

import io.bundlebackup.bundle.Bundle;
import io.bundlebackup.bundle.Extension;
import io.bundlebackup.bundle.Extension.Scenario;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One call of a command.
 *
 * @param bundle the name of the bundle whose command runs
 * @param extension its commands
 * @param scenario the command
 * @param tree the working directory: the bundle's data, or the new tree of a restore
 * @param session the session for which the command runs; null without a session
 */
public record ExtensionCall(
        String bundle,
        Extension extension,
        Scenario scenario,
        Path tree,
        @Nullable Session session) {
    /**
     * The session for which a command runs, and the values of its client for the application. These values are passed on standard input
     * only: arguments and environment belong to the operator.
     *
     * @param parameters OpenHarmony's {@code BackupParams.parameters}
     * @param info OpenHarmony's {@code infos[i]}, JSON text
     */
    public record Session(
            String sessionId,
            String sessionType,
            @Nullable String parameters,
            @Nullable String info) {}

    /** The call of a bundle of now; a bundle about which nothing is known has no commands. */
    public static ExtensionCall of(Bundle bundle, Scenario scenario, Path tree, @Nullable Session session) {
        var application = bundle.application();
        var extension = application == null ? Extension.NONE : application.extension();
        return new ExtensionCall(bundle.name(), extension, scenario, tree, session);
    }

    Optional<List<String>> command() {
        return extension.command(scenario);
    }

    /** For the log. */
    String speaker() {
        return scenario.wire() + " of " + bundle;
    }
}
