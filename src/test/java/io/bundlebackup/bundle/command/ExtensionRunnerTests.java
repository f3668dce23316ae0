package io.bundlebackup.bundle.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.bundlebackup.bundle.Extension;
import io.bundlebackup.bundle.Extension.Scenario;
import io.bundlebackup.bundle.TestBundles;
import io.bundlebackup.problem.ErrorCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Real commands of a shell. */
@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
class ExtensionRunnerTests {
    private static final ExtensionCall.Session ASKED =
            new ExtensionCall.Session("s-1", "backup", "the \"client's\" text", "{\"type\":\"x\",\"details\":[1]}");

    @TempDir
    Path root = Path.of("");

    private final ExtensionRunner runner = new ExtensionRunner(Path.of(System.getProperty("java.io.tmpdir")));
    /** What was passed on. */
    private final List<String> said = new ArrayList<>();

    private final ExtensionListener heard =
            new ExtensionListener(progress -> said.add("progress " + progress), result -> said.add("result " + result));
    private Path tree = Path.of("");

    @BeforeEach
    void plant() throws IOException {
        tree = Files.createDirectory(root.resolve("tree"));
    }

    private ExtensionCall call(Map<String, String> environment, String... command) {
        var extension = new Extension(Map.of(Scenario.ON_BACKUP, List.of(command)), environment);
        return ExtensionCall.of(TestBundles.with("com.example.app", tree, extension), Scenario.ON_BACKUP, tree, ASKED);
    }

    private ExtensionCall sh(String script) {
        return call(Map.of("ROOT", root.toString()), "sh", "-c", script);
    }

    private void run(String script) throws Exception {
        runner.run(sh(script), TimeLimit.untilInterrupted(), heard);
    }

    private void assertFails(ExtensionCall call, ErrorCode code) {
        assertThatThrownBy(() -> runner.run(call, TimeLimit.untilInterrupted(), heard))
                .isInstanceOfSatisfying(
                        ExtensionFailedException.class,
                        e -> assertThat(e.code()).isEqualTo(code));
    }

    private String file(String name) throws IOException {
        return Files.readString(root.resolve(name)).strip();
    }

    /** Whether the process whose number a script has written is running. */
    private boolean runs(String name) throws IOException {
        var stat = Path.of("/proc", file(name), "stat");
        try {
            return !Files.readString(stat, StandardCharsets.ISO_8859_1).contains(") Z ");
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void aNumberWithAnExponentBeyond32BitsIsNoProgress() {
        assertThat(ExtensionLine.parse("{\"progressInfo\":[{\"name\":\"x\",\"processed\":1e9999999997}]}"))
                .isNull();
    }

    @Test
    void runsInTheTreeWithTheDocumentedEnvironment() throws Exception {
        run("pwd > $ROOT/pwd; env > $ROOT/env; cat > $ROOT/stdin; ls -ld $BACKUP_TEMPORARY_DIRECTORY > $ROOT/ls");

        assertThat(file("pwd")).isEqualTo(tree.toString());
        assertThat(file("env").lines())
                .contains(
                        "BACKUP_BUNDLE=com.example.app",
                        "BACKUP_SESSION=s-1",
                        "BACKUP_SESSION_TYPE=backup",
                        "BACKUP_SCENARIO=onBackup",
                        "PATH=" + System.getenv("PATH"))
                .allMatch(line -> line.matches(
                        "(BACKUP_\\w+|ROOT|PATH|HOME|USER|LOGNAME|LANG|LC_\\w+|TZ|TMPDIR|PWD|OLDPWD|SHLVL|_)=.*"));
        assertThat(file("stdin"))
                .isEqualTo("{\"parameters\":\"the \\\"client's\\\" text\",\"info\":{\"type\":\"x\",\"details\":[1]}}");
        assertThat(file("ls")).startsWith("drwx------");
        assertThat(file("env")).doesNotContain("client's");
    }

    @Test
    void removesTheTemporaryDirectoryWithAllThatIsInIt() throws Exception {
        run("echo $BACKUP_TEMPORARY_DIRECTORY > $ROOT/temporary; cd $BACKUP_TEMPORARY_DIRECTORY"
                + " && mkdir -p a/b && echo x > a/b/c && ln -s $ROOT/tree a/link");

        assertThat(Path.of(file("temporary"))).doesNotExist();
        assertThat(tree).isDirectory();
    }

    @Test
    void doesNothingWithoutACommand() throws Exception {
        runner.run(
                ExtensionCall.of(TestBundles.of("a", tree), Scenario.ON_BACKUP, tree, ASKED),
                TimeLimit.untilInterrupted(),
                heard);

        assertThat(said).isEmpty();
    }

    @Test
    void runsOnRestoreOnAnotherTreeThanTheBundles() throws Exception {
        var other = Files.createDirectory(root.resolve("new tree"));
        var extension = new Extension(Map.of(Scenario.ON_RESTORE, List.of("sh", "-c", "pwd > here")), Map.of());

        runner.run(
                ExtensionCall.of(TestBundles.with("a", tree, extension), Scenario.ON_RESTORE, other, ASKED),
                TimeLimit.untilInterrupted(),
                heard);

        assertThat(other.resolve("here")).hasContent(other.toString());
        assertThat(tree).isEmptyDirectory();
    }

    @Test
    void passesOnProgressAndResultsInTheirOrderAndLogsTheRest(CapturedOutput output) throws Exception {
        run("""
                echo '{"progressInfo":[{"name":"tables","processed":1,"total":3}]}'
                echo hello; echo oops >&2
                echo '{"progressInfo":[{"name":"tables","processed":3.0,"total":3,"isPercentage":true}]}'
                printf '{"resultInfo":[{"type":"Dump","rows":12}]}'
                """);

        assertThat(said)
                .containsExactly(
                        "progress [{name=tables, processed=1, total=3, isPercentage=false}]",
                        "progress [{name=tables, processed=3, total=3, isPercentage=true}]",
                        "result [{type=Dump, rows=12}]");
        assertThat(output.getOut())
                .contains("onBackup of com.example.app says: hello", "onBackup of com.example.app says: oops");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"progressInfo\":{}}",
                "{\"progressInfo\":[{\"name\":\"a\",\"processed\":-1}]}",
                "{\"progressInfo\":[{\"name\":\"a\",\"processed\":1.5}]}",
                "{\"progressInfo\":[{\"processed\":1}]}",
                "{\"progressInfo\":[1]}",
                "{\"resultInfo\":[{}]}",
                "{\"resultInfo\":[{\"type\":\"a\"}]} x",
                "{\"resultInfo\":1}",
                "{\"progressInfo\":[",
                "[{\"resultInfo\":[]}]"
            })
    void logsMalformedMessages(String line) {
        assertThat(ExtensionLine.parse(line)).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "exit 1, EXTENSION_FAILED",
        "exit 127, EXTENSION_FAILED",
        "exit 255, EXTENSION_FAILED",
        "kill -9 $$, EXTENSION_DIED",
        "kill -15 $$, EXTENSION_DIED",
        "sh -c 'kill -9 $$', EXTENSION_DIED"
    })
    void tellsHowItFailed(String script, ErrorCode code) {
        assertFails(sh(script), code);
    }

    @Test
    void cannotStartAMissingOrUnexecutableProgram() throws IOException {
        var text = Files.writeString(root.resolve("text"), "#!/bin/sh\n");
        var broken = Files.writeString(root.resolve("broken"), "#!/no/such/interpreter\n");
        Files.setPosixFilePermissions(broken, PosixFilePermissions.fromString("rwxr-xr-x"));

        assertFails(call(Map.of(), "no-such-program"), ErrorCode.EXTENSION_NOT_STARTED);
        assertFails(call(Map.of(), "/no/such/program"), ErrorCode.EXTENSION_NOT_STARTED);
        assertFails(call(Map.of(), text.toString()), ErrorCode.EXTENSION_NOT_STARTED);
        assertFails(call(Map.of(), broken.toString()), ErrorCode.EXTENSION_NOT_STARTED);
        assertFails(call(Map.of(), root.toString()), ErrorCode.EXTENSION_NOT_STARTED);
        assertFails(call(Map.of("PATH", root.toString()), "sh"), ErrorCode.EXTENSION_NOT_STARTED);
        assertThat(root.resolve("tree")).isEmptyDirectory();
    }

    @Test
    void cannotStartWhereTheTreeIsNot() throws IOException {
        Files.delete(tree);

        assertFails(sh("true"), ErrorCode.EXTENSION_NOT_STARTED);
    }

    @Test
    void neverRunsAProgramOfTheTree() throws IOException {
        var program = Files.writeString(tree.resolve("dump"), "#!/bin/sh\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));

        assertFails(call(Map.of("PATH", ".::" + tree.getFileName()), "dump"), ErrorCode.EXTENSION_NOT_STARTED);
    }

    @Test
    void aCommandThatDoesNotReadItsInputIsNotHeldUpByIt() throws Exception {
        var huge = new ExtensionCall.Session("s", "backup", "x".repeat(10_000_000), null);
        var call = sh("exit 0");

        runner.run(
                new ExtensionCall(call.bundle(), call.extension(), call.scenario(), tree, huge),
                TimeLimit.untilInterrupted(),
                heard);
        var reading = sh("wc -c > $ROOT/count");
        runner.run(
                new ExtensionCall(reading.bundle(), reading.extension(), reading.scenario(), tree, huge),
                TimeLimit.untilInterrupted(),
                heard);

        assertThat(Long.parseLong(file("count"))).isGreaterThan(10_000_000);
    }

    @Test
    void passesOnSoMuchAndNoMore(CapturedOutput output) throws Exception {
        run("""
                yes '{"progressInfo":[{"name":"a","processed":1}]}' | head -n 5000
                yes | head -n 100000
                head -c 300000 /dev/zero | tr '\\0' x
                head -c 3000000 /dev/urandom
                yes | head -n 100000 >&2
                """);

        assertThat(said).hasSize(1_000);
        assertThat(output.getOut().lines().filter(line -> line.contains(" says: ")))
                .hasSize(ExtensionLog.MOST_LINES)
                .allMatch(line -> line.length() < ExtensionLog.LONGEST_LINE + 300);
        assertThat(output.getOut()).containsOnlyOnce("more output follows;").containsOnlyOnce("sends more messages");
    }

    @Test
    void showsNothingInTheLogThatTheLogDidNotWrite(CapturedOutput output) throws Exception {
        run("printf 'a\\033[31mb\\rERROR c\\0d\\377'");

        assertThat(output.getOut()).contains("says: a?[31mb?ERROR c?d\ufffd");
    }

    @Test
    void processesThatTheCommandLeavesAreEnded() throws Exception {
        run("""
                sleep 1000 & echo $! > $ROOT/child
                (sleep 1000 & echo $! > $ROOT/orphan)
                setsid sh -c 'echo $$ > $ROOT/daemon; exec sleep 1000' < /dev/null > /dev/null 2>&1 &
                (trap '' TERM; sh -c 'echo $$ > $ROOT/deaf; sleep 1000; sleep 1000' &)
                while ! [ -s $ROOT/daemon ] || ! [ -s $ROOT/deaf ]; do :; done
                """);

        for (var name : List.of("child", "orphan", "daemon", "deaf")) {
            assertThat(runs(name)).as(name).isFalse();
        }
    }

    @Test
    void endsProcessesWithAClearedEnvironmentByTheirSession() throws Exception {
        run("(env -i sh -c 'echo $$ > \"$0\"; exec sleep 1000' $ROOT/bare &) ; while ! [ -s $ROOT/bare ]; do :; done");

        assertThat(runs("bare")).isFalse();
    }

    @Test
    void anInterruptEndsEverythingSoon() throws Exception {
        var script = """
                trap '' TERM
                setsid sh -c 'trap "" TERM; echo $$ > $ROOT/daemon; while :; do sleep 1; done' &
                while ! [ -s $ROOT/daemon ]; do :; done
                echo $$ > $ROOT/ready
                while :; do sleep 1; done
                """;
        var thrown = new CompletableFuture<Throwable>();
        var thread = Thread.ofVirtual().start(() -> {
            try {
                run(script);
            } catch (Exception e) {
                thrown.complete(e);
            }
        });
        await().until(() ->
                Files.exists(root.resolve("ready")) && !file("ready").isEmpty());

        long begin = System.nanoTime();
        thread.interrupt();

        assertThat(thrown.get(10, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(2));
        assertThat(runs("ready")).isFalse();
        assertThat(runs("daemon")).isFalse();
    }

    @Test
    void aCommandMayTidyUpAfterSigterm() throws Exception {
        assertThatThrownBy(() -> runner.run(
                        sh("trap 'echo tidy > $ROOT/tidy; exit 0' TERM; sleep 1000 & wait"),
                        TimeLimit.atMost(Duration.ofMillis(300)),
                        heard))
                .isInstanceOfSatisfying(
                        ExtensionFailedException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.TIMED_OUT));

        assertThat(file("tidy")).isEqualTo("tidy");
    }

    @Test
    void anInterruptMayLeaveAGrace() throws Exception {
        Thread.currentThread().interrupt();
        runner.run(
                sh("sleep 0.3; echo '{\"resultInfo\":[{\"type\":\"x\"}]}'; echo done > $ROOT/done"),
                TimeLimit.untilInterruptedAnd(Duration.ofSeconds(20)),
                heard);

        assertThat(Thread.interrupted()).isTrue();
        assertThat(file("done")).isEqualTo("done");
        assertThat(said).containsExactly("result [{type=x}]");

        Thread.currentThread().interrupt();
        assertThatThrownBy(() ->
                        runner.run(sh("sleep 1000"), TimeLimit.untilInterruptedAnd(Duration.ofMillis(200)), heard))
                .isInstanceOf(ExtensionFailedException.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void aChattyCommandIsEndedInTimeToo() {
        assertThatThrownBy(() -> runner.run(
                        sh("while :; do echo '{\"progressInfo\":[{\"name\":\"a\",\"processed\":1}]}'; done"),
                        TimeLimit.atMost(Duration.ofMillis(500)),
                        heard))
                .isInstanceOfSatisfying(
                        ExtensionFailedException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.TIMED_OUT));
    }

    @Test
    void anExceptionOfTheListenerEndsTheCommand() throws Exception {
        var deaf = new ExtensionListener(
                progress -> {
                    throw new IllegalStateException("no disk");
                },
                result -> {});

        assertThatThrownBy(() -> runner.run(
                        sh(
                                "echo $$ > $ROOT/pid; echo '{\"progressInfo\":[{\"name\":\"a\",\"processed\":1}]}'; sleep 1000"),
                        TimeLimit.untilInterrupted(),
                        deaf))
                .isInstanceOf(IllegalStateException.class);
        assertThat(runs("pid")).isFalse();
    }

    @Test
    void givesTheTextThatWasAskedFor() throws Exception {
        var limit = TimeLimit.atMost(Duration.ofSeconds(20));

        assertThat(runner.runAndReadOutput(sh("echo 'Zürich '; echo; echo log >&2"), limit))
                .isEqualTo("Zürich");
        assertThat(runner.runAndReadOutput(sh("head -c 65535 /dev/zero | tr '\\0' x; printf ü; echo beyond"), limit))
                .hasSize(65_535)
                .endsWith("x");
        assertThatThrownBy(() -> runner.runAndReadOutput(sh("echo half; exit 3"), limit))
                .isInstanceOf(ExtensionFailedException.class);
    }
}
