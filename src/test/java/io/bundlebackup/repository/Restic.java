package io.bundlebackup.repository;

import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.repository.crypto.KeyFile;
import io.bundlebackup.repository.crypto.ScryptCost;
import io.bundlebackup.repository.place.DirectoryPlace;
import io.bundlebackup.repository.place.FileName;
import io.bundlebackup.repository.place.FileType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Debian's restic, on one repository in a directory. Every command must end within two minutes. */
public final class Restic {
    private static final int SECONDS = 120;

    private final Path repository;
    private final Path scratch;
    private final Path passwordFile;

    /**
     * @param scratch a directory for the password, output and temporary files
     * @param password in UTF-8
     */
    public Restic(Path repository, Path scratch, byte[] password) {
        this.repository = repository;
        this.scratch = scratch;
        passwordFile = scratch.resolve("restic-password");
        try {
            Files.write(passwordFile, password);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Disables the tests of a class if there is no restic, unless {@code -Drestic.required=true}. */
    public static final class Required implements ExecutionCondition {
        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            return isHere() || Boolean.getBoolean("restic.required")
                    ? ConditionEvaluationResult.enabled("")
                    : ConditionEvaluationResult.disabled("There is no restic; Debian has it as restic.");
        }
    }

    public static boolean isHere() {
        return Stream.of(System.getenv("PATH").split(":"))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, "restic")));
    }

    /**
     * What a command printed.
     *
     * @param out a character for each byte, because it may be the content of a file
     */
    public record Result(int exit, String out, String err) {}

    /** Runs a command that must succeed; returns what it printed. */
    public String run(String... arguments) {
        var result = attempt(arguments);
        assertThat(result.exit())
                .as("restic %s: %s%s", List.of(arguments), result.err(), result.out())
                .isZero();
        return result.out();
    }

    /** Runs a command that may fail. */
    public Result attempt(String... arguments) {
        try {
            var out = Files.createTempFile(scratch, "restic", ".out");
            var err = Files.createTempFile(scratch, "restic", ".err");
            var process = builder(arguments)
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            try {
                if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                    throw new AssertionError("restic did not end within " + SECONDS + " s");
                }
            } finally {
                process.destroyForcibly();
            }
            var result = new Result(
                    process.exitValue(), Files.readString(out, StandardCharsets.ISO_8859_1), Files.readString(err));
            Files.delete(out);
            Files.delete(err);
            return result;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** A command that is not started yet, for tests that work beside restic and end it themselves. */
    public ProcessBuilder builder(String... arguments) {
        var command = new ArrayList<>(List.of("restic", "--no-cache", "--repo", repository.toString()));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).directory(scratch.toFile());
        builder.environment()
                .putAll(Map.of("RESTIC_PASSWORD_FILE", passwordFile.toString(), "TMPDIR", scratch.toString()));
        return builder;
    }

    /** Makes the repository. Its key takes no time to open, in place of the second that restic chooses for each command. */
    public void init() {
        run("init", "--repository-version", "2");
        try {
            replaceKey();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void replaceKey() throws IOException {
        var place = new DirectoryPlace(repository);
        place.create();
        var expensive = new ArrayList<FileName>();
        place.list(FileType.KEY, file -> expensive.add(file.name()));
        var password = Files.readAllBytes(passwordFile);
        var keys = new RepositoryKeys(place, new DerivedKeys());
        try (var master = keys.open(password)) {
            var owner = new KeyFile.Owner("test", "test");
            keys.save(KeyFile.seal(master, password, new ScryptCost(2, 1, 1), owner, Instant.now()), password, master);
        }
        for (var name : expensive) {
            place.remove(name);
        }
    }

    /** {@code check --read-data}: every pack, blob, tree and snapshot. */
    public void check() {
        assertThat(run("check", "--read-data")).contains("no errors were found");
    }

    /** Backs up a directory with paths as they are. */
    public void backup(Path directory) {
        run("backup", directory.toString());
    }

    /** The JSON of {@code snapshots}. */
    public String snapshots() {
        return run("snapshots", "--json");
    }

    /** Restores a whole snapshot. */
    public void restore(String snapshot, Path target) {
        run("restore", snapshot, "--target", target.toString());
    }
}
