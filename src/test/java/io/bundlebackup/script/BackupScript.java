package io.bundlebackup.script;

import io.bundlebackup.journey.RunningService;
import io.bundlebackup.posix.RawFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One run of {@code http-examples/backup.sh}, {@code restore.sh} or {@code vault.sh}. */
final class BackupScript {
    private static final Path SCRIPTS = Path.of("http-examples").toAbsolutePath();
    private static final long SECONDS = 60;

    private final Process process;
    private final Path output;

    /** How a run ended. */
    record End(int status, String output) {}

    private BackupScript(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    static BackupScript start(int port, String token, String bundle, Path folder) {
        return start("backup.sh", port, token, bundle, folder.toString());
    }

    /** {@code backup.sh}, with what stands behind its name. */
    static BackupScript startBackup(int port, String... arguments) {
        return start("backup.sh", port, RunningService.ALICE, arguments);
    }

    /** {@code restore.sh}, with what stands behind its name. */
    static BackupScript startRestore(int port, String... arguments) {
        return start("restore.sh", port, RunningService.ALICE, arguments);
    }

    /** {@code vault.sh}, with what stands behind its name. */
    static BackupScript startVault(int port, String... arguments) {
        return start("vault.sh", port, RunningService.ALICE, arguments);
    }

    /** With the commands that lie in this directory instead of the system's, and in it. */
    static BackupScript startAmong(Path commands, String script, int port, String... arguments) {
        return start(commands, script, port, RunningService.ALICE, arguments);
    }

    private static BackupScript start(String script, int port, String token, String... arguments) {
        return start(null, script, port, token, arguments);
    }

    private static BackupScript start(
            @Nullable Path commands, String script, int port, String token, String... arguments) {
        var command = new ArrayList<>(List.of("bash", SCRIPTS.resolve(script).toString()));
        command.addAll(List.of(arguments));
        return start(commands, Map.of(), port, token, command);
    }

    /**
     * A line of bash with other variables of the environment, in which {@code "$scripts"} is the directory of the scripts. A variable
     * that is empty is none.
     */
    static BackupScript startLine(Path commands, Map<String, String> environment, int port, String line) {
        return start(commands, environment, port, RunningService.ALICE, List.of("bash", "-c", line));
    }

    private static BackupScript start(
            @Nullable Path commands, Map<String, String> environment, int port, String token, List<String> line) {
        try {
            var output = Files.createTempFile("backup", ".log");
            // In a process group of its own, so that all of it can be killed at once.
            var command = new ArrayList<>(List.of("setsid"));
            command.addAll(line);
            var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
            if (commands != null) {
                builder.directory(commands.toFile());
                builder.environment().merge("PATH", commands + ":", (path, first) -> first + path);
            }
            builder.environment().put("BACKUP_URL", "http://127.0.0.1:" + port);
            builder.environment().put("BACKUP_TOKEN", token);
            builder.environment().put("scripts", SCRIPTS.toString());
            builder.environment().put("no_proxy", "127.0.0.1");
            builder.environment().putAll(environment);
            builder.environment().values().removeIf(String::isEmpty);
            return new BackupScript(builder.start(), output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static End run(int port, String bundle, Path folder) {
        return start(port, RunningService.ALICE, bundle, folder).await();
    }

    End await() {
        return await(SECONDS);
    }

    End await(long seconds) {
        try {
            if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
                var printed = Files.readString(output);
                kill();
                throw new AssertionError("the script did not end:\n" + printed);
            }
            return new End(process.exitValue(), Files.readString(output));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        } finally {
            forget();
        }
    }

    private void forget() {
        try {
            Files.deleteIfExists(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As by a power cut: SIGKILL, and nothing is cleaned up. */
    void kill() throws InterruptedException {
        try {
            RawFiles.run("bash", "-c", "kill -KILL -- -$0 || true", Long.toString(process.pid()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        process.destroyForcibly().waitFor();
        forget();
    }
}
