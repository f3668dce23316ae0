package io.bundlebackup.bundle.command;

import io.bundlebackup.bundle.BundleSettings;
import io.bundlebackup.posix.Umask;
import io.bundlebackup.problem.ErrorCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Runs the commands of extensions, as the service's own user, in the tree concerned. A command gets a session of its own (through
 * {@code setsid}, where there is one), so no terminal of the service; a few variables and those of the operator; a temporary directory
 * that is removed afterwards; {@code {"parameters":…,"info":…}} on standard input, from a file, so that the command need not read it.
 * When a method returns or throws, no process that the command started is running. Thread-safe.
 *
 * <p>Java reports a death by the signal n as the status 128 + n, as shells do with their children, so the two cannot be told apart: a
 * status from 129 to 192 is taken as a death. A command of its own accord ends with 0 to 125.
 */
@Component
public final class ExtensionRunner {
    private static final Logger log = LoggerFactory.getLogger(ExtensionRunner.class);
    private static final int LONGEST_TEXT = 65_536;
    private static final Duration LEFT = Duration.ofSeconds(1);

    /** The variables that a command inherits from the service: none that could contain a secret. */
    private static final List<String> INHERITED = List.of("PATH", "HOME", "USER", "LOGNAME", "LANG", "TZ", "TMPDIR");

    private static final JsonMapper JSON = JsonMapper.shared();

    private final Path temporary;

    @Autowired
    ExtensionRunner(BundleSettings settings) {
        this(settings.dataDirectory().toAbsolutePath().resolve(BundleSettings.TEMPORARY));
    }

    /** @param temporary the directory for the commands' temporary directories; created if missing */
    public ExtensionRunner(Path temporary) {
        this.temporary = temporary;
    }

    /**
     * Ends the processes that commands of a killed service have left: with SIGTERM, and after a second with SIGKILL. Called at the start,
     * before a command runs.
     */
    public void endLeftProcesses() {
        var left = ProcessTree.leftIn(temporary);
        var unkillable = left.end(LEFT);
        if (!unkillable.isEmpty()) {
            log.error(
                    "Processes {} of an application's command from before the start cannot be ended; look at them.",
                    unkillable);
        }
    }

    /**
     * Runs a command, if the application has it, and forwards its messages.
     *
     * @throws ExtensionFailedException if the command did not end with 0, or could not be started
     * @throws InterruptedException if the thread was interrupted and the time after that was over; the command is gone
     */
    public void run(ExtensionCall call, TimeLimit limit, ExtensionListener listener)
            throws InterruptedException, ExtensionFailedException {
        if (call.command().isPresent()) {
            withTemporaryDirectory(call, directory -> {
                var command = start(call, directory, listener);
                command.readLines();
                command.await(limit);
            });
        }
    }

    /**
     * Runs a command and returns its standard output: UTF-8, at most 64 KiB, without the line ends at its end. Empty if the
     * application has no such command.
     */
    public String runAndReadOutput(ExtensionCall call, TimeLimit limit)
            throws InterruptedException, ExtensionFailedException {
        var said = new ByteArrayOutputStream();
        if (call.command().isPresent()) {
            withTemporaryDirectory(call, directory -> {
                var command = start(call, directory, ExtensionListener.IGNORE);
                command.readText(said, LONGEST_TEXT);
                command.await(limit);
            });
        }
        return text(said.toByteArray()).stripTrailing();
    }

    /** Drops a character that was cut at the end. */
    private static String text(byte[] bytes) {
        var characters = CharBuffer.allocate(bytes.length);
        StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .onUnmappableCharacter(CodingErrorAction.REPLACE)
                .decode(ByteBuffer.wrap(bytes), characters, false);
        return characters.flip().toString();
    }

    private interface Running {
        void in(Path temporaryDirectory) throws IOException, InterruptedException, ExtensionFailedException;
    }

    private void withTemporaryDirectory(ExtensionCall call, Running running)
            throws InterruptedException, ExtensionFailedException {
        Path directory;
        try {
            directory = Files.createTempDirectory(
                    Files.createDirectories(temporary),
                    "command-",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } catch (IOException e) {
            throw notStarted(call, "the temporary directory could not be created: " + e);
        }
        try {
            running.in(directory);
        } catch (IOException e) {
            throw notStarted(call, e.toString());
        } finally {
            TemporaryTree.remove(directory);
        }
    }

    private static RunningExtension start(ExtensionCall call, Path directory, ExtensionListener listener)
            throws IOException, ExtensionFailedException {
        if (!call.tree().toRealPath().equals(call.tree())) {
            throw notStarted(call, "a symbolic link was put into the path of " + call.tree());
        }
        var environment = environment(call, directory);
        var command = new ArrayList<>(call.command().orElseThrow());
        var program = ExtensionPrograms.find(command.getFirst(), environment)
                .orElseThrow(() -> notStarted(call, "there is no program " + command.getFirst() + " that may be run"));
        command.set(0, program.toString());
        ExtensionPrograms.find("setsid", System.getenv()).ifPresent(setsid -> command.addFirst(setsid.toString()));
        requireEncodable(call, command);
        requireEncodable(call, environment.values());
        var input = directory.resolve(".input");
        Files.writeString(input, input(call.session()));
        var builder =
                new ProcessBuilder(command).directory(call.tree().toFile()).redirectInput(input.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        var process = started(builder);
        return new RunningExtension(call, process, ProcessTree.of(process, directory), listener);
    }

    /** The command writes into the application's tree, so it gets the umask that the operator chose. */
    private static Process started(ProcessBuilder builder) throws IOException {
        try {
            return Umask.inherited(builder::start);
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(e);
        }
    }

    private static ExtensionFailedException notStarted(ExtensionCall call, String why) {
        new ExtensionLog(call.speaker()).warn("could not be started: " + why);
        return new ExtensionFailedException(
                ErrorCode.EXTENSION_NOT_STARTED, call.scenario().wire() + " of the application could not be started");
    }

    /** Java would pass a ? for characters that the service's locale cannot encode. */
    private static void requireEncodable(ExtensionCall call, Iterable<String> texts) throws ExtensionFailedException {
        var charset = Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));
        for (var text : texts) {
            if (!charset.newEncoder().canEncode(text)) {
                throw notStarted(
                        call, "the service's locale cannot encode \"" + text + "\"; start it with LC_ALL=C.UTF-8");
            }
        }
    }

    private static Map<String, String> environment(ExtensionCall call, Path directory) {
        var environment = new LinkedHashMap<String, String>();
        System.getenv().forEach((name, value) -> {
            if (INHERITED.contains(name) || name.startsWith("LC_")) {
                environment.put(name, value);
            }
        });
        environment.putAll(call.extension().environment());
        environment.put("BACKUP_BUNDLE", call.bundle());
        environment.put("BACKUP_SCENARIO", call.scenario().wire());
        environment.put("BACKUP_TEMPORARY_DIRECTORY", directory.toString());
        var session = call.session();
        if (session != null) {
            environment.put("BACKUP_SESSION", session.sessionId());
            environment.put("BACKUP_SESSION_TYPE", session.sessionType());
        }
        return environment;
    }

    private static String input(ExtensionCall.@Nullable Session session) {
        var parameters = session == null ? null : session.parameters();
        var info = session == null || session.info() == null ? "null" : session.info();
        return "{\"parameters\":" + JSON.writeValueAsString(parameters) + ",\"info\":" + info + "}";
    }
}
