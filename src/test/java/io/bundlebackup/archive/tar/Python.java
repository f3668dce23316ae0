package io.bundlebackup.archive.tar;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.HexFormat;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Runs Python programs. To start it costs more than most of them take, and tests run a thousand; so one process, which lives as long as
 * this one, makes a copy of itself (a fork) for each, in which nothing is left of another's. Thread-safe: one after the other.
 */
public final class Python {
    private static final long SECONDS = 120;

    /** Reads lines: output, errors, program and arguments, in hex and with spaces between. Writes the exit value of each. */
    private static final String SERVE = """
            import hashlib, io, os, signal, stat, sys, tarfile, traceback
            def run(output, errors, program, arguments):
                signal.alarm(%d)
                for fd, path in ((1, output), (2, errors)):
                    file = os.open(path, os.O_WRONLY)
                    os.dup2(file, fd)
                    os.close(file)
                sys.argv = ['-c'] + arguments
                status = 0
                try:
                    exec(compile(program, '<test>', 'exec'), {'__name__': '__main__'})
                    sys.stdout.flush()
                except BaseException:
                    traceback.print_exc()
                    sys.stderr.flush()
                    status = 1
                os._exit(status)
            answers = os.dup(1)
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
            requests = os.fdopen(os.dup(0), encoding='ascii')
            os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
            for line in requests:
                words = [bytes.fromhex(word).decode('utf-8', 'surrogateescape') for word in line.rstrip('\\n').split(' ')]
                child = os.fork()
                if child == 0: run(words[0], words[1], words[2], words[3:])
                status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
                os.write(answers, b'%%d\\n' %% status)
            """.formatted(SECONDS);

    /** The program itself: what is found by name may be a script that looks for it, each time. */
    private static final String PROGRAM =
            TarTools.run("python3", "-c", "import sys; print(sys.executable)").strip();

    private static final Python ONE = start();

    private final Writer requests;
    private final BufferedReader answers;

    private Python(Process process) {
        requests = process.outputWriter(StandardCharsets.US_ASCII);
        answers = process.inputReader(StandardCharsets.US_ASCII);
    }

    private static Python start() {
        try {
            var builder = new ProcessBuilder(PROGRAM, "-c", SERVE).redirectError(ProcessBuilder.Redirect.INHERIT);
            builder.environment().put("LC_ALL", "C.UTF-8");
            return new Python(builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a program to success and returns what it printed, as Latin-1; its complaints are the failure's message. */
    public static String run(String program, String... arguments) {
        try {
            var output = Files.createTempFile("output", ".txt");
            var errors = Files.createTempFile("errors", ".txt");
            try {
                var status = ONE.ask(
                        Stream.concat(Stream.of(output.toString(), errors.toString(), program), Stream.of(arguments)));
                if (!"0".equals(status)) {
                    throw new AssertionError("Python ended with " + status + ": " + TarTools.latin1(errors));
                }
                return TarTools.latin1(output);
            } finally {
                Files.delete(output);
                Files.delete(errors);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private synchronized String ask(Stream<String> words) throws IOException {
        requests.write(words.map(word -> HexFormat.of().formatHex(word.getBytes(StandardCharsets.UTF_8)))
                .collect(Collectors.joining(" ", "", "\n")));
        requests.flush();
        return String.valueOf(answers.readLine());
    }
}
