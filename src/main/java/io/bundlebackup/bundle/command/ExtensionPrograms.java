package io.bundlebackup.bundle.command;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Finds programs, never in the working directory, which belongs to the application. */
final class ExtensionPrograms {
    private static final String DEFAULT_PATH = "/usr/local/bin:/usr/bin:/bin";

    private ExtensionPrograms() {}

    /** The path of a program; empty if the program is not found or is not executable. */
    static Optional<Path> find(String program, Map<String, String> environment) {
        if (program.startsWith("/")) {
            return Optional.of(Path.of(program)).filter(ExtensionPrograms::canRun);
        }
        for (var directory : environment.getOrDefault("PATH", DEFAULT_PATH).split(":")) {
            if (directory.startsWith("/")) {
                var candidate = Path.of(directory).resolve(program);
                if (canRun(candidate)) {
                    return Optional.of(candidate);
                }
            }
        }
        return Optional.empty();
    }

    private static boolean canRun(Path program) {
        return Files.isRegularFile(program) && Files.isExecutable(program);
    }
}
